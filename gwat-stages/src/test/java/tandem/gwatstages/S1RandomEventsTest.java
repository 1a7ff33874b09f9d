package tandem.gwatstages;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.gwatstages.TestGwat.info;
import static tandem.gwatstages.TestGwat.spine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.ConsensusInfo;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.Reason;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;

/// Whatever happens in whatever order, what pair-sync.md promises holds after each event: S1 above
/// all.
class S1RandomEventsTest {
  private static final int EVENTS = 20_000;

  private static final Map<Stage, Set<Stage>> LEGAL =
      Map.of(
          Stage.STARTING,
          Set.of(Stage.CHECKPOINT_SYNC),
          Stage.CHECKPOINT_SYNC,
          Set.of(Stage.DAG_SYNC),
          Stage.DAG_SYNC,
          Set.of(Stage.HEAD_SYNC_READY),
          Stage.HEAD_SYNC_READY,
          Set.of(Stage.HEAD_SYNC, Stage.CHECKPOINT_SYNC, Stage.CATCH_UP),
          Stage.HEAD_SYNC,
          Set.of(Stage.WORKING, Stage.HEAD_SYNC_READY, Stage.CATCH_UP),
          Stage.WORKING,
          Set.of(Stage.HEAD_SYNC_READY, Stage.CATCH_UP),
          Stage.CATCH_UP,
          Set.of(Stage.HEAD_SYNC_READY));

  private final Set<CallId> open = new HashSet<>();
  private final Set<Stage> seen = new HashSet<>();
  private @Nullable Hash32 namedBefore;
  private long calls;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void holdsAfterEachEvent(long seed) {
    Random random = new Random(seed);
    GwatStages stages = new GwatStages(TestGwat.PARAMS);
    long nowMs = TestGwat.GENESIS_MS + random.nextInt(10_000_000);
    GwatState state = GwatState.starting(nowMs);
    for (int i = 0; i < EVENTS; i++) {
      if (random.nextInt(2_000) == 0) {
        // A restart: nothing of it outlives the process.
        state = GwatState.starting(nowMs);
        open.clear();
      }
      nowMs += passing(random);
      GwatEvent event = event(random, state);
      GwatStep step = stages.step(nowMs, state, event);
      String where = "seed %d, event %d: %s".formatted(seed, i, event);
      assertThat(stages.step(nowMs, state, event)).as(where).isEqualTo(step);
      check(where, state, event, step);
      assertThat(stages.status(step.state()).waitsFor()).as(where).matches("[A-Z].*\\.");
      remember(state, event, step);
      state = step.state();
      seen.add(state.stage());
    }
    assertThat(seen).as("the events lead everywhere").containsExactlyInAnyOrder(Stage.values());
  }

  /// Kept apart from the machine: what the coordinator has named under the readiness that holds.
  private void remember(GwatState before, GwatEvent event, GwatStep step) {
    for (GwatEffect effect : step.effects()) {
      if (effect instanceof GwatEffect.TakeCheckpoint take) {
        namedBefore = take.checkpoint().lastSpine();
      }
    }
    if (event instanceof GwatEvent.HeadSyncApplied(CallId call, Application.Applied applied)
        && before.pending() != null
        && before.pending().call().equals(call)
        && before.pending().request() instanceof LinkRequest.HeadSync data) {
      for (ConsensusInfo entry : data.entries()) {
        namedBefore = entry.lastSpine() == null ? namedBefore : entry.lastSpine();
      }
    }
  }

  private static long passing(Random random) {
    return switch (random.nextInt(40)) {
      case 0 -> random.nextInt(150_000);
      case 1 -> -random.nextInt(20_000);
      default -> random.nextInt(1_000);
    };
  }

  private void check(String where, GwatState before, GwatEvent event, GwatStep step) {
    GwatState after = step.state();
    checkStages(where, before, event, step);
    if (event instanceof GwatEvent.LinkCall(CallId call, LinkRequest request)) {
      open.add(call);
    }
    for (GwatEffect effect : step.effects()) {
      switch (effect) {
        case GwatEffect.Answer(CallId call, var response) ->
            assertThat(open.remove(call)).as(where + ": answered once").isTrue();
        case GwatEffect.Serve(CallId call, LinkRequest request) -> {
          assertThat(open.remove(call)).as(where + ": answered once").isTrue();
          assertThat(request instanceof LinkRequest.GetCandidates)
              .as(where + ": candidates in WORKING only")
              .isIn(false, before.stage() == Stage.WORKING);
        }
        case GwatEffect.BeginSlot begin ->
            assertThat(before.stage()).as(where).isEqualTo(Stage.WORKING);
        case GwatEffect.ApplyFinalize apply -> {
          assertThat(before.stage()).as(where).isEqualTo(Stage.WORKING);
          assertPending(where, before, after, apply.call());
        }
        case GwatEffect.ApplyHeadSync apply -> {
          assertThat(before.ready()).as(where + ": after readiness only").isTrue();
          assertPending(where, before, after, apply.call());
        }
        case GwatEffect.CheckCheckpoint check -> assertPending(where, before, after, check.call());
        case GwatEffect.StartCheckpointSync _, GwatEffect.StartDagSync _ -> {}
        case GwatEffect.StartCatchUp _, GwatEffect.StopSync _, GwatEffect.FetchMissing _ -> {}
        case GwatEffect.TakeCheckpoint _, GwatEffect.RepairFinalized _ -> {}
        case GwatEffect.StageChanged _, GwatEffect.Alarm _, GwatEffect.ExitDiskFull _ -> {}
      }
    }
    GwatState.Pending pending = after.pending();
    assertThat(open)
        .as(where + ": nobody waits but whose call is executed")
        .isEqualTo(pending == null ? Set.of() : Set.of(pending.call()));
    if (after.ready()) {
      assertThat(after.stage()).as(where).isIn(Stage.HEAD_SYNC_READY, Stage.HEAD_SYNC);
    }
  }

