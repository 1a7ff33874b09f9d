package tandem.gwatstages;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.ConsensusInfo;
import tandem.pairprotocol.LinkError;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Progress;
import tandem.pairprotocol.Reason;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;

/// One step in the making: the state, open for change, and the effects so far. Lives no longer than
/// the step.
final class GwatTurn {
  final GwatStageParams params;
  final long nowMs;

  Stage stage;
  long sinceMs;
  long lastFinalized;
  Progress progress;
  @Nullable Hash32 target;
  @Nullable ConsensusInfo checkpoint;
  boolean ready;
  GwatState.@Nullable Pending pending;
  @Nullable Anchors anchors;
  long lastCallMs;
  long lastChunkMs;
  @Nullable Long lastAppliedSlot;
  @Nullable Hash32 named;
  List<Long> peerHeads;
  @Nullable Hash32 resyncedFor;
  long resyncedMs;
  @Nullable String lastError;
  @Nullable String alarm;
  @Nullable String diskFull;

  private final List<GwatEffect> effects = new ArrayList<>();

  GwatTurn(GwatStageParams params, long nowMs, GwatState state) {
    this.params = params;
    this.nowMs = nowMs;
    this.stage = state.stage();
    this.sinceMs = state.sinceMs();
    this.lastFinalized = state.lastFinalized();
    this.progress = state.progress();
    this.target = state.target();
    this.checkpoint = state.checkpoint();
    this.ready = state.ready();
    this.pending = state.pending();
    this.anchors = state.anchors();
    this.lastCallMs = state.lastCallMs();
    this.lastChunkMs = state.lastChunkMs();
    this.lastAppliedSlot = state.lastAppliedSlot();
    this.named = state.named();
    this.peerHeads = state.peerHeads();
    this.resyncedFor = state.resyncedFor();
    this.resyncedMs = state.resyncedMs();
    this.lastError = state.lastError();
    this.alarm = state.alarm();
    this.diskFull = state.diskFull();
  }

  GwatStep done() {
    GwatState state =
        new GwatState(
            stage,
            sinceMs,
            lastFinalized,
            progress,
            target,
            checkpoint,
            ready,
            pending,
            anchors,
            lastCallMs,
            lastChunkMs,
            lastAppliedSlot,
            named,
            peerHeads,
            resyncedFor,
            resyncedMs,
            lastError,
            alarm,
            diskFull);
    return new GwatStep(state, List.copyOf(effects));
  }

  void emit(GwatEffect effect) {
    effects.add(effect);
  }

  /// The one way to another stage. A readiness answer holds in HEAD_SYNC_READY and HEAD_SYNC only,
  /// and is not carried into the former: whoever comes back there is asked anew.
  void moveTo(Stage to, String why) {
    emit(new GwatEffect.StageChanged(stage, to, why, Math.max(0, nowMs - sinceMs)));
    stage = to;
    sinceMs = nowMs;
    progress = Progress.begin(nowMs, lastFinalized, lastFinalized);
    ready = ready && to == Stage.HEAD_SYNC;
  }

  void answer(CallId call, LinkResponse response) {
    emit(new GwatEffect.Answer(call, response));
  }

  /// Refuses for a reason that the stage alone gives.
  void refuse(CallId call, Reason reason) {
    answer(call, new LinkResponse.Refused(LinkError.of(reason, stage, params.retryAfterMs())));
  }

  /// Refuses for a reason that lies in the data, and remembers it for people.
  void refuse(
      CallId call,
      Reason reason,
      @Nullable String detail,
      @Nullable Long slot,
      @Nullable Hash32 spine,
      @Nullable Long appliedSlot) {
    LinkError error =
        new LinkError(
            reason,
            detail == null ? reason.text() : reason.text() + ": " + detail,
            stage,
            slot,
            spine,
            appliedSlot,
            params.retryAfterMs());
    lastError = error.brief();
    answer(call, new LinkResponse.Refused(error));
  }

  void alarm(String text) {
    if (!text.equals(alarm)) {
      alarm = text;
      emit(new GwatEffect.Alarm(text));
    }
  }

  void finalizedAt(long number, long newTarget) {
    lastFinalized = number;
    progress = progress.at(nowMs, number, Math.max(number, newTarget));
  }

  /// Connected peers that claim to be ahead of us by more than `blocks`.
  int peersAhead(long blocks) {
    int count = 0;
    for (long head : peerHeads) {
      if (head - blocks > lastFinalized) {
        count++;
      }
    }
    return count;
  }
}
