package tandem.gwatstages;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tandem.gwatstages.Application.Applied;
import tandem.gwatstages.Application.NotApplied;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.ConsensusInfo;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkRequest.Finalize;
import tandem.pairprotocol.LinkRequest.GetCandidates;
import tandem.pairprotocol.LinkRequest.HeadSync;
import tandem.pairprotocol.LinkRequest.HeadSyncReady;
import tandem.pairprotocol.LinkRequest.ReadBlock;
import tandem.pairprotocol.LinkRequest.ReadChainId;
import tandem.pairprotocol.LinkRequest.ReadCoordinatedState;
import tandem.pairprotocol.LinkRequest.ReadSyncStatus;
import tandem.pairprotocol.LinkRequest.Sync;
import tandem.pairprotocol.LinkRequest.SyncSlotInfo;
import tandem.pairprotocol.LinkRequest.ValidateSpines;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Reason;
import tandem.pairprotocol.Stage;
import tandem.pairprotocol.SyncStatus;
import tandem.primitives.Hash32;

/// The stage machine of gwat (pair-sync.md 4, 5 and 8). Pure: equal arguments give equal results.
///
/// ```
/// STARTING -> CHECKPOINT_SYNC -> DAG_SYNC -> HEAD_SYNC_READY -> HEAD_SYNC -> WORKING
///                   ^                          ^  |  ^  ^           |         |  |
///                   +-- spine is missing ------+--+  |  +--failure--+---------+  |
///                                                    |                           |
///                                                    +------- CATCH_UP <-silence-+ (from all three)
/// ```
///
/// Time comes with each event; it may jump. At most one call that touches the finalised chain is
/// being executed; what it did comes back as an event.
public final class GwatStages {
  private final GwatStageParams params;

  public GwatStages(GwatStageParams params) {
    this.params = params;
  }

  /// What `event` does to `state`.
  public GwatStep step(long nowMs, GwatState state, GwatEvent event) {
    GwatTurn turn = new GwatTurn(params, nowMs, state);
    switch (event) {
      case GwatEvent.Opened(long number) -> onOpened(turn, number);
      case GwatEvent.Tick() -> onTick(turn);
      case GwatEvent.LinkCall(CallId call, LinkRequest request) ->
          onCall(turn, state.readiness(), call, request);
      case GwatEvent.PeerHeads(List<Long> heads) -> turn.peerHeads = heads;
      case GwatEvent.SyncProgress(long number, long target) -> turn.finalizedAt(number, target);
      case GwatEvent.CheckpointSyncDone(boolean reached, int answered) ->
          onCheckpointSyncDone(turn, reached, answered);
      case GwatEvent.DagSyncDone(int answered) -> onDagSyncDone(turn, answered);
      case GwatEvent.CheckpointChecked(CallId call, CheckpointCheck check) ->
          onChecked(turn, call, check);
      case GwatEvent.HeadSyncApplied(CallId call, Application result) ->
          onHeadSyncApplied(turn, call, result);
      case GwatEvent.FinalizeApplied(CallId call, Application result) ->
          onFinalizeApplied(turn, call, result);
      case GwatEvent.Repaired(long number) -> turn.lastFinalized = number;
      case GwatEvent.DiskFull(String fault) -> onDiskFull(turn, fault);
    }
    return turn.done();
  }

  /// Where gwat stands, for `dag_syncStatus`, logs and pages (L3).
  public SyncStatus status(GwatState state) {
    return new SyncStatus(
        state.stage(),
        state.sinceMs(),
        state.progress().start(),
        state.progress().current(),
        state.progress().target(),
        state.progress().changedMs(),
        state.progress().ratePerSecond(),
        state.progress().etaMs(),
        state.lastError(),
        state.peerHeads().size(),
        GwatWaiting.sentence(state));
  }

  private static void onOpened(GwatTurn turn, long number) {
    if (turn.stage != Stage.STARTING) {
      return;
    }
    turn.lastFinalized = number;
    turn.moveTo(Stage.CHECKPOINT_SYNC, "database open at finalised number " + number);
    turn.emit(new GwatEffect.StartCheckpointSync(null));
  }

  private static void onCheckpointSyncDone(GwatTurn turn, boolean targetReached, int answered) {
    if (turn.stage != Stage.CHECKPOINT_SYNC
        || !(targetReached && turn.target != null) && !settled(turn, answered)) {
      return;
    }
    String why =
        targetReached
            ? "finalised number " + turn.lastFinalized + " reached the coordinator's checkpoint"
            : "no peer has more than finalised number "
                + turn.lastFinalized
                + " ("
                + answered
                + " answered)";
    turn.moveTo(Stage.DAG_SYNC, why);
    turn.emit(new GwatEffect.StartDagSync());
  }

