package tandem.gwatdag;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Hash32;

/// A walk from the parents of a block into its past that finds the merge set: what the other
/// parents have and the main parent has not.
///
/// Blocks are taken in descending order of slots, so a block's colours are complete when it is
/// taken: MAIN if it is the main parent or an ancestor of it, OTHER likewise for the other parents.
/// The walk ends when no block that waits is OTHER alone. A finalised block whose number is its
/// height has exactly the smaller numbers as ancestors; so once one is MAIN, every finalised block
/// with a smaller number is MAIN too and need not be reached. That bounds the walk by the blocks
/// that are not finalised, however old the block is on which both sides meet.
final class MergeWalk {
  private static final int MAIN = 1;
  private static final int OTHER = 2;

  private final Dag dag;
  private final long earliestSlot;
  private final Set<Hash32> others = new HashSet<>();
  private final Map<Hash32, Integer> colours = new HashMap<>();
  private final PriorityQueue<DagBlock> waiting = new PriorityQueue<>(DagOrder.LATEST_FIRST);
  // Waiting blocks that are OTHER alone: how many, and those of them that are finalised, by number.
  private int otherAlone;
  private final TreeMap<Long, Hash32> otherAloneByNumber = new TreeMap<>();
  // All finalised blocks up to this number are MAIN.
  private long mainNumber = DagReader.UNNUMBERED;
  private final List<DagBlock> merged = new ArrayList<>();
  private final Set<Hash32> coveredParents = new HashSet<>();
  private @Nullable DagBlock tooEarly;

  /// @param earliestSlot the walk stops at the first block to merge that is earlier
  MergeWalk(Dag dag, DagBlock mainParent, List<DagBlock> otherParents, long earliestSlot) {
    this.dag = dag;
    this.earliestSlot = earliestSlot;
    for (DagBlock parent : otherParents) {
      others.add(parent.hash());
      colour(parent, OTHER);
    }
    colour(mainParent, MAIN);
    run();
  }

  /// The merge set in its order; not complete if [#tooEarly] is not null.
  List<DagBlock> merged() {
    merged.sort(DagOrder.MERGE_ORDER);
    return List.copyOf(merged);
  }

  /// A block of the merge set before the earliest slot, or null.
  @Nullable DagBlock tooEarly() {
    return tooEarly;
  }

  /// The other parents that are ancestors of a parent; not complete if [#tooEarly] is not null.
  Set<Hash32> coveredParents() {
    return coveredParents;
  }

  private void run() {
    while (otherAlone > 0) {
      DagBlock block = waiting.remove();
      int colour = colours.getOrDefault(block.hash(), 0);
      if (colour == OTHER) {
        forgetOtherAlone(block.hash());
        if (block.slot() < earliestSlot) {
          tooEarly = block;
          return;
        }
        merged.add(block);
      } else if (dag.isFinalisedMain(block)) {
        continue; // mainNumber stands for all its ancestors.
      }
      for (Hash32 parent : block.parents()) {
        if (others.contains(parent)) {
          coveredParents.add(parent);
        }
        colour(dag.require(parent), colour);
      }
    }
  }

  private void colour(DagBlock block, int colour) {
    Hash32 hash = block.hash();
    Integer known = colours.get(hash);
    int before = known == null ? 0 : known;
    long number = dag.reader().number(hash);
    boolean belowMain = number != DagReader.UNNUMBERED && number <= mainNumber;
    int after = before | colour | (belowMain ? MAIN : 0);
    if (after == before) {
      return;
    }
    colours.put(hash, after);
    if (known == null) {
      waiting.add(block);
    }
    if (before == OTHER) {
      forgetOtherAlone(hash);
    } else if (after == OTHER) {
      otherAlone++;
      if (number != DagReader.UNNUMBERED) {
        otherAloneByNumber.put(number, hash);
      }
    }
    if (belowMain && others.contains(hash)) {
      coveredParents.add(hash);
    }
    if ((after & MAIN) != 0 && number > mainNumber && number == block.height()) {
      raiseMainNumber(number);
    }
  }

  private void raiseMainNumber(long number) {
    mainNumber = number;
    Map<Long, Hash32> nowMain = otherAloneByNumber.headMap(number, false);
    for (Hash32 hash : nowMain.values()) {
      colours.put(hash, MAIN | OTHER);
      if (others.contains(hash)) {
        coveredParents.add(hash);
      }
    }
    otherAlone -= nowMain.size();
    nowMain.clear();
  }

  private void forgetOtherAlone(Hash32 hash) {
    otherAlone--;
    long number = dag.reader().number(hash);
    if (number != DagReader.UNNUMBERED) {
      otherAloneByNumber.remove(number);
    }
  }
}
