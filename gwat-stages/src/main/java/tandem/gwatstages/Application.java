package tandem.gwatstages;

import org.jspecify.annotations.Nullable;
import tandem.pairprotocol.Reason;
import tandem.primitives.Hash32;

/// What became of finalisation data that the node was to apply. In both cases everything before the
/// fault is applied and stays so; a spine is applied whole or not at all.
public sealed interface Application {
  /// Number of the last finalised block.
  long lastFinalizedNumber();

  /// All of it.
  record Applied(long lastFinalizedNumber, Hash32 lastFinalizedSpine) implements Application {}

  /// Not all of it.
  ///
  /// @param reason one of `UNKNOWN_SPINE` (spine names what is missing, itself or an ancestor),
  ///   `INVALID_BLOCK`, `NOT_A_SEQUENCE`, `CREATORS_UNKNOWN`, `BELOW_FLOOR` (fault names both
  ///   hashes), `BAD_PARAMS`, `INTERNAL`
  /// @param slot of the entry; null for `dag_finalize`
  /// @param fault one sentence
  /// @param lastAppliedSlot of the last entry that is applied whole, null when none is
  record NotApplied(
      Reason reason,
      @Nullable Long slot,
      @Nullable Hash32 spine,
      String fault,
      @Nullable Long lastAppliedSlot,
      long lastFinalizedNumber)
      implements Application {}
}
