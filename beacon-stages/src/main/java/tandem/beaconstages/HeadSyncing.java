package tandem.beaconstages;

import java.util.List;
import tandem.pairprotocol.ConsensusInfo;
import tandem.pairprotocol.CoordinatedState;
import tandem.pairprotocol.LinkError;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Progress;
import tandem.pairprotocol.Reason;
import tandem.pairprotocol.Stage;

/// HEAD_SYNC_READY and HEAD_SYNC (R19, R20): find a checkpoint that gwat has finalised, send what
/// follows it, see that it arrived.
final class HeadSyncing {
  /// Slots in the one request that an original gwat takes: what fits its 5 MiB is less, but what
  /// does not fit cannot be sent otherwise (coordinator-net.md 5.2).
  private static final long ORIGINAL_SLOTS_MAX = 60_000;

  private HeadSyncing() {}

  /// A chunk that was not confirmed is built again before it is sent again: by then the head may be
  /// on another branch, and the data of the former one would take gwat back below what has become
  /// final on it (S7).
  static void advance(BeaconTurn turn) {
    Checkpoint checkpoint = turn.checkpoint;
    if (turn.stage == Stage.HEAD_SYNC_READY || checkpoint == null) {
      turn.emit(new BeaconEffect.ChooseCheckpoint(turn.stepBack));
    } else if (turn.verifying) {
      turn.call(new LinkRequest.ReadCoordinatedState());
    } else {
      long slots = turn.original ? ORIGINAL_SLOTS_MAX : turn.params.headSyncChunkSlots();
      turn.emit(new BeaconEffect.BuildHeadSync(checkpoint, turn.confirmed, slots));
    }
  }

  static void onChosen(BeaconTurn turn, Checkpoint checkpoint) {
    if (turn.stage == Stage.HEAD_SYNC_READY && turn.pending == null && turn.link.up()) {
      turn.checkpoint = checkpoint;
      turn.call(new LinkRequest.HeadSyncReady(checkpoint.info()));
    }
  }

  static void onBuilt(BeaconTurn turn, HeadSyncData data) {
    if (turn.stage != Stage.HEAD_SYNC || turn.pending != null) {
      return;
    }
    switch (data) {
      case HeadSyncData.BranchChanged() ->
          turn.backToReadiness("the head is on another branch now");
      case HeadSyncData.Chunk chunk -> {
        turn.chunk = chunk;
        long first = chunk.entries().getFirst().slot();
        turn.progress =
            turn.confirmed == null
                ? Progress.begin(turn.nowMs, first, turn.head.slot())
                : turn.progress.at(turn.nowMs, first, turn.head.slot());
        send(turn, chunk);
      }
    }
  }

  static void onReadyAnswer(BeaconTurn turn, LinkResponse response) {
    Checkpoint checkpoint = turn.checkpoint;
    if (turn.stage != Stage.HEAD_SYNC_READY || checkpoint == null) {
      return;
    }
    turn.pause(turn.params.headSyncReadyIntervalMs());
    if (response instanceof LinkResponse.Refused(LinkError error)) {
      onNotReady(turn, checkpoint, error);
      return;
    }
    turn.refusals = 0;
    InvalidHead invalid = turn.invalid;
    if (invalid != null
        && invalid.root().equals(turn.head.root())
        && turn.nowMs - invalid.lastMs() < turn.params.invalidHeadRetryMs()) {
      turn.lastError = invalid.why();
      return;
    }
    turn.moveTo(Stage.HEAD_SYNC, "gwat is ready from checkpoint slot " + checkpoint.info().slot());
    turn.pause(0);
  }

  static void onHeadSyncAnswer(BeaconTurn turn, boolean wasFinal, LinkResponse response) {
    HeadSyncData.Chunk chunk = turn.chunk;
    if (turn.stage != Stage.HEAD_SYNC || chunk == null) {
      return;
    }
    if (response instanceof LinkResponse.Refused(LinkError error)) {
      onHeadSyncRefused(turn, wasFinal, error);
      return;
    }
    turn.confirmed = chunk.lastRoot();
    turn.watchdog = turn.watchdog.reached(turn.nowMs, chunk.entries().getLast().slot());
    turn.progress =
        turn.progress.at(turn.nowMs, chunk.entries().getLast().slot(), turn.head.slot());
    if (!wasFinal) {
      turn.chunk = null;
    } else if (turn.original) {
      startWork(turn, "gwat confirmed the head-sync data");
    } else {
      turn.verifying = true;
    }
  }

  /// The read-back (pair-sync.md 6): gwat must be where the data end.
  static void onReadBack(BeaconTurn turn, LinkResponse response) {
    HeadSyncData.Chunk chunk = turn.chunk;
    if (turn.stage != Stage.HEAD_SYNC || !turn.verifying || chunk == null) {
      return;
    }
    switch (response) {
      case LinkResponse.Coordinated(CoordinatedState state) -> {
        if (state.stage() == Stage.WORKING && state.lastFinalizedHash().equals(chunk.lastSpine())) {
          startWork(turn, "gwat has finalised up to spine " + chunk.lastSpine().brief());
          turn.order = state.order();
        } else {
          turn.backToReadiness(
              "gwat is in "
                  + state.stage()
                  + " at "
                  + state.lastFinalizedHash().brief()
                  + ", the data ended at "
                  + chunk.lastSpine().brief());
        }
      }
      case LinkResponse.Refused(LinkError error) -> {
        if (error.reason() == Reason.NO_SUCH_METHOD) {
          startWork(turn, "gwat confirmed the head-sync data");
        } else {
          turn.lastError = error.brief();
          turn.backToReadiness("gwat does not say how far it is: " + error.brief());
        }
      }
      case LinkResponse.Done(),
          LinkResponse.Synced(_),
          LinkResponse.Candidates(_),
          LinkResponse.Verdict(_),
          LinkResponse.Status(_),
          LinkResponse.ChainId(_),
          LinkResponse.Block(_) ->
          turn.backToReadiness("gwat answered something else than it was asked");
    }
  }