  private static void onDagSyncDone(GwatTurn turn, int answered) {
    if (turn.stage == Stage.DAG_SYNC && settled(turn, answered)) {
      turn.moveTo(Stage.HEAD_SYNC_READY, "the DAG of " + answered + " peers is here");
      turn.emit(new GwatEffect.StopSync());
      // Silence counts from here: before, the coordinator was not waited for.
      turn.lastCallMs = turn.nowMs;
    }
  }

  private static boolean settled(GwatTurn turn, int answered) {
    return turn.params
        .settled()
        .holds(turn.nowMs, turn.nowMs - turn.sinceMs, answered, turn.peerHeads.size());
  }

  private void onCall(
      GwatTurn turn, GwatGate.Readiness readiness, CallId call, LinkRequest request) {
    if (turn.diskFull != null && !(request instanceof ReadSyncStatus)) {
      turn.refuse(call, Reason.DISK_FULL);
      return;
    }
    switch (GwatGate.decide(turn.stage, readiness, request)) {
      case GwatGate.Verdict.Admit() -> onAdmitted(turn, call, request);
      case GwatGate.Verdict.Refuse(Reason reason) -> onRefused(turn, call, request, reason);
    }
  }

  private static void onRefused(GwatTurn turn, CallId call, LinkRequest request, Reason reason) {
    switch (request) {
      case HeadSyncReady(ConsensusInfo checkpoint) -> {
        turn.lastCallMs = turn.nowMs;
        rememberTarget(turn, checkpoint);
      }
      case HeadSync(_, _), Sync(_), Finalize(_, _) -> turn.lastCallMs = turn.nowMs;
      case GetCandidates(_),
          ValidateSpines(_),
          SyncSlotInfo(_, _, _),
          ReadCoordinatedState(),
          ReadSyncStatus(),
          ReadChainId(),
          ReadBlock(_) -> {}
    }
    turn.refuse(call, reason);
  }

  /// The coordinator's checkpoint is where the finalised chain is to stop (R6).
  private static void rememberTarget(GwatTurn turn, ConsensusInfo checkpoint) {
    Hash32 spine = checkpoint.lastSpine();
    if (spine == null || checkpoint.slot() == 0 || Objects.equals(spine, turn.target)) {
      return;
    }
    turn.target = spine;
    if (turn.stage == Stage.CHECKPOINT_SYNC) {
      turn.emit(new GwatEffect.StartCheckpointSync(spine));
    }
  }

  private void onAdmitted(GwatTurn turn, CallId call, LinkRequest request) {
    switch (request) {
      case HeadSyncReady(ConsensusInfo checkpoint) -> {
        turn.lastCallMs = turn.nowMs;
        onReady(turn, call, checkpoint);
      }
      case HeadSync(List<ConsensusInfo> entries, boolean isFinal) -> {
        turn.lastCallMs = turn.nowMs;
        onHeadSync(turn, call, entries, isFinal);
      }
      case Sync(ConsensusInfo info) -> {
        turn.lastCallMs = turn.nowMs;
        ConsensusInfo filled = withAnchors(turn, info);
        turn.anchors = Anchors.of(filled);
        turn.emit(new GwatEffect.BeginSlot(filled, Anchors.of(filled)));
        turn.answer(call, new LinkResponse.Synced(0));
      }
      case Finalize(List<Hash32> spines, _) -> {
        turn.lastCallMs = turn.nowMs;
        onFinalize(turn, call, request, spines);
      }
      case ReadSyncStatus() ->
          turn.answer(call, new LinkResponse.Status(status(turn.done().state())));
      case GetCandidates(_),
          ValidateSpines(_),
          SyncSlotInfo(_, _, _),
          ReadCoordinatedState(),
          ReadChainId(),
          ReadBlock(_) ->
          turn.emit(new GwatEffect.Serve(call, request));
    }
  }

