package tandem.beaconstages;

import tandem.pairprotocol.SyncSettled;
import tandem.primitives.Hash32;

/// pair-sync.md 11, as far as the coordinator's stages need it, and what gwat must agree on.
///
/// @param settled when a sync from peers is done
/// @param genesisTimeS seconds since the Unix epoch
/// @param chainId of gwat's network
/// @param gwatGenesis hash of gwat's genesis block
/// @param headSyncReadyIntervalMs between two readiness calls, and between repeats of other calls
/// @param headSyncChunkSlots slots in a `dag_headSync`
/// @param stepBackAfter refusals of one checkpoint
/// @param callTimeoutMs for any call but head sync
/// @param headSyncTimeoutMs for a chunk
/// @param timeoutsUntilDown timeouts in a row after which the link counts as lost
/// @param backoffMinMs first pause before a reconnect
/// @param backoffMaxMs longest pause before a reconnect
/// @param mismatchRetryMs pause while gwat is of another network
/// @param invalidHeadAlarmMs how long gwat may refuse heads as invalid before an alarm
/// @param invalidHeadRetryMs when a head that was refused as invalid is tried again
/// @param resyncPauseMs least time between two syncs from peers (R23)
/// @param resyncPauseMaxMs the same after syncs that brought nothing
public record BeaconStageParams(
    SyncSettled settled,
    long genesisTimeS,
    long secondsPerSlot,
    long slotsPerEpoch,
    long chainId,
    Hash32 gwatGenesis,
    long headSyncReadyIntervalMs,
    long headSyncChunkSlots,
    int stepBackAfter,
    long callTimeoutMs,
    long headSyncTimeoutMs,
    int timeoutsUntilDown,
    long backoffMinMs,
    long backoffMaxMs,
    long mismatchRetryMs,
    long invalidHeadAlarmMs,
    long invalidHeadRetryMs,
    long resyncPauseMs,
    long resyncPauseMaxMs) {
  /// The defaults of pair-sync.md 11.
  public static BeaconStageParams defaults(
      boolean expectsPeers,
      long genesisTimeS,
      long secondsPerSlot,
      long slotsPerEpoch,
      long chainId,
      Hash32 gwatGenesis) {
    return new BeaconStageParams(
        new SyncSettled(expectsPeers, 2, 10_000, 2_000, genesisTimeS * 1000),
        genesisTimeS,
        secondsPerSlot,
        slotsPerEpoch,
        chainId,
        gwatGenesis,
        1_000,
        512,
        10,
        8_000,
        120_000,
        3,
        250,
        10_000,
        10_000,
        60_000,
        10_000,
        10_000,
        600_000);
  }

  public BeaconStageParams withSettled(SyncSettled other) {
    return new BeaconStageParams(
        other,
        genesisTimeS,
        secondsPerSlot,
        slotsPerEpoch,
        chainId,
        gwatGenesis,
        headSyncReadyIntervalMs,
        headSyncChunkSlots,
        stepBackAfter,
        callTimeoutMs,
        headSyncTimeoutMs,
        timeoutsUntilDown,
        backoffMinMs,
        backoffMaxMs,
        mismatchRetryMs,
        invalidHeadAlarmMs,
        invalidHeadRetryMs,
        resyncPauseMs,
        resyncPauseMaxMs);
  }

  /// The slot at a time, -1 before genesis.
  long slotAt(long nowMs) {
    long sinceGenesisMs = nowMs - genesisTimeS * 1000;
    return sinceGenesisMs < 0 ? -1 : sinceGenesisMs / 1000 / secondsPerSlot;
  }
}
