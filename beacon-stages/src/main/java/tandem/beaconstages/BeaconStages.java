package tandem.beaconstages;

import tandem.pairprotocol.CallId;
import tandem.pairprotocol.ConsensusInfo;
import tandem.pairprotocol.LinkOutcome;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Stage;
import tandem.pairprotocol.SyncStatus;

/// The stage machine of the coordinator (pair-sync.md 4, 6 and 8). Pure: equal arguments give equal
/// results.
///
/// ```
/// STARTING -> CHECKPOINT_SYNC -> DAG_SYNC -> HEAD_SYNC_READY -> HEAD_SYNC -> WORKING
///                   ^                          ^  |                |           |
///                   |                          +--+--- any no -----+-----------+
///                   +---- head more than an epoch behind (R23) --- from these three
/// ```
///
/// After each event, whatever it was, the machine looks at its state and does what is due; nothing
/// waits to be woken. At most one call of the stages is on its way.
public final class BeaconStages {
  private final BeaconStageParams params;

  public BeaconStages(BeaconStageParams params) {
    this.params = params;
  }

  /// What `event` does to `state`.
  public BeaconStep step(long nowMs, BeaconState state, BeaconEvent event) {
    BeaconTurn turn = new BeaconTurn(params, nowMs, state);
    switch (event) {
      case BeaconEvent.Opened(Head head) -> onOpened(turn, head);
      case BeaconEvent.Tick() -> onTick(turn);
      case BeaconEvent.HeadChanged(Head head, long depth) -> {
        Working.onHead(turn, head, depth);
        turn.head = head;
      }
      case BeaconEvent.Peers(int connected, int ahead) -> {
        turn.peers = connected;
        turn.peersAhead = ahead;
      }
      case BeaconEvent.SyncProgress(long slot, long target) -> {
        if (turn.stage == Stage.CHECKPOINT_SYNC || turn.stage == Stage.DAG_SYNC) {
          turn.progress = turn.progress.at(nowMs, slot, target);
          turn.watchdog = turn.watchdog.reached(nowMs, slot);
        }
      }
      case BeaconEvent.CheckpointSyncDone(int answered) -> onCheckpointSyncDone(turn, answered);
      case BeaconEvent.DagSyncDone(int answered) -> onDagSyncDone(turn, answered);
      case BeaconEvent.CheckpointChosen(Checkpoint checkpoint) ->
          HeadSyncing.onChosen(turn, checkpoint);
      case BeaconEvent.HeadSyncBuilt(HeadSyncData data) -> HeadSyncing.onBuilt(turn, data);
      case BeaconEvent.FinalizeBuilt built -> Working.onFinalizeBuilt(turn, built);
      case BeaconEvent.SlotBuilt(ConsensusInfo info) -> Working.onSlotBuilt(turn, info);
      case BeaconEvent.Outcome(CallId call, LinkOutcome outcome) -> onOutcome(turn, call, outcome);
      case BeaconEvent.GwatLeftWorking() -> {
        if (turn.stage == Stage.WORKING) {
          turn.backToReadiness("gwat answered a duty that it is not in WORKING");
        }
      }
    }
    advance(turn);
    return turn.done();
  }

  /// Where the coordinator stands, for logs, REST and pages (L3).
  public SyncStatus status(BeaconState state) {
    return new SyncStatus(
        state.stage(),
        BeaconWaiting.state(state),
        state.sinceMs(),
        state.progress().start(),
        state.progress().current(),
        state.progress().target(),
        state.progress().changedMs(),
        state.progress().ratePerSecond(),
        state.progress().etaMs(),
        state.lastError(),
        state.peers(),
        BeaconWaiting.sentence(state));
  }

