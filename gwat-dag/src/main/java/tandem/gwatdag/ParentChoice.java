package tandem.gwatdag;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Hash32;

/// Parents and anchor of a new block (ledger-rules.md 6).
public final class ParentChoice {
  private ParentChoice() {}

  /// The parents of a new block, its main parent first and the rest from better to worse: 1 to
  /// [Dag#MAX_PARENTS], none an ancestor of another, S on the main chain. A block that may not be a
  /// parent is replaced by its parents.
  ///
  /// @param spine S, the last finalised spine
  /// @param slot of the new block, after the slot of S
  /// @param usable whether a new block may name the block as a parent; true for S
  /// @throws IllegalArgumentException if S is not before `slot`
  public static List<DagBlock> parents(
      Dag dag, DagBlock spine, Collection<DagBlock> tips, long slot, Predicate<DagBlock> usable) {
    if (spine.slot() >= slot) {
      throw new IllegalArgumentException(spine + " is not before slot " + slot);
    }
    Predicate<DagBlock> allowed = block -> block.slot() < slot && usable.test(block);
    List<DagBlock> possible = replaced(dag, tips, allowed);
    DagBlock main = new Candidates(dag, spine).best(possible, allowed);

    List<DagBlock> others = new ArrayList<>();
    for (DagBlock block : possible) {
      // All that is finalised is in the past of a block that stands on S.
      if (DagOrder.BETTER_FIRST.compare(main, block) < 0
          && dag.reader().number(block.hash()) == DagReader.UNNUMBERED
          && keepsWindow(dag, main, block, slot)) {
        others.add(block);
      }
    }
    Set<Hash32> covered = new MergeWalk(dag, main, others, Long.MIN_VALUE).coveredParents();
    others.removeIf(block -> covered.contains(block.hash()));
    others.sort(DagOrder.BETTER_FIRST);
    others.addFirst(main);
    return List.copyOf(others.subList(0, Math.min(others.size(), Dag.MAX_PARENTS)));
  }

  /// The block whose finalised hash the new block commits to.
  ///
  /// @param mainParent of the new block
  /// @param justified spine of the coordinator's justified checkpoint as last told, or null
  public static DagBlock anchor(
      Dag dag, DagBlock mainParent, long slot, @Nullable DagBlock justified) {
    if (justified != null
        && dag.isFinalisedMain(justified)
        && dag.isOnMainChain(justified, mainParent)) {
      return justified;
    }
    DagBlock at = dag.lastShared(mainParent);
    while (at.slot() > slot - Dag.MERGE_WINDOW) {
      DagBlock parent = dag.mainParent(at);
      if (parent == null) {
        return at;
      }
      at = parent;
    }
    return at;
  }

  private static List<DagBlock> replaced(
      Dag dag, Collection<DagBlock> tips, Predicate<DagBlock> allowed) {
    List<DagBlock> result = new ArrayList<>();
    Set<Hash32> seen = new HashSet<>();
    Deque<DagBlock> work = new ArrayDeque<>();
    for (DagBlock tip : tips) {
      if (seen.add(tip.hash())) {
        work.add(tip);
      }
    }
    while (!work.isEmpty()) {
      DagBlock block = work.remove();
      if (allowed.test(block)) {
        result.add(block);
        continue;
      }
      for (Hash32 hash : block.parents()) {
        if (seen.add(hash)) {
          work.add(dag.require(hash));
        }
      }
    }
    return result;
  }

  private static boolean keepsWindow(Dag dag, DagBlock main, DagBlock other, long slot) {
    return new MergeWalk(dag, main, List.of(other), slot - Dag.MERGE_WINDOW).tooEarly() == null;
  }
}
