package tandem.gwatdag;

import java.util.ArrayList;
import java.util.List;

/// One step of an order: a block of the main chain and what it merges (ledger-rules.md 1).
///
/// @param merged the merge set of `main`, in its order
public record Merge(DagBlock main, List<DagBlock> merged) {
  public Merge {
    merged = List.copyOf(merged);
  }

  /// The blocks of this step in their order, `main` last.
  public List<DagBlock> inOrder() {
    List<DagBlock> blocks = new ArrayList<>(merged);
    blocks.add(main);
    return blocks;
  }

  /// Blocks that this step adds to the order.
  public int size() {
    return merged.size() + 1;
  }
}
