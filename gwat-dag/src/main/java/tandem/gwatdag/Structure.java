package tandem.gwatdag;

import java.util.ArrayList;
import java.util.List;
import tandem.primitives.Hash32;

/// Whether a block fits into the DAG (ledger-rules.md 2, point 2). Depends on the block and its
/// past alone, so a verdict other than [UnknownParents] never changes.
public sealed interface Structure {
  /// The block fits.
  ///
  /// @param merge the block with its merge set
  record Sound(DagBlock mainParent, Merge merge) implements Structure {}

  /// Nothing is known against the block, but these parents are not in the DAG.
  record UnknownParents(List<Hash32> parents) implements Structure {
    public UnknownParents {
      parents = List.copyOf(parents);
    }
  }

  /// The block can be part of no DAG.
  record Unsound(String fault) implements Structure {}

  /// Judges `block`, which need not be in the DAG. Looks at no other block than those that are not
  /// finalised, the finalised ones on which they stand, and those back to the merge window.
  static Structure of(Dag dag, DagBlock block) {
    if (block.slot() < 0 || block.height() < 0) {
      return new Unsound("slot or height is above 2^63 - 1");
    }
    int count = block.parents().size();
    if (count == 0 || count > Dag.MAX_PARENTS) {
      return new Unsound(count + " parents, not 1 to " + Dag.MAX_PARENTS);
    }
    List<Hash32> unknown = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Hash32 hash = block.parents().get(i);
      if (i > 0 && block.parents().get(i - 1).compareTo(hash) >= 0) {
        return new Unsound("parents are not strictly ascending at " + hash);
      }
      DagBlock parent = dag.reader().block(hash);
      if (parent == null) {
        unknown.add(hash);
      } else if (parent.slot() >= block.slot()) {
        return new Unsound("parent " + parent + " is not before slot " + block.slot());
      }
    }
    return unknown.isEmpty() ? ofKnownParents(dag, block) : new UnknownParents(unknown);
  }

  private static Structure ofKnownParents(Dag dag, DagBlock block) {
    DagBlock main = dag.mainParent(block);
    if (main == null) {
      throw new IllegalStateException("a block with parents has a main parent");
    }
    long earliest = block.slot() - Dag.MERGE_WINDOW;
    MergeWalk walk = new MergeWalk(dag, main, dag.othersThan(main, block), earliest);
    if (!walk.coveredParents().isEmpty()) {
      return new Unsound(
          "a parent is an ancestor of another: " + walk.coveredParents().iterator().next());
    }
    DagBlock tooEarly = walk.tooEarly();
    if (tooEarly != null) {
      return new Unsound("merges " + tooEarly + ", earlier than slot " + earliest);
    }
    List<DagBlock> merged = walk.merged();
    long height = main.height() + merged.size() + 1;
    if (block.height() != height) {
      return new Unsound("height " + block.height() + ", but it has " + height + " ancestors");
    }
    return new Sound(main, new Merge(block, merged));
  }
}
