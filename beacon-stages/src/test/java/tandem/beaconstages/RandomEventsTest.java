package tandem.beaconstages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.pairprotocol.BlockRef;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.ConsensusInfo;
import tandem.pairprotocol.CoordinatedState;
import tandem.pairprotocol.LinkError;
import tandem.pairprotocol.LinkOutcome;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Reason;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;

/// Whatever happens in whatever order, what pair-sync.md promises of the coordinator holds after
/// each event: one call at a time, each one allowed by the gate; WORKING after a confirmed head
/// sync only.
class RandomEventsTest {
  private static final int EVENTS = 20_000;
  private static final Set<Stage> LATER = Set.of(Stage.HEAD_SYNC_READY, Stage.CHECKPOINT_SYNC);
  private static final Map<Stage, Set<Stage>> LEGAL =
      Map.of(
          Stage.STARTING,
          Set.of(Stage.CHECKPOINT_SYNC),
          Stage.CHECKPOINT_SYNC,
          Set.of(Stage.DAG_SYNC),
          Stage.DAG_SYNC,
          Set.of(Stage.HEAD_SYNC_READY),
          Stage.HEAD_SYNC_READY,
          Set.of(Stage.HEAD_SYNC, Stage.CHECKPOINT_SYNC),
          Stage.HEAD_SYNC,
          Set.of(Stage.WORKING, Stage.HEAD_SYNC_READY, Stage.CHECKPOINT_SYNC),
          Stage.WORKING,
          LATER);

  private final Set<Stage> seen = new HashSet<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void holdsAfterEachEvent(long seed) {
    Random random = new Random(seed);
    BeaconStages stages = new BeaconStages(TestBeacon.PARAMS);
    TestChain chain = new TestChain(60);
    long nowMs = TestBeacon.startOf(60);
    BeaconState state = BeaconState.starting(nowMs, seed);
    @Nullable BeaconEffect asked = null;
    for (int i = 0; i < EVENTS; i++) {
      if (random.nextInt(2_000) == 0) {
        state = BeaconState.starting(nowMs, random.nextLong());
        asked = null;
      }
      nowMs += passing(random);
      if (random.nextInt(30) == 0 && TestBeacon.startOf(chain.headSlot + 1) < nowMs) {
        chain.headSlot++;
      }
      // Data that were asked for come before anything else.
      BeaconEvent event = asked != null ? data(asked, chain, random) : event(random, state, chain);
      BeaconStep step = stages.step(nowMs, state, event);
      String where = "seed %d, event %d: %s".formatted(seed, i, event);
      assertThat(stages.step(nowMs, state, event)).as(where).isEqualTo(step);
      check(where, state, event, step);
      assertThat(stages.status(step.state()).waitsFor()).as(where).matches(".*\\.");
      state = step.state();
      asked = step.effects().stream().filter(RandomEventsTest::asks).findFirst().orElse(null);
      seen.add(state.stage());
    }
    assertThat(seen)
        .as("the events lead everywhere")
        .containsExactlyInAnyOrder(
            Stage.STARTING,
            Stage.CHECKPOINT_SYNC,
            Stage.DAG_SYNC,
            Stage.HEAD_SYNC_READY,
            Stage.HEAD_SYNC,
            Stage.WORKING);
  }

  private static long passing(Random random) {
    return switch (random.nextInt(60)) {
      case 0 -> random.nextInt(60_000);
      case 1 -> -random.nextInt(20_000);
      default -> random.nextInt(500);
    };
  }