  private static void onOpened(BeaconTurn turn, Head head) {
    if (turn.stage == Stage.STARTING) {
      turn.head = head;
      turn.resyncSlot = head.slot();
      turn.resyncMs = turn.nowMs;
      turn.resyncPauseMs = turn.params.resyncPauseMs();
      turn.moveTo(Stage.CHECKPOINT_SYNC, "database open, head at slot " + head.slot());
      turn.watchdog = Watchdog.begin(turn.nowMs);
      turn.emit(new BeaconEffect.StartCheckpointSync());
    }
  }

  private static void onCheckpointSyncDone(BeaconTurn turn, int answered) {
    if (turn.stage != Stage.CHECKPOINT_SYNC) {
      return;
    }
    turn.watchdog = turn.watchdog.result(turn.nowMs);
    if (settled(turn, answered)) {
      turn.moveTo(
          Stage.DAG_SYNC,
          "head at slot "
              + turn.head.slot()
              + " has the best finalised epoch of "
              + answered
              + " peers");
      turn.watchdog = Watchdog.begin(turn.nowMs);
      turn.emit(new BeaconEffect.StartDagSync());
    }
  }

  private static void onDagSyncDone(BeaconTurn turn, int answered) {
    if (turn.stage != Stage.DAG_SYNC) {
      return;
    }
    turn.watchdog = turn.watchdog.result(turn.nowMs);
    if (settled(turn, answered)) {
      turn.moveTo(
          Stage.HEAD_SYNC_READY,
          "head at slot " + turn.head.slot() + " is that of " + answered + " peers");
      turn.watchdog = Watchdog.begin(turn.nowMs);
      turn.emit(new BeaconEffect.StopSync());
      turn.pause(0);
    }
  }

  private static boolean settled(BeaconTurn turn, int answered) {
    return turn.params.settled().holds(turn.nowMs, turn.nowMs - turn.sinceMs, answered, turn.peers);
  }

  private static void onTick(BeaconTurn turn) {
    BeaconState.Pending pending = turn.pending;
    if (pending != null && turn.nowMs >= pending.deadlineMs()) {
      onOutcome(turn, pending.call(), new LinkOutcome.TimedOut());
    }
    Probing.tick(turn);
    Watching.tick(turn);
    InvalidHead invalid = turn.invalid;
    if (invalid != null && turn.nowMs - invalid.firstMs() >= turn.params.invalidHeadAlarmMs()) {
      turn.alarm(invalid.why());
    }
    switch (turn.stage) {
      case STARTING, CHECKPOINT_SYNC, DAG_SYNC, CATCH_UP -> {}
      case HEAD_SYNC_READY, HEAD_SYNC, WORKING -> resyncWhenBehind(turn);
    }
  }

  /// R23. A sync that brought nothing makes the next one wait longer, so that peers that claim a
  /// head which they do not have cannot keep the pair from working.
  private static void resyncWhenBehind(BeaconTurn turn) {
    long headEpoch = turn.head.slot() / turn.params.slotsPerEpoch();
    long nowEpoch = Math.max(0, turn.params.slotAt(turn.nowMs)) / turn.params.slotsPerEpoch();
    if (headEpoch + 1 >= nowEpoch
        || turn.peersAhead == 0
        || turn.pending != null
        || turn.nowMs - turn.resyncMs < turn.resyncPauseMs) {
      return;
    }
    turn.resyncPauseMs =
        turn.head.slot() > turn.resyncSlot
            ? turn.params.resyncPauseMs()
            : Math.min(turn.params.resyncPauseMaxMs(), turn.resyncPauseMs * 2);
    turn.resyncMs = turn.nowMs;
    turn.resyncSlot = turn.head.slot();
    turn.moveTo(
        Stage.CHECKPOINT_SYNC,
        "head of epoch "
            + headEpoch
            + " has fallen behind epoch "
            + nowEpoch
            + ", "
            + turn.peersAhead
            + " peers are ahead");
    turn.watchdog = Watchdog.begin(turn.nowMs);
    turn.emit(new BeaconEffect.StartCheckpointSync());
  }

