package tandem.beaconstages;

import org.jspecify.annotations.Nullable;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.Progress;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;

/// Everything that the coordinator's stage machine knows. Lives in memory only.
///
/// @param sinceMs when the stage began
/// @param pending the one call on its way that belongs to the stages
/// @param nextCallMs before this no further call is made, after one that failed or was refused
/// @param calls number of the last call
/// @param seed source of jitter
/// @param stepBack which checkpoint is tried
/// @param refusals of that checkpoint
/// @param checkpoint for which gwat is ready
/// @param chunk the stretch that is on its way or to be repeated
/// @param confirmed block of the last entry that gwat confirmed, null when none yet
/// @param original whether gwat takes head sync in one request only; learnt
/// @param verifying whether all is sent and the coordinated state is still to be read back
/// @param applied WORKING: block up to which gwat has finalised
/// @param lastSlot WORKING: last slot that was told to gwat
/// @param peers connected peers
/// @param peersAhead of these, those clearly ahead
/// @param resyncMs when the last sync from peers began, with the head's slot then
/// @param resyncPauseMs least time until the next
/// @param lastError last refusal or fault, for people
/// @param alarm last text of an alarm
/// @param order WORKING: of the last `dag_finalize`; null where gwat takes none
/// @param probe of the pending call, once that has taken a while
public record BeaconState(
    Stage stage,
    long sinceMs,
    Progress progress,
    Link link,
    @Nullable Pending pending,
    long nextCallMs,
    long calls,
    long seed,
    Head head,
    int stepBack,
    int refusals,
    @Nullable Checkpoint checkpoint,
    HeadSyncData.@Nullable Chunk chunk,
    @Nullable Hash32 confirmed,
    boolean original,
    boolean verifying,
    @Nullable Hash32 applied,
    long lastSlot,
    @Nullable InvalidHead invalid,
    int peers,
    int peersAhead,
    long resyncMs,
    long resyncSlot,
    long resyncPauseMs,
    @Nullable String lastError,
    @Nullable String alarm,
    @Nullable Probe probe,
    Watchdog watchdog,
    @Nullable Long order) {
  /// A call on its way.
  ///
  /// @param upTo for `Finalize`: the block up to which its spines go
  /// @param sinceMs when it was made
  /// @param deadlineMs when it counts as timed out even if the node says nothing
  public record Pending(
      CallId call, LinkRequest request, @Nullable Hash32 upTo, long sinceMs, long deadlineMs) {}

  /// Whether a result that is due does not come, whatever has been tried so far.
  public boolean isStalled() {
    return watchdog.isStalled();
  }

  /// A process that has just begun.
  ///
  /// @param seed chance for the jitter of reconnects
  public static BeaconState starting(long nowMs, long seed) {
    return new BeaconState(
        Stage.STARTING,
        nowMs,
        Progress.begin(nowMs, 0, 0),
        Link.down(0, nowMs, "not connected yet"),
        null,
        nowMs,
        0,
        seed,
        new Head(Hash32.ZERO, 0),
        0,
        0,
        null,
        null,
        null,
        false,
        false,
        null,
        -1,
        null,
        0,
        0,
        nowMs,
        0,
        0,
        null,
        null,
        null,
        Watchdog.begin(nowMs),
        null);
  }
}
