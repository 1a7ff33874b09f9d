package tandem.gwatstages;

import tandem.pairprotocol.SyncSettled;

/// pair-sync.md 11, as far as gwat's stages need it.
///
/// @param settled when a sync from peers is done
/// @param slotMs length of a slot
/// @param coordinatorSilenceSlots slots without a call after which peers are followed (R15)
/// @param behindSilenceSlots the same when peers are clearly ahead
/// @param fallBehindBlocks what "clearly ahead" means, in finalised blocks
/// @param fallBehindPeers how many peers must say so
/// @param headSyncIdleMs how long a readiness answer, or a chunk, waits for what follows it
/// @param resyncAfterMs the sooner another sync from peers is not begun for one and the same
///   checkpoint spine
/// @param retryAfterMs what refused callers are told
public record GwatStageParams(
    SyncSettled settled,
    long slotMs,
    long coordinatorSilenceSlots,
    long behindSilenceSlots,
    long fallBehindBlocks,
    int fallBehindPeers,
    long headSyncIdleMs,
    long resyncAfterMs,
    long retryAfterMs) {
  /// The defaults of pair-sync.md 11.
  public static GwatStageParams defaults(boolean expectsPeers, long genesisMs, long slotMs) {
    return new GwatStageParams(
        new SyncSettled(expectsPeers, 2, 10_000, 2_000, genesisMs),
        slotMs,
        32,
        4,
        64,
        2,
        120_000,
        10_000,
        1_000);
  }

  public GwatStageParams withSettled(SyncSettled other) {
    return new GwatStageParams(
        other,
        slotMs,
        coordinatorSilenceSlots,
        behindSilenceSlots,
        fallBehindBlocks,
        fallBehindPeers,
        headSyncIdleMs,
        resyncAfterMs,
        retryAfterMs);
  }
}