  /// gwat found the finalisation data of the head invalid, in HEAD_SYNC or in WORKING.
  static void markInvalid(BeaconTurn turn, LinkError error) {
    InvalidHead before = turn.invalid;
    String why = "gwat cannot follow the head: " + error.brief();
    turn.invalid =
        new InvalidHead(
            turn.head.root(), why, before == null ? turn.nowMs : before.firstMs(), turn.nowMs);
    turn.emit(new BeaconEffect.HeadInvalidForGwat(turn.head.root(), why));
  }

  private static void send(BeaconTurn turn, HeadSyncData.Chunk chunk) {
    List<ConsensusInfo> entries = chunk.entries();
    boolean isFinal = turn.original || chunk.toHead();
    long slots = entries.getLast().slot() - entries.getFirst().slot();
    long chunks = turn.original ? 1 + slots / turn.params.headSyncChunkSlots() : 1;
    turn.call(
        new LinkRequest.HeadSync(entries, isFinal), turn.params.headSyncTimeoutMs() * chunks, null);
  }

  private static void onNotReady(BeaconTurn turn, Checkpoint checkpoint, LinkError error) {
    turn.lastError = error.brief();
    turn.watchdog = turn.watchdog.waits(turn.nowMs);
    if (!speaksOfTheCheckpoint(error.reason())) {
      return;
    }
    turn.refusals++;
    if (turn.refusals < turn.params.stepBackAfter()) {
      return;
    }
    turn.refusals = 0;
    // From the oldest on, the newest has its turn again: gwat may have it by now.
    turn.stepBack = checkpoint.oldest() ? 0 : turn.stepBack + 1;
    turn.emit(
        new BeaconEffect.SteppedBack(
            turn.stepBack,
            turn.params.stepBackAfter()
                + " refusals of checkpoint slot "
                + checkpoint.info().slot()
                + ", the last: "
                + error.brief()));
  }

  /// Whether another checkpoint could be accepted where this one is not.
  private static boolean speaksOfTheCheckpoint(Reason reason) {
    return switch (reason) {
      case UNKNOWN_SPINE,
          CHECKPOINT_NOT_FINALIZED,
          CHECKPOINT_BAD_NUMBER,
          CHECKPOINT_STATE_NOT_FOUND,
          BAD_PARAMS ->
          true;
      case SYNCHRONIZATION,
          PROCEDURE_LOCKED,
          BUSY,
          NOT_READY,
          INVALID_BLOCK,
          NOT_A_SEQUENCE,
          CREATORS_UNKNOWN,
          BELOW_FLOOR,
          DISK_FULL,
          STARTING,
          INTERNAL,
          NO_SUCH_METHOD,
          INVALID_ARGUMENTS,
          OTHER ->
          false;
    };
  }

  private static void onHeadSyncRefused(BeaconTurn turn, boolean wasFinal, LinkError error) {
    turn.lastError = error.brief();
    switch (error.reason()) {
      case BUSY -> turn.pause(turn.params.headSyncReadyIntervalMs());
      case INVALID_ARGUMENTS, NO_SUCH_METHOD -> {
        if (wasFinal) {
          turn.backToReadiness("head sync was refused: " + error.brief());
        } else {
          // An original gwat: everything again, in one request, under the same readiness.
          turn.original = true;
          turn.chunk = null;
          turn.confirmed = null;
        }
      }
      case INVALID_BLOCK -> {
        markInvalid(turn, error);
        turn.backToReadiness("head sync was refused: " + error.brief());
      }
      case BELOW_FLOOR -> {
        turn.alarm("gwat and coordinator contradict each other: " + error.message());
        turn.backToReadiness("head sync was refused: " + error.brief());
      }
      case SYNCHRONIZATION,
          PROCEDURE_LOCKED,
          NOT_READY,
          BAD_PARAMS,
          UNKNOWN_SPINE,
          CHECKPOINT_NOT_FINALIZED,
          CHECKPOINT_BAD_NUMBER,
          CHECKPOINT_STATE_NOT_FOUND,
          NOT_A_SEQUENCE,
          CREATORS_UNKNOWN,
          DISK_FULL,
          STARTING,
          INTERNAL,
          OTHER ->
          turn.backToReadiness("head sync was refused: " + error.brief());
    }
  }

  /// The one door to WORKING: the last entry is confirmed and, where possible, seen.
  private static void startWork(BeaconTurn turn, String why) {
    var confirmed = turn.confirmed;
    HeadSyncData.Chunk chunk = turn.chunk;
    turn.moveTo(Stage.WORKING, why);
    turn.applied = confirmed;
    turn.lastSlot = chunk == null ? -1 : chunk.entries().getLast().slot();
    turn.stepBack = 0;
    turn.refusals = 0;
    turn.invalid = null;
    turn.lastError = null;
    turn.alarm = null;
    turn.watchdog = Watchdog.begin(turn.nowMs);
    turn.pause(0);
  }
}
