package tandem.pairsim;

import tandem.store.Batch;

/// Sees every start and every write of every half, and may cut the power at any of them, by a
/// [PowerCut]. Ordinary runs have none.
interface Witness {
  /// A process begins, with the disk of its half as it is now.
  default void starts(Half half) {}

  /// A batch is about to be written.
  default void before(Half half, Batch batch) {}

  /// A batch has been written; the machine does not know yet.
  default void after(Half half, Batch batch) {}

  /// The power of a half is gone, its process has not ended yet.
  ///
  /// @return whether this was taken care of; if not, it fares as in any run
  default boolean takesCare(Half half) {
    return false;
  }
}
