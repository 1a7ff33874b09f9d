package tandem.gwatstages;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.ConsensusInfo;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.Progress;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;

/// Everything that gwat's stage machine knows. Lives in memory only: after a restart all of it is
/// found out again, so WORKING cannot outlive a process (S1).
///
/// @param sinceMs when the stage began
/// @param lastFinalized number of the last finalised block
/// @param progress of the sync from peers, or of head sync
/// @param target spine up to which chain sync is to go (R6), null when not known
/// @param checkpoint of the last readiness answer `true` in this run
/// @param ready whether that answer still holds
/// @param pending the call whose execution has not been reported yet
/// @param anchors last said by the coordinator in this run
/// @param lastCallMs last call of the coordinator that counts against silence
/// @param lastChunkMs last readiness answer `true` or chunk applied
/// @param lastAppliedSlot of head-sync data
/// @param named last spine that the coordinator has named since that answer, in the checkpoint or
///   in data that are applied; null while it has finalised nothing
/// @param peerHeads claimed finalised numbers of connected peers
/// @param resyncedFor checkpoint spine for which a sync from peers was last begun, and when
/// @param lastError last refusal or fault, for people
/// @param alarm last text of an alarm
/// @param diskFull why nothing is done any more
public record GwatState(
    Stage stage,
    long sinceMs,
    long lastFinalized,
    Progress progress,
    @Nullable Hash32 target,
    @Nullable ConsensusInfo checkpoint,
    boolean ready,
    @Nullable Pending pending,
    @Nullable Anchors anchors,
    long lastCallMs,
    long lastChunkMs,
    @Nullable Long lastAppliedSlot,
    @Nullable Hash32 named,
    List<Long> peerHeads,
    @Nullable Hash32 resyncedFor,
    long resyncedMs,
    @Nullable String lastError,
    @Nullable String alarm,
    @Nullable String diskFull) {
  /// A call that the node is executing.
  public record Pending(CallId call, LinkRequest request) {}

  /// A process that has just begun.
  public static GwatState starting(long nowMs) {
    return new GwatState(
        Stage.STARTING,
        nowMs,
        0,
        Progress.begin(nowMs, 0, 0),
        null,
        null,
        false,
        null,
        null,
        nowMs,
        nowMs,
        null,
        null,
        List.of(),
        null,
        nowMs,
        null,
        null,
        null);
  }

  /// What the gate needs to know beside the stage.
  public GwatGate.Readiness readiness() {
    if (pending != null) {
      return GwatGate.Readiness.BUSY;
    }
    return ready ? GwatGate.Readiness.READY : GwatGate.Readiness.NONE;
  }
}
