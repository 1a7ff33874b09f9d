package tandem.gwatdag;

import java.util.Comparator;

/// The two comparisons of ledger-rules.md 1. Both are total orders over different blocks.
public final class DagOrder {
  /// In-slot order, which also compares any two blocks: the better one first. Greater height, then
  /// more parents, then smaller hash.
  public static final Comparator<DagBlock> BETTER_FIRST =
      Comparator.comparingLong(DagBlock::height)
          .reversed()
          .thenComparing(Comparator.<DagBlock>comparingInt(b -> b.parents().size()).reversed())
          .thenComparing(DagBlock::hash);

  /// Order within a merge set: slot ascending, then in-slot order. Parents come before children.
  public static final Comparator<DagBlock> MERGE_ORDER =
      Comparator.comparingLong(DagBlock::slot).thenComparing(BETTER_FIRST);

  /// Children before parents, for walks into the past.
  static final Comparator<DagBlock> LATEST_FIRST = MERGE_ORDER.reversed();

  private DagOrder() {}
}
