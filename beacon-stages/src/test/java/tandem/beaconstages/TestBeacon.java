package tandem.beaconstages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.pairprotocol.BlockRef;
import tandem.pairprotocol.CoordinatedState;
import tandem.pairprotocol.LinkError;
import tandem.pairprotocol.LinkOutcome;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Reason;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;

/// The stage machine of the coordinator in the hands of a test: data come from a [TestChain] at
/// once, calls wait for the test to answer them.
final class TestBeacon {
  static final long GENESIS_S = 1_000;
  static final long SLOT_MS = 4_000;
  static final long CHAIN_ID = 77;
  static final BeaconStageParams PARAMS =
      BeaconStageParams.defaults(
          true,
          GENESIS_S,
          SLOT_MS / 1_000,
          TestChain.SLOTS_PER_EPOCH,
          CHAIN_ID,
          TestChain.genesisSpine());

  final BeaconStages stages;
  final TestChain chain;
  final List<BeaconEffect> effects = new ArrayList<>();
  long nowMs;
  BeaconState state;

  /// The call that waits for an answer, or null.
  BeaconEffect.@Nullable Call call;

  /// The question about it that waits for an answer, or null.
  BeaconEffect.@Nullable Probe probe;

  TestBeacon(BeaconStageParams params, long headSlot) {
    stages = new BeaconStages(params);
    chain = new TestChain(headSlot);
    nowMs = startOf(headSlot) + 1_000;
    state = BeaconState.starting(nowMs, 7);
  }

  static TestBeacon starting() {
    return new TestBeacon(PARAMS, 100);
  }

  static TestBeacon opened() {
    TestBeacon beacon = starting();
    beacon.on(new BeaconEvent.Opened(beacon.chain.head()));
    beacon.on(new BeaconEvent.Peers(3, 0));
    return beacon;
  }

  static TestBeacon connected() {
    TestBeacon beacon = opened();
    beacon.connect();
    return beacon;
  }

