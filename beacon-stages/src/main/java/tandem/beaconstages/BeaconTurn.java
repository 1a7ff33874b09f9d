package tandem.beaconstages;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.Progress;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;

/// One step in the making: the state, open for change, and the effects so far. Lives no longer than
/// the step.
final class BeaconTurn {
  /// What the node may take longer than the timeout of a call to say so.
  private static final long OUTCOME_GRACE_MS = 2_000;

  final BeaconStageParams params;
  final long nowMs;

  Stage stage;
  long sinceMs;
  Progress progress;
  Link link;
  BeaconState.@Nullable Pending pending;
  long nextCallMs;
  long calls;
  long seed;
  Head head;
  int stepBack;
  int refusals;
  @Nullable Checkpoint checkpoint;
  HeadSyncData.@Nullable Chunk chunk;
  @Nullable Hash32 confirmed;
  boolean original;
  boolean verifying;
  @Nullable Hash32 applied;
  long lastSlot;
  @Nullable InvalidHead invalid;
  int peers;
  int peersAhead;
  long resyncMs;
  long resyncSlot;
  long resyncPauseMs;
  @Nullable String lastError;
  @Nullable String alarm;
  @Nullable Probe probe;
  Watchdog watchdog;
  @Nullable Long order;

  private final List<BeaconEffect> effects = new ArrayList<>();

  BeaconTurn(BeaconStageParams params, long nowMs, BeaconState state) {
    this.params = params;
    this.nowMs = nowMs;
    this.stage = state.stage();
    this.sinceMs = state.sinceMs();
    this.progress = state.progress();
    this.link = state.link();
    this.pending = state.pending();
    this.nextCallMs = state.nextCallMs();
    this.calls = state.calls();
    this.seed = state.seed();
    this.head = state.head();
    this.stepBack = state.stepBack();
    this.refusals = state.refusals();
    this.checkpoint = state.checkpoint();
    this.chunk = state.chunk();
    this.confirmed = state.confirmed();
    this.original = state.original();
    this.verifying = state.verifying();
    this.applied = state.applied();
    this.lastSlot = state.lastSlot();
    this.invalid = state.invalid();
    this.peers = state.peers();
    this.peersAhead = state.peersAhead();
    this.resyncMs = state.resyncMs();
    this.resyncSlot = state.resyncSlot();
    this.resyncPauseMs = state.resyncPauseMs();
    this.lastError = state.lastError();
    this.alarm = state.alarm();
    this.probe = state.probe();
    this.watchdog = state.watchdog();
    this.order = state.order();
  }

  BeaconStep done() {
    BeaconState state =
        new BeaconState(
            stage,
            sinceMs,
            progress,
            link,
            pending,
            nextCallMs,
            calls,
            seed,
            head,
            stepBack,
            refusals,
            checkpoint,
            chunk,
            confirmed,
            original,
            verifying,
            applied,
            lastSlot,
            invalid,
            peers,
            peersAhead,
            resyncMs,
            resyncSlot,
            resyncPauseMs,
            lastError,
            alarm,
            probe,
            watchdog,
            order);
    return new BeaconStep(state, List.copyOf(effects));
  }

  void emit(BeaconEffect effect) {
    effects.add(effect);
  }

  /// The one way to another stage. What was confirmed holds inside HEAD_SYNC only, what is applied
  /// inside WORKING only.
  void moveTo(Stage to, String why) {
    emit(new BeaconEffect.StageChanged(stage, to, why, Math.max(0, nowMs - sinceMs)));
    stage = to;
    sinceMs = nowMs;
    progress = Progress.begin(nowMs, head.slot(), head.slot());
    chunk = null;
    confirmed = null;
    verifying = false;
    applied = null;
    lastSlot = -1;
    order = null;
  }

  /// Back to the readiness loop, where the next call is made after one interval.
  void backToReadiness(String why) {
    moveTo(Stage.HEAD_SYNC_READY, why);
    pause(params.headSyncReadyIntervalMs());
  }

  void pause(long ms) {
    nextCallMs = nowMs + ms;
  }

  void call(LinkRequest request, long timeoutMs, @Nullable Hash32 upTo) {
    CallId id = nextCall();
    pending =
        new BeaconState.Pending(id, request, upTo, nowMs, nowMs + timeoutMs + OUTCOME_GRACE_MS);
    probe = null;
    emit(new BeaconEffect.Call(id, request, timeoutMs));
  }

  CallId nextCall() {
    calls++;
    return new CallId(calls);
  }

  void call(LinkRequest request) {
    call(request, params.callTimeoutMs(), null);
  }

  void alarm(String text) {
    if (!text.equals(alarm)) {
      alarm = text;
      emit(new BeaconEffect.Alarm(text));
    }
  }

  /// A pause that doubles with each failure, and of it between a half and all, by chance.
  long backoffMs(int failures) {
    long doubled = params.backoffMinMs() << Math.min(20, failures);
    long full = Math.min(params.backoffMaxMs(), doubled);
    return full / 2 + Math.floorMod(chance(), full / 2 + 1);
  }

  /// The next of a fixed sequence of well mixed numbers (SplitMix64).
  private long chance() {
    seed += 0x9e3779b97f4a7c15L;
    long z = seed;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