  private static void onReady(GwatTurn turn, CallId call, ConsensusInfo checkpoint) {
    Hash32 spine = checkpoint.lastSpine();
    if (spine == null && checkpoint.slot() > 0) {
      turn.refuse(call, Reason.BAD_PARAMS);
      return;
    }
    // A lost answer is given again, at no cost.
    if (turn.ready && turn.stage == Stage.HEAD_SYNC_READY && checkpoint.equals(turn.checkpoint)) {
      turn.lastChunkMs = turn.nowMs;
      turn.answer(call, new LinkResponse.Done());
      return;
    }
    turn.ready = false;
    if (turn.stage != Stage.HEAD_SYNC_READY) {
      boolean catchUp = turn.stage == Stage.CATCH_UP;
      turn.moveTo(
          Stage.HEAD_SYNC_READY,
          "the coordinator asks for readiness from slot " + checkpoint.slot());
      if (catchUp) {
        turn.emit(new GwatEffect.StopSync());
      }
    }
    if (spine == null || checkpoint.slot() == 0) {
      becomeReady(turn, call, checkpoint);
      return;
    }
    turn.pending = new GwatState.Pending(call, new HeadSyncReady(checkpoint));
    turn.emit(new GwatEffect.CheckCheckpoint(call, spine));
  }

  private static void becomeReady(GwatTurn turn, CallId call, ConsensusInfo checkpoint) {
    turn.checkpoint = checkpoint;
    turn.ready = true;
    turn.lastChunkMs = turn.nowMs;
    turn.lastAppliedSlot = null;
    turn.named = checkpoint.lastSpine();
    turn.lastError = null;
    turn.anchors = Anchors.of(withAnchors(turn, checkpoint));
    turn.emit(new GwatEffect.TakeCheckpoint(checkpoint, turn.anchors));
    turn.answer(call, new LinkResponse.Done());
  }

  private static void onChecked(GwatTurn turn, CallId call, CheckpointCheck check) {
    if (!(takePending(turn, call) instanceof HeadSyncReady(ConsensusInfo checkpoint))) {
      return;
    }
    Hash32 spine = checkpoint.finalizing().getLast();
    switch (check) {
      case CheckpointCheck.Ready(_) -> becomeReady(turn, call, checkpoint);
      case CheckpointCheck.Unknown() -> {
        refuseCheckpoint(turn, call, Reason.UNKNOWN_SPINE, checkpoint, spine);
        turn.emit(new GwatEffect.FetchMissing(spine));
        syncTowards(turn, spine, "the checkpoint spine is not in the database");
      }
      case CheckpointCheck.NotFinalized() -> {
        refuseCheckpoint(turn, call, Reason.CHECKPOINT_NOT_FINALIZED, checkpoint, spine);
        // Without a peer ahead there is nothing to learn: the coordinator steps back instead.
        if (turn.peersAhead(0) > 0) {
          syncTowards(turn, spine, "peers have finalised more than the checkpoint spine needs");
        }
      }
      case CheckpointCheck.BadNumber(_, _) -> {
        refuseCheckpoint(turn, call, Reason.CHECKPOINT_BAD_NUMBER, checkpoint, spine);
        turn.emit(new GwatEffect.RepairFinalized(spine));
        syncTowards(turn, spine, "the checkpoint spine is numbered as a merged block");
      }
      case CheckpointCheck.StateMissing() -> {
        refuseCheckpoint(turn, call, Reason.CHECKPOINT_STATE_NOT_FOUND, checkpoint, spine);
        turn.emit(new GwatEffect.RepairFinalized(spine));
        syncTowards(turn, spine, "the state of the checkpoint spine is missing");
      }
    }
  }

  private static void refuseCheckpoint(
      GwatTurn turn, CallId call, Reason reason, ConsensusInfo checkpoint, Hash32 spine) {
    turn.refuse(call, reason, null, checkpoint.slot(), spine, null);
  }

  /// Back to CHECKPOINT_SYNC, but not again and again for one spine: a sync that has just failed to
  /// bring it would only hide from the coordinator that it has to step back.
  private static void syncTowards(GwatTurn turn, Hash32 spine, String why) {
    long agoMs = turn.nowMs - turn.resyncedMs;
    if (Objects.equals(spine, turn.resyncedFor)
        && agoMs >= 0
        && agoMs < turn.params.resyncAfterMs()) {
      return;
    }
    turn.resyncedFor = spine;
    turn.resyncedMs = turn.nowMs;
    turn.target = spine;
    turn.moveTo(Stage.CHECKPOINT_SYNC, why);
    turn.emit(new GwatEffect.StartCheckpointSync(spine));
  }

  private static void onHeadSync(
      GwatTurn turn, CallId call, List<ConsensusInfo> entries, boolean isFinal) {
    if (turn.stage == Stage.HEAD_SYNC_READY) {
      turn.moveTo(Stage.HEAD_SYNC, entries.size() + " slots of finalisation data have come");
    }
    List<ConsensusInfo> ordered = inOrder(turn, entries);
    turn.pending = new GwatState.Pending(call, new HeadSync(ordered, isFinal));
    turn.emit(new GwatEffect.ApplyHeadSync(call, ordered, isFinal, lastNamed(turn, ordered)));
  }