  /// In HEAD_SYNC_READY, the first readiness call on its way.
  static TestBeacon asking() {
    TestBeacon beacon = connected();
    beacon.on(new BeaconEvent.CheckpointSyncDone(2));
    beacon.on(new BeaconEvent.DagSyncDone(2));
    assertThat(beacon.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
    beacon.request(LinkRequest.HeadSyncReady.class);
    return beacon;
  }

  /// In HEAD_SYNC, the first chunk on its way.
  static TestBeacon sending() {
    TestBeacon beacon = asking();
    beacon.answer(new LinkResponse.Done());
    assertThat(beacon.stage()).isEqualTo(Stage.HEAD_SYNC);
    beacon.request(LinkRequest.HeadSync.class);
    return beacon;
  }

  static TestBeacon working() {
    TestBeacon beacon = sending();
    beacon.answer(new LinkResponse.Done());
    beacon.request(LinkRequest.ReadCoordinatedState.class);
    beacon.answer(beacon.arrived());
    assertThat(beacon.stage()).isEqualTo(Stage.WORKING);
    beacon.settle();
    return beacon;
  }

  static TestBeacon in(Stage stage) {
    return switch (stage) {
      case STARTING -> starting();
      case CHECKPOINT_SYNC -> connected();
      case DAG_SYNC -> {
        TestBeacon beacon = connected();
        beacon.on(new BeaconEvent.CheckpointSyncDone(2));
        yield beacon;
      }
      case HEAD_SYNC_READY -> asking();
      case HEAD_SYNC -> sending();
      case WORKING -> working();
      case CATCH_UP -> throw new IllegalArgumentException("gwat's");
    };
  }

  static long startOf(long slot) {
    return GENESIS_S * 1_000 + slot * SLOT_MS;
  }

  Stage stage() {
    return state.stage();
  }

  /// One event, and the data that it makes the machine ask for. `effects` are those of all that.
  void on(BeaconEvent first) {
    effects.clear();
    Deque<BeaconEvent> events = new ArrayDeque<>(List.of(first));
    while (!events.isEmpty()) {
      BeaconStep step = stages.step(nowMs, state, events.removeFirst());
      state = step.state();
      effects.addAll(step.effects());
      for (BeaconEffect effect : step.effects()) {
        switch (effect) {
          case BeaconEffect.ChooseCheckpoint(int stepBack) ->
              events.add(new BeaconEvent.CheckpointChosen(chain.checkpoint(stepBack)));
          case BeaconEffect.BuildHeadSync build ->
              events.add(
                  new BeaconEvent.HeadSyncBuilt(
                      chain.headSync(build.checkpoint(), build.after(), build.maxSlots())));
          case BeaconEffect.BuildFinalize build ->
              events.add(chain.finalizing(build.applied(), build.head()));
          case BeaconEffect.BuildSlot build ->
              events.add(new BeaconEvent.SlotBuilt(chain.info(build.slot())));
          case BeaconEffect.Call made -> {
            assertThat(call).as("one call at a time").isNull();
            call = made;
          }
          case BeaconEffect.Probe made -> probe = made;
          case BeaconEffect.Repair _ -> {}
          case BeaconEffect.StartCheckpointSync _, BeaconEffect.StartDagSync _ -> {}
          case BeaconEffect.StopSync _, BeaconEffect.StageChanged _ -> {}
          case BeaconEffect.LinkChanged _, BeaconEffect.SteppedBack _ -> {}
          case BeaconEffect.HeadInvalidForGwat _, BeaconEffect.Alarm _ -> {}
        }
      }
    }
    if (state.pending() == null) {
      call = null;
    }
    if (state.probe() == null || state.probe().call() == null) {
      probe = null;
    }
  }

  void pass(long ms) {
    nowMs += ms;
    on(new BeaconEvent.Tick());
  }

  /// The next slot begins, with a block that becomes head.
  void nextSlot() {
    chain.headSlot++;
    nowMs = Math.max(nowMs, startOf(chain.headSlot) + 1_000);
    on(new BeaconEvent.HeadChanged(chain.head(), 0));
  }

  void outcome(LinkOutcome outcome) {
    BeaconEffect.Call open = call;
    assertThat(open).as("a call is on its way").isNotNull();
    call = null;
    on(new BeaconEvent.Outcome(open.call(), outcome));
  }

  /// Answers the question about the call that is on its way.
  void probed(LinkOutcome outcome) {
    BeaconEffect.Probe open = probe;
    assertThat(open).as("a probe is on its way").isNotNull();
    probe = null;
    on(new BeaconEvent.Outcome(open.call(), outcome));
  }

  void answer(LinkResponse response) {
    outcome(new LinkOutcome.Answered(response));
  }

  void refuse(Reason reason) {
    answer(new LinkResponse.Refused(LinkError.ofMessage(reason, reason.text())));
  }

  /// The request on its way.
  <T extends LinkRequest> T request(Class<T> type) {
    assertThat(call).as("a call is on its way").isNotNull();
    assertThat(call.request()).isInstanceOf(type);
    return type.cast(call.request());
  }

  void assertSilent() {
    assertThat(call).isNull();
  }

  /// Answers the three checks of a connection.
  void connect() {
    request(LinkRequest.ReadChainId.class);
    answer(new LinkResponse.ChainId(CHAIN_ID));
    assertThat(request(LinkRequest.ReadBlock.class).number()).isZero();
    answer(new LinkResponse.Block(new BlockRef(TestChain.genesisSpine(), 0L, 0, GENESIS_S)));
    assertThat(request(LinkRequest.SyncSlotInfo.class))
        .isEqualTo(new LinkRequest.SyncSlotInfo(GENESIS_S, 4, 8));
    answer(new LinkResponse.Verdict(true));
  }

  /// What gwat says when it has all of the data that were sent.
  LinkResponse arrived() {
    HeadSyncData.Chunk chunk = state.chunk();
    assertThat(chunk).isNotNull();
    return coordinated(Stage.WORKING, chunk.lastSpine());
  }

  static LinkResponse coordinated(Stage stage, Hash32 spine) {
    return new LinkResponse.Coordinated(
        new CoordinatedState(stage, null, null, null, null, 9, spine, 0, 0));
  }

  /// Answers whatever the stages call for in WORKING until nothing is due.
  void settle() {
    for (int i = 0; call != null && i < 200; i++) {
      switch (call.request()) {
        case LinkRequest.Sync _ -> answer(new LinkResponse.Synced(0));
        case LinkRequest.Finalize _ -> answer(new LinkResponse.Done());
        default -> throw new AssertionError(call);
      }
    }
    assertSilent();
  }

  <T extends BeaconEffect> List<T> all(Class<T> type) {
    return effects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  String waitsFor() {
    return stages.status(state).waitsFor();
  }
}
