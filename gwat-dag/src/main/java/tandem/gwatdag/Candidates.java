package tandem.gwatdag;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;
import tandem.primitives.Hash32;

/// The best tip and the spines to offer (ledger-rules.md 3).
public final class Candidates {
  /// Most candidates in one answer.
  public static final int MAX = 128;

  private final Dag dag;
  private final DagBlock spine;

  /// @param spine S, the last finalised spine
  public Candidates(Dag dag, DagBlock spine) {
    this.dag = dag;
    this.spine = spine;
  }

  /// The best block among `tips` and their ancestors whose main chain contains S; S itself if no
  /// other.
  ///
  /// @param tips blocks without a fault or anything pending in themselves and their past
  public DagBlock bestTip(Collection<DagBlock> tips) {
    return best(tips, block -> true);
  }

  /// The same among those that `usable` accepts.
  DagBlock best(Collection<DagBlock> tips, Predicate<DagBlock> usable) {
    PriorityQueue<DagBlock> next = new PriorityQueue<>(DagOrder.BETTER_FIRST);
    Set<Hash32> seen = new HashSet<>();
    Map<Hash32, Boolean> standsOnSpine = new HashMap<>();
    for (DagBlock tip : tips) {
      if (seen.add(tip.hash())) {
        next.add(tip);
      }
    }
    while (!next.isEmpty() && next.element().height() > spine.height()) {
      DagBlock block = next.remove();
      if (usable.test(block) && standsOnSpine(block, standsOnSpine)) {
        return block;
      }
      for (Hash32 hash : block.parents()) {
        if (seen.add(hash)) {
          next.add(dag.require(hash));
        }
      }
    }
    return spine;
  }

  /// The blocks of `tip`'s main chain after S up to a slot, ascending, at most [#MAX].
  ///
  /// @param tip a block with S on its main chain
  /// @param twins blocks to leave out
  public List<DagBlock> upTo(DagBlock tip, long slotLimit, Predicate<DagBlock> twins) {
    return dag.mainChain(spine, tip).stream()
        .takeWhile(block -> block.slot() <= slotLimit)
        .filter(twins.negate())
        .limit(MAX)
        .toList();
  }

  // Remembers the answer for every block on the way, since many blocks share their main chains.
  private boolean standsOnSpine(DagBlock block, Map<Hash32, Boolean> known) {
    Set<Hash32> way = new HashSet<>();
    DagBlock at = block;
    Boolean answer = null;
    while (answer == null) {
      way.add(at.hash());
      DagBlock parent = at.height() > spine.height() ? dag.mainParent(at) : null;
      if (at.hash().equals(spine.hash())) {
        answer = true;
      } else if (parent == null) {
        answer = false;
      } else {
        answer = known.get(parent.hash());
        at = parent;
      }
    }
    for (Hash32 hash : way) {
      known.put(hash, answer);
    }
    return answer;
  }
}