  /// By slot, the last of a slot counts: an original coordinator sends blocks of forks too
  /// (coordinator-net.md 5.5, H5). Data without any entry speak of the checkpoint.
  private static List<ConsensusInfo> inOrder(GwatTurn turn, List<ConsensusInfo> entries) {
    TreeMap<Long, ConsensusInfo> bySlot = new TreeMap<>();
    for (ConsensusInfo entry : entries) {
      bySlot.put(entry.slot(), withAnchors(turn, entry));
    }
    ConsensusInfo checkpoint = turn.checkpoint;
    if (bySlot.isEmpty() && checkpoint != null) {
      bySlot.put(checkpoint.slot(), withAnchors(turn, checkpoint));
    }
    return new ArrayList<>(bySlot.values());
  }

  /// Where the coordinator does not name its anchors, the checkpoint of the last readiness call
  /// serves for both (pair-sync.md 7).
  private static ConsensusInfo withAnchors(GwatTurn turn, ConsensusInfo info) {
    Hash32 justified = info.justifiedSpine();
    Hash32 finalized = info.finalizedSpine();
    if (justified != null && finalized != null) {
      return info;
    }
    Hash32 fallback = turn.checkpoint == null ? null : turn.checkpoint.lastSpine();
    return new ConsensusInfo(
        info.slot(),
        info.creators(),
        info.finalizing(),
        justified == null ? fallback : justified,
        finalized == null ? fallback : finalized);
  }

  private static void onHeadSyncApplied(GwatTurn turn, CallId call, Application result) {
    if (!(takePending(turn, call)
        instanceof HeadSync(List<ConsensusInfo> entries, boolean isFinal))) {
      return;
    }
    turn.finalizedAt(result.lastFinalizedNumber(), result.lastFinalizedNumber());
    switch (result) {
      case NotApplied failure -> fail(turn, call, failure, "head sync stopped: " + failure.fault());
      case Applied applied -> {
        turn.lastAppliedSlot = entries.getLast().slot();
        turn.anchors = Anchors.of(entries.getLast());
        turn.named = lastNamed(turn, entries);
        turn.lastChunkMs = turn.nowMs;
        if (isFinal) {
          completeHeadSync(turn, call, entries, applied);
        } else {
          turn.answer(call, new LinkResponse.Done());
        }
      }
    }
  }

  /// The one door to WORKING (S1), and only if what was asked for is what is there (S3).
  private static void completeHeadSync(
      GwatTurn turn, CallId call, List<ConsensusInfo> entries, Applied applied) {
    Hash32 wanted = turn.named;
    boolean arrived =
        wanted == null
            ? applied.lastFinalizedNumber() == 0
            : wanted.equals(applied.lastFinalizedSpine());
    if (!arrived) {
      String fault =
          "head sync ended at "
              + applied.lastFinalizedSpine()
              + ", the data end at "
              + (wanted == null ? "genesis" : wanted);
      turn.alarm(fault);
      fail(
          turn,
          call,
          new NotApplied(
              Reason.INTERNAL,
              entries.getLast().slot(),
              wanted,
              fault,
              turn.lastAppliedSlot,
              applied.lastFinalizedNumber()),
          fault);
      return;
    }
    turn.target = null;
    turn.resyncedFor = null;
    turn.lastError = null;
    turn.moveTo(
        Stage.WORKING,
        "head sync reached slot "
            + entries.getLast().slot()
            + ", finalised number "
            + applied.lastFinalizedNumber());
    turn.answer(call, new LinkResponse.Done());
  }

  /// The last spine of the data, or of what came before them.
  private static @Nullable Hash32 lastNamed(GwatTurn turn, List<ConsensusInfo> entries) {
    for (ConsensusInfo entry : entries.reversed()) {
      Hash32 spine = entry.lastSpine();
      if (spine != null) {
        return spine;
      }
    }
    return turn.named;
  }

  private static void onFinalize(
      GwatTurn turn, CallId call, LinkRequest request, List<Hash32> spines) {
    Anchors anchors = turn.anchors;
    if (spines.isEmpty() || anchors == null) {
      turn.answer(call, new LinkResponse.Done());
      return;
    }
    turn.pending = new GwatState.Pending(call, request);
    turn.emit(new GwatEffect.ApplyFinalize(call, spines, anchors));
  }

  private static void onFinalizeApplied(GwatTurn turn, CallId call, Application result) {
    if (!(takePending(turn, call) instanceof Finalize)) {
      return;
    }
    turn.finalizedAt(result.lastFinalizedNumber(), result.lastFinalizedNumber());
    switch (result) {
      case Applied(_, _) -> turn.answer(call, new LinkResponse.Done());
      case NotApplied failure ->
          fail(turn, call, failure, "a finalisation cannot be applied: " + failure.fault());
    }
  }