  private static void check(String where, BeaconState before, BeaconEvent event, BeaconStep step) {
    BeaconState after = step.state();
    Stage stage = before.stage();
    boolean free =
        before.pending() == null
            || event instanceof BeaconEvent.Outcome(CallId call, LinkOutcome outcome)
                && call.equals(before.pending().call())
            || event instanceof BeaconEvent.Tick;
    int made = 0;
    for (BeaconEffect effect : step.effects()) {
      switch (effect) {
        case BeaconEffect.StageChanged(Stage from, Stage to, String why, long took) -> {
          assertThat(from).as(where).isEqualTo(stage);
          assertThat(LEGAL.get(from)).as(where).contains(to);
          assertThat(why).as(where).isNotEmpty();
          assertThat(took).as(where).isNotNegative();
          stage = to;
          if (to == Stage.WORKING) {
            assertConfirmed(where, before, event);
          }
        }
        case BeaconEffect.Call(CallId id, LinkRequest request, long timeoutMs) -> {
          made++;
          assertThat(free).as(where + ": one call at a time").isTrue();
          assertThat(id.value()).as(where).isEqualTo(before.calls() + 1);
          assertThat(BeaconGate.calls(stage, request)).as(where + ": " + request).isTrue();
          assertThat(timeoutMs).as(where).isPositive();
          assertThat(after.link().up() || isCheck(request))
              .as(where + ": a gwat that is not checked is told nothing")
              .isTrue();
          assertThat(after.pending()).as(where).isNotNull();
          assertThat(after.pending().call()).as(where).isEqualTo(id);
        }
        case BeaconEffect.StartCheckpointSync _, BeaconEffect.StartDagSync _ -> {}
        case BeaconEffect.StopSync _, BeaconEffect.ChooseCheckpoint _ -> {}
        case BeaconEffect.BuildHeadSync _, BeaconEffect.BuildFinalize _ -> {}
        case BeaconEffect.BuildSlot _, BeaconEffect.LinkChanged _ -> {}
        case BeaconEffect.SteppedBack _, BeaconEffect.HeadInvalidForGwat _ -> {}
        case BeaconEffect.Alarm _, BeaconEffect.Repair _, BeaconEffect.Probe _ -> {}
      }
    }
    assertThat(made).as(where).isLessThan(2);
    assertThat(after.stage()).as(where).isEqualTo(stage);
    if (stage == Stage.HEAD_SYNC || stage == Stage.WORKING) {
      assertThat(after.link().up()).as(where + ": not without a link").isTrue();
    }
    if (after.pending() != null && before.pending() == null) {
      assertThat(made).as(where).isEqualTo(1);
    }
  }

  private static boolean isCheck(LinkRequest request) {
    return request instanceof LinkRequest.ReadChainId
        || request instanceof LinkRequest.ReadBlock
        || request instanceof LinkRequest.SyncSlotInfo;
  }

  /// gwat has confirmed the last entry, and where it can be asked, is where the data end.
  private static void assertConfirmed(String where, BeaconState before, BeaconEvent event) {
    assertThat(before.stage()).as(where).isEqualTo(Stage.HEAD_SYNC);
    assertThat(before.pending()).as(where).isNotNull();
    assertThat(event).as(where).isInstanceOf(BeaconEvent.Outcome.class);
    assertThat(((BeaconEvent.Outcome) event).call()).as(where).isEqualTo(before.pending().call());
    LinkResponse response =
        ((LinkOutcome.Answered) ((BeaconEvent.Outcome) event).outcome()).response();
    switch (before.pending().request()) {
      case LinkRequest.HeadSync(var entries, boolean isFinal) -> {
        assertThat(isFinal && before.original()).as(where).isTrue();
        assertThat(response).as(where).isNotInstanceOf(LinkResponse.Refused.class);
      }
      case LinkRequest.ReadCoordinatedState() -> {
        assertThat(before.confirmed()).as(where).isEqualTo(before.chunk().lastRoot());
        switch (response) {
          case LinkResponse.Coordinated(CoordinatedState gwat) -> {
            assertThat(gwat.stage()).as(where).isEqualTo(Stage.WORKING);
            assertThat(gwat.lastFinalizedHash()).as(where).isEqualTo(before.chunk().lastSpine());
          }
          case LinkResponse.Refused(LinkError error) ->
              assertThat(error.reason()).as(where).isEqualTo(Reason.NO_SUCH_METHOD);
          default -> throw new AssertionError(where);
        }
      }
      default -> throw new AssertionError(where);
    }
  }

  private static boolean asks(BeaconEffect effect) {
    return effect instanceof BeaconEffect.ChooseCheckpoint
        || effect instanceof BeaconEffect.BuildHeadSync
        || effect instanceof BeaconEffect.BuildFinalize
        || effect instanceof BeaconEffect.BuildSlot;
  }