  private static void onOutcome(BeaconTurn turn, CallId call, LinkOutcome outcome) {
    Probe probe = turn.probe;
    if (probe != null && call.equals(probe.call())) {
      if (Probing.onOutcome(turn, probe, outcome)) {
        turn.pending = null;
        onTimedOut(turn, "gwat executes nothing, and a call to it is not answered", 0);
      }
      return;
    }
    BeaconState.Pending pending = turn.pending;
    if (pending == null || !pending.call().equals(call)) {
      return;
    }
    turn.pending = null;
    turn.probe = null;
    switch (outcome) {
      case LinkOutcome.Down(String fault) -> Connecting.lost(turn, fault);
      case LinkOutcome.TimedOut() ->
          onTimedOut(turn, "a call to gwat timed out", turn.nowMs - pending.sinceMs());
      case LinkOutcome.Answered(LinkResponse response) -> {
        Link link = turn.link;
        turn.link = new Link(link.state(), link.failures(), 0, link.nextMs(), link.why());
        onAnswer(turn, pending, response);
      }
    }
  }

  /// The outcome is unknown; every call may be repeated, and after a pause it is.
  ///
  /// @param spentMs how long the call took
  private static void onTimedOut(BeaconTurn turn, String why, long spentMs) {
    turn.probe = null;
    Link link = turn.link;
    int timeouts = link.timeouts() + 1;
    if (!link.up() || timeouts >= turn.params.timeoutsUntilDown()) {
      Connecting.lost(turn, timeouts + " calls in a row without an answer", spentMs);
      return;
    }
    turn.lastError = why;
    turn.link = new Link(link.state(), link.failures(), timeouts, link.nextMs(), link.why());
    turn.pause(turn.params.headSyncReadyIntervalMs());
  }

  private static void onAnswer(
      BeaconTurn turn, BeaconState.Pending pending, LinkResponse response) {
    switch (pending.request()) {
      case LinkRequest.ReadChainId(), LinkRequest.ReadBlock(_), LinkRequest.SyncSlotInfo(_, _, _) ->
          Connecting.onAnswer(turn, response);
      case LinkRequest.HeadSyncReady(_) -> HeadSyncing.onReadyAnswer(turn, response);
      case LinkRequest.HeadSync(_, boolean isFinal) ->
          HeadSyncing.onHeadSyncAnswer(turn, isFinal, response);
      case LinkRequest.ReadCoordinatedState() -> HeadSyncing.onReadBack(turn, response);
      case LinkRequest.Sync(_) -> Working.onSyncAnswer(turn, response);
      case LinkRequest.Finalize(_, _) -> Working.onFinalizeAnswer(turn, pending.upTo(), response);
      case LinkRequest.GetCandidates(_),
          LinkRequest.ValidateSpines(_),
          LinkRequest.ReadSyncStatus() ->
          throw new IllegalStateException("not a call of the stages: " + pending.request());
    }
  }

  /// Does what is due, if anything is.
  private static void advance(BeaconTurn turn) {
    if (turn.stage == Stage.STARTING || turn.pending != null || !due(turn)) {
      return;
    }
    if (!turn.link.up()) {
      Connecting.advance(turn);
      return;
    }
    switch (turn.stage) {
      case STARTING, CHECKPOINT_SYNC, DAG_SYNC, CATCH_UP -> {}
      case HEAD_SYNC_READY, HEAD_SYNC -> HeadSyncing.advance(turn);
      case WORKING -> Working.advance(turn);
    }
  }

  /// A pause longer than any that is made comes from a clock that was set back.
  private static boolean due(BeaconTurn turn) {
    long longestMs =
        Math.max(
            turn.params.headSyncReadyIntervalMs(),
            Math.max(turn.params.backoffMaxMs(), turn.params.mismatchRetryMs()));
    long waitMs = turn.nextCallMs - turn.nowMs;
    return waitMs <= 0 || waitMs > longestMs;
  }
}
