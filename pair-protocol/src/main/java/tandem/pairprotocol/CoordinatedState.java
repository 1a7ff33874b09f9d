package tandem.pairprotocol;

import org.jspecify.annotations.Nullable;
import tandem.primitives.Hash32;

/// How far the coordinator's word has come into effect in gwat (`dag_coordinatedState`).
///
/// @param checkpointSlot of the last readiness call of this run, with its spine
/// @param lastCoordinatedSlot of the last instruction that was applied, with its spine
/// @param lastFinalizedNumber number of the last finalised block
/// @param dagBlocks blocks that are not finalised
/// @param dagSlots different slots of these
/// @param order above which the next `dag_finalize` is to be ([FinalizeOrder]); null if gwat does
///   not know such a thing
public record CoordinatedState(
    Stage stage,
    @Nullable Long checkpointSlot,
    @Nullable Hash32 checkpointSpine,
    @Nullable Long lastCoordinatedSlot,
    @Nullable Hash32 lastCoordinatedSpine,
    long lastFinalizedNumber,
    Hash32 lastFinalizedHash,
    long dagBlocks,
    long dagSlots,
    @Nullable Long order) {
  /// Of a gwat that takes no order.
  public CoordinatedState(
      Stage stage,
      @Nullable Long checkpointSlot,
      @Nullable Hash32 checkpointSpine,
      @Nullable Long lastCoordinatedSlot,
      @Nullable Hash32 lastCoordinatedSpine,
      long lastFinalizedNumber,
      Hash32 lastFinalizedHash,
      long dagBlocks,
      long dagSlots) {
    this(
        stage,
        checkpointSlot,
        checkpointSpine,
        lastCoordinatedSlot,
        lastCoordinatedSpine,
        lastFinalizedNumber,
        lastFinalizedHash,
        dagBlocks,
        dagSlots,
        null);
  }
}