  private static void assertPending(String where, GwatState before, GwatState after, CallId call) {
    assertThat(before.pending()).as(where + ": one at a time").isNull();
    assertThat(after.pending()).as(where).isNotNull();
    assertThat(after.pending().call()).as(where).isEqualTo(call);
  }

  private void checkStages(String where, GwatState before, GwatEvent event, GwatStep step) {
    Stage stage = before.stage();
    for (GwatEffect effect : step.effects()) {
      if (effect instanceof GwatEffect.StageChanged(Stage from, Stage to, String why, long took)) {
        assertThat(from).as(where).isEqualTo(stage);
        assertThat(LEGAL.get(from)).as(where).contains(to);
        assertThat(why).as(where).isNotEmpty();
        assertThat(took).as(where).isNotNegative();
        stage = to;
        if (to == Stage.WORKING) {
          assertCompletedHeadSync(where, before, event);
        }
      }
    }
    assertThat(step.state().stage()).as(where).isEqualTo(stage);
  }

  /// The one door: the last of the data is applied, and it ends where the chain ends (S1, S3).
  private void assertCompletedHeadSync(String where, GwatState before, GwatEvent event) {
    assertThat(before.stage()).as(where).isEqualTo(Stage.HEAD_SYNC);
    assertThat(event).as(where).isInstanceOf(GwatEvent.HeadSyncApplied.class);
    GwatEvent.HeadSyncApplied applied = (GwatEvent.HeadSyncApplied) event;
    assertThat(applied.result()).as(where).isInstanceOf(Application.Applied.class);
    assertThat(before.pending()).as(where).isNotNull();
    assertThat(before.pending().call()).as(where).isEqualTo(applied.call());
    LinkRequest.HeadSync request = (LinkRequest.HeadSync) before.pending().request();
    assertThat(request.isFinal()).as(where).isTrue();
    // Named in these data, else in those before, else in the checkpoint.
    Hash32 named =
        request.entries().stream()
            .map(ConsensusInfo::lastSpine)
            .filter(Objects::nonNull)
            .reduce((first, second) -> second)
            .orElse(namedBefore);
    Application.Applied end = (Application.Applied) applied.result();
    if (named == null) {
      assertThat(end.lastFinalizedNumber()).as(where).isZero();
    } else {
      assertThat(end.lastFinalizedSpine()).as(where).isEqualTo(named);
    }
  }

  private GwatEvent event(Random random, GwatState state) {
    GwatState.Pending pending = state.pending();
    if (pending != null && random.nextInt(3) > 0) {
      return report(random, pending);
    }
    return switch (random.nextInt(24)) {
      case 0, 1 -> new GwatEvent.Opened(random.nextInt(10));
      case 2, 3 -> new GwatEvent.CheckpointSyncDone(random.nextBoolean(), random.nextInt(3));
      case 4, 5 -> new GwatEvent.DagSyncDone(random.nextInt(3));
      case 6 -> new GwatEvent.SyncProgress(random.nextInt(100), random.nextInt(100));
      case 7 -> new GwatEvent.PeerHeads(heads(random));
      case 8, 9, 10 -> new GwatEvent.Tick();
      case 11 ->
          report(random, new GwatState.Pending(new CallId(random.nextInt(100)), request(random)));
      case 12 -> new GwatEvent.Repaired(random.nextInt(10));
      default -> new GwatEvent.LinkCall(new CallId(++calls), request(random));
    };
  }

  private static List<Long> heads(Random random) {
    List<Long> heads = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      heads.add((long) random.nextInt(200));
    }
    return heads;
  }

  private static GwatEvent report(Random random, GwatState.Pending pending) {
    long number = random.nextInt(4);
    Application application =
        random.nextInt(4) > 0
            ? new Application.Applied(number, spine(number))
            : new Application.NotApplied(
                Reason.values()[random.nextInt(Reason.values().length)],
                random.nextBoolean() ? 3L : null,
                random.nextBoolean() ? spine(number) : null,
                "a fault",
                random.nextBoolean() ? 2L : null,
                number);
    return switch (pending.request()) {
      case LinkRequest.HeadSyncReady _ ->
          new GwatEvent.CheckpointChecked(
              pending.call(),
              switch (random.nextInt(8)) {
                case 0 -> new CheckpointCheck.Unknown();
                case 1 -> new CheckpointCheck.NotFinalized();
                case 2 -> new CheckpointCheck.BadNumber(1, 2);
                case 3 -> new CheckpointCheck.StateMissing();
                default -> new CheckpointCheck.Ready(number);
              });
      case LinkRequest.Finalize _ -> new GwatEvent.FinalizeApplied(pending.call(), application);
      default -> new GwatEvent.HeadSyncApplied(pending.call(), application);
    };
  }

  private static LinkRequest request(Random random) {
    long slot = random.nextInt(4);
    ConsensusInfo info = random.nextInt(8) == 0 ? info(slot) : info(slot, spine(slot));
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> new LinkRequest.HeadSyncReady(info);
      case 3, 4, 5 ->
          new LinkRequest.HeadSync(
              random.nextInt(8) == 0 ? List.of() : List.of(info), random.nextInt(3) > 0);
      case 6 -> new LinkRequest.Sync(info);
      case 7 -> new LinkRequest.Finalize(info.finalizing());
      case 8 -> new LinkRequest.GetCandidates(slot);
      case 9 -> new LinkRequest.ValidateSpines(info.finalizing());
      case 10 -> new LinkRequest.ReadSyncStatus();
      default -> new LinkRequest.ReadCoordinatedState();
    };
  }
}