  /// Back to waiting for the coordinator, which repeats from readiness; what is applied stays.
  private static void fail(GwatTurn turn, CallId call, NotApplied failure, String why) {
    if (turn.stage != Stage.HEAD_SYNC_READY) {
      turn.moveTo(Stage.HEAD_SYNC_READY, why);
    }
    turn.ready = false;
    Hash32 spine = failure.spine();
    // The texts of the original stand alone (pair-sync.md 7); ours say more.
    String detail =
        switch (failure.reason()) {
          case BELOW_FLOOR, NOT_A_SEQUENCE, CREATORS_UNKNOWN, INTERNAL -> failure.fault();
          case UNKNOWN_SPINE, INVALID_BLOCK, BAD_PARAMS, SYNCHRONIZATION, PROCEDURE_LOCKED -> null;
          case BUSY, NOT_READY, CHECKPOINT_NOT_FINALIZED, CHECKPOINT_BAD_NUMBER -> null;
          case CHECKPOINT_STATE_NOT_FOUND, DISK_FULL, STARTING, NO_SUCH_METHOD -> null;
          case INVALID_ARGUMENTS, OTHER -> failure.fault();
        };
    turn.refuse(call, failure.reason(), detail, failure.slot(), spine, failure.lastAppliedSlot());
    if (failure.reason() == Reason.UNKNOWN_SPINE && spine != null) {
      turn.emit(new GwatEffect.FetchMissing(spine));
    }
    if (failure.reason() == Reason.BELOW_FLOOR) {
      turn.alarm(
          "the coordinator contradicts its own finalised checkpoint: "
              + failure.fault()
              + "; one of the two databases is of another history: re-sync the coordinator, or"
              + " gwat, from its peers");
    }
  }

  private static void onTick(GwatTurn turn) {
    if (turn.pending != null || turn.diskFull != null) {
      return;
    }
    switch (turn.stage) {
      case STARTING, CHECKPOINT_SYNC, DAG_SYNC, CATCH_UP -> {}
      case HEAD_SYNC_READY, HEAD_SYNC, WORKING -> {
        forgetIdleReadiness(turn);
        followPeersWhenSilent(turn);
      }
    }
  }

  /// A timeout never leads to WORKING; it leads back to waiting (pair-sync.md 5).
  private static void forgetIdleReadiness(GwatTurn turn) {
    if (!turn.ready || turn.nowMs - turn.lastChunkMs < turn.params.headSyncIdleMs()) {
      return;
    }
    turn.ready = false;
    if (turn.stage == Stage.HEAD_SYNC) {
      turn.moveTo(
          Stage.HEAD_SYNC_READY,
          "no finalisation data for " + turn.params.headSyncIdleMs() / 1000 + " s");
    }
  }

  private static void followPeersWhenSilent(GwatTurn turn) {
    // Before genesis there is no slot that could have been missed.
    long heardMs = Math.max(turn.lastCallMs, turn.params.settled().genesisMs());
    long silentSlots = (turn.nowMs - heardMs) / turn.params.slotMs();
    boolean behind =
        silentSlots >= turn.params.behindSilenceSlots()
            && turn.peersAhead(turn.params.fallBehindBlocks()) >= turn.params.fallBehindPeers();
    if (silentSlots >= turn.params.coordinatorSilenceSlots() || behind) {
      turn.moveTo(
          Stage.CATCH_UP,
          "the coordinator has been silent for "
              + silentSlots
              + " slots"
              + (behind ? " and peers are ahead" : ""));
      turn.emit(new GwatEffect.StartCatchUp());
    }
  }

  private static void onDiskFull(GwatTurn turn, String fault) {
    if (turn.diskFull != null) {
      return;
    }
    turn.diskFull = fault;
    turn.lastError = fault;
    turn.ready = false;
    GwatState.Pending pending = turn.pending;
    turn.pending = null;
    turn.emit(new GwatEffect.StopSync());
    if (pending != null) {
      turn.refuse(pending.call(), Reason.DISK_FULL);
    }
    turn.emit(new GwatEffect.ExitDiskFull(fault));
  }

  /// The request that was being executed, which from here on is not; null for a report that belongs
  /// to none.
  private static @Nullable LinkRequest takePending(GwatTurn turn, CallId call) {
    GwatState.Pending pending = turn.pending;
    if (pending == null || !pending.call().equals(call)) {
      return null;
    }
    turn.pending = null;
    return pending.request();
  }
}