  private static BeaconEvent data(BeaconEffect asked, TestChain chain, Random random) {
    if (random.nextInt(50) == 0) {
      chain.reorganize(Math.max(1, chain.headSlot - random.nextInt(20)));
    }
    return switch (asked) {
      case BeaconEffect.ChooseCheckpoint(int stepBack) ->
          new BeaconEvent.CheckpointChosen(chain.checkpoint(stepBack));
      case BeaconEffect.BuildHeadSync build ->
          new BeaconEvent.HeadSyncBuilt(
              chain.headSync(build.checkpoint(), build.after(), 1 + random.nextInt(30)));
      case BeaconEffect.BuildFinalize build -> chain.finalizing(build.applied(), build.head());
      case BeaconEffect.BuildSlot build -> new BeaconEvent.SlotBuilt(chain.info(build.slot()));
      default -> throw new AssertionError(asked);
    };
  }

  private static BeaconEvent event(Random random, BeaconState state, TestChain chain) {
    BeaconState.Pending pending = state.pending();
    if (pending != null && random.nextInt(2) == 0) {
      return new BeaconEvent.Outcome(pending.call(), outcome(random, state, pending));
    }
    return switch (random.nextInt(16)) {
      case 0 -> new BeaconEvent.Opened(chain.head());
      case 1, 2 -> new BeaconEvent.CheckpointSyncDone(random.nextInt(3));
      case 3, 4 -> new BeaconEvent.DagSyncDone(random.nextInt(3));
      case 5 -> new BeaconEvent.Peers(random.nextInt(4), random.nextInt(2));
      case 6 -> new BeaconEvent.SyncProgress(random.nextInt(100), random.nextInt(100));
      case 7 ->
          random.nextInt(20) == 0
              ? new BeaconEvent.GwatLeftWorking()
              : new BeaconEvent.HeadChanged(chain.head(), 0);
      case 8 ->
          new BeaconEvent.Outcome(
              new CallId(random.nextInt(100)), new LinkOutcome.Answered(new LinkResponse.Done()));
      case 9 -> new BeaconEvent.CheckpointChosen(chain.checkpoint(random.nextInt(3)));
      case 10 -> new BeaconEvent.SlotBuilt(chain.info(3));
      default -> new BeaconEvent.Tick();
    };
  }

  private static LinkOutcome outcome(
      Random random, BeaconState state, BeaconState.Pending pending) {
    return switch (random.nextInt(40)) {
      case 0 -> new LinkOutcome.Down("cut");
      case 1 -> new LinkOutcome.TimedOut();
      case 2 -> new LinkOutcome.Answered(new LinkResponse.Done());
      case 3, 4, 5 -> {
        Reason reason = Reason.values()[random.nextInt(Reason.values().length)];
        yield new LinkOutcome.Answered(
            new LinkResponse.Refused(LinkError.ofMessage(reason, reason.text())));
      }
      default -> new LinkOutcome.Answered(answer(random, state, pending.request()));
    };
  }

  private static LinkResponse answer(Random random, BeaconState state, LinkRequest request) {
    return switch (request) {
      case LinkRequest.ReadChainId() ->
          new LinkResponse.ChainId(random.nextInt(50) == 0 ? 1 : TestBeacon.CHAIN_ID);
      case LinkRequest.ReadBlock _ ->
          new LinkResponse.Block(
              random.nextInt(50) == 0
                  ? null
                  : new BlockRef(
                      random.nextInt(50) == 0 ? Hash32.ZERO : TestChain.genesisSpine(), 0L, 0, 1));
      case LinkRequest.SyncSlotInfo _, LinkRequest.ValidateSpines _ ->
          new LinkResponse.Verdict(random.nextInt(50) > 0);
      case LinkRequest.ReadCoordinatedState() -> {
        HeadSyncData.Chunk chunk = state.chunk();
        boolean there = chunk != null && random.nextInt(3) > 0;
        yield TestBeacon.coordinated(
            random.nextInt(4) > 0 ? Stage.WORKING : Stage.HEAD_SYNC,
            there ? chunk.lastSpine() : Hash32.ZERO);
      }
      case LinkRequest.Sync(ConsensusInfo info) -> new LinkResponse.Synced(0);
      case LinkRequest.GetCandidates _ -> new LinkResponse.Candidates(List.of());
      case LinkRequest.HeadSyncReady _, LinkRequest.HeadSync _, LinkRequest.Finalize _ ->
          new LinkResponse.Done();
      case LinkRequest.ReadSyncStatus() -> new LinkResponse.Done();
    };
  }
}
