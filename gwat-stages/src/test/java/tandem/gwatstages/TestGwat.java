package tandem.gwatstages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.ConsensusInfo;
import tandem.pairprotocol.LinkError;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Reason;
import tandem.pairprotocol.Stage;
import tandem.primitives.Address;
import tandem.primitives.Hash32;

/// The stage machine of gwat in the hands of a test, which is its node and its coordinator.
final class TestGwat {
  static final long GENESIS_MS = 1_000_000;
  static final long SLOT_MS = 4_000;
  static final GwatStageParams PARAMS = GwatStageParams.defaults(true, GENESIS_MS, SLOT_MS);

  final GwatStages stages = new GwatStages(PARAMS);
  long nowMs = GENESIS_MS + 1_000 * SLOT_MS;
  GwatState state = GwatState.starting(nowMs);

  /// Of the last event.
  List<GwatEffect> effects = List.of();

  private long calls;

  static Hash32 spine(long number) {
    return Hash32.fromHex("0x%064x".formatted(0xa000 + number));
  }

  /// An instruction of our own coordinator.
  static ConsensusInfo info(long slot, Hash32... finalizing) {
    return new ConsensusInfo(slot, List.of(Address.ZERO), List.of(finalizing), spine(1), spine(0));
  }

  static TestGwat opened() {
    TestGwat gwat = new TestGwat();
    gwat.on(new GwatEvent.Opened(5));
    return gwat;
  }

  static TestGwat dagSyncing() {
    TestGwat gwat = opened();
    gwat.on(new GwatEvent.CheckpointSyncDone(false, 2));
    return gwat;
  }

  static TestGwat waiting() {
    TestGwat gwat = dagSyncing();
    gwat.on(new GwatEvent.DagSyncDone(2));
    assertThat(gwat.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
    return gwat;
  }

  /// After a readiness answer `true` for checkpoint slot 10 with spine 10.
  static TestGwat ready() {
    TestGwat gwat = waiting();
    assertThat(gwat.makeReady(info(10, spine(10)))).isEqualTo(new LinkResponse.Done());
    return gwat;
  }

  static TestGwat headSyncing() {
    TestGwat gwat = ready();
    gwat.call(new LinkRequest.HeadSync(List.of(info(11, spine(11))), false));
    gwat.on(applied(gwat, 11));
    assertThat(gwat.stage()).isEqualTo(Stage.HEAD_SYNC);
    return gwat;
  }

  static TestGwat working() {
    TestGwat gwat = ready();
    gwat.call(new LinkRequest.HeadSync(List.of(info(12, spine(12))), true));
    gwat.on(applied(gwat, 12));
    assertThat(gwat.stage()).isEqualTo(Stage.WORKING);
    return gwat;
  }

  static TestGwat catchingUp() {
    TestGwat gwat = working();
    gwat.pass(33 * SLOT_MS);
    assertThat(gwat.stage()).isEqualTo(Stage.CATCH_UP);
    return gwat;
  }

  static TestGwat in(Stage stage) {
    return switch (stage) {
      case STARTING -> new TestGwat();
      case CHECKPOINT_SYNC -> opened();
      case DAG_SYNC -> dagSyncing();
      case HEAD_SYNC_READY -> waiting();
      case HEAD_SYNC -> headSyncing();
      case WORKING -> working();
      case CATCH_UP -> catchingUp();
    };
  }

  private static GwatEvent applied(TestGwat gwat, long number) {
    return new GwatEvent.HeadSyncApplied(
        gwat.lastCall(), new Application.Applied(number, spine(number)));
  }

  Stage stage() {
    return state.stage();
  }

  List<GwatEffect> on(GwatEvent event) {
    GwatStep step = stages.step(nowMs, state, event);
    state = step.state();
    effects = step.effects();
    return effects;
  }

  /// Time passes, with a tick at its end.
  void pass(long ms) {
    nowMs += ms;
    on(new GwatEvent.Tick());
  }

  /// A call; what is answered at once, or null.
  @Nullable LinkResponse call(LinkRequest request) {
    on(new GwatEvent.LinkCall(new CallId(++calls), request));
    return answer();
  }

  CallId lastCall() {
    return new CallId(calls);
  }

  @Nullable LinkResponse makeReady(ConsensusInfo checkpoint) {
    call(new LinkRequest.HeadSyncReady(checkpoint));
    on(new GwatEvent.CheckpointChecked(lastCall(), new CheckpointCheck.Ready(checkpoint.slot())));
    return answer();
  }

  /// The answer among the last effects, or null.
  @Nullable LinkResponse answer() {
    List<LinkResponse> answers = new ArrayList<>();
    for (GwatEffect.Answer answer : all(GwatEffect.Answer.class)) {
      assertThat(answer.call()).isEqualTo(lastCall());
      answers.add(answer.response());
    }
    assertThat(answers).hasSizeLessThan(2);
    return answers.isEmpty() ? null : answers.getFirst();
  }

  LinkError refusal() {
    assertThat(answer()).isInstanceOf(LinkResponse.Refused.class);
    return ((LinkResponse.Refused) answer()).error();
  }

  void assertRefused(Reason reason) {
    assertThat(refusal().reason()).isEqualTo(reason);
    assertThat(refusal().retryAfterMs()).as("when to come again").isPositive();
  }

  <T extends GwatEffect> List<T> all(Class<T> type) {
    return effects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  <T extends GwatEffect> T only(Class<T> type) {
    assertThat(all(type)).as("%s", effects).hasSize(1);
    return all(type).getFirst();
  }

  void assertNone(Class<? extends GwatEffect> type) {
    assertThat(all(type)).isEmpty();
  }
}
