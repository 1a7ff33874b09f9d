package tandem.gwatdag;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Address;
import tandem.primitives.Hash32;

/// What the order of the DAG depends on: the place of one block (ledger-rules.md 1).
///
/// @param slot claimed by the block; negative stands for 2^63 and above, which no valid block has
/// @param height claimed by the block; negative as for the slot
/// @param parents as the header lists them; none for genesis
/// @param coinbase the creator, or null where only the structure matters
public record DagBlock(
    Hash32 hash, long slot, long height, List<Hash32> parents, @Nullable Address coinbase) {
  public DagBlock {
    parents = List.copyOf(parents);
  }

  public boolean isGenesis() {
    return parents.isEmpty();
  }

  /// Hash and slot, for messages.
  @Override
  public String toString() {
    return hash.brief() + " (slot " + slot + ", height " + height + ")";
  }
}
