package tandem.gwatstages;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.gwatstages.TestGwat.info;
import static tandem.gwatstages.TestGwat.spine;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.ConsensusInfo;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkRequest.HeadSyncReady;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Reason;
import tandem.pairprotocol.Stage;

/// R12: `dag_headSyncReady` (pair-sync.md 5 and the rows of 8 about the checkpoint).
class R12ReadinessTest {
  private static final ConsensusInfo CHECKPOINT = info(10, spine(9), spine(10));

  private static TestGwat asked() {
    TestGwat gwat = TestGwat.waiting();
    gwat.call(new HeadSyncReady(CHECKPOINT));
    return gwat;
  }

  private static void checked(TestGwat gwat, CheckpointCheck check) {
    gwat.on(new GwatEvent.CheckpointChecked(gwat.lastCall(), check));
  }

  @Test
  void looksAtTheLastSpineBeforeItAnswers() {
    TestGwat gwat = asked();
    assertThat(gwat.answer()).isNull();
    assertThat(gwat.effects)
        .containsExactly(new GwatEffect.CheckCheckpoint(gwat.lastCall(), spine(10)));
    checked(gwat, new CheckpointCheck.Ready(10));
    assertThat(gwat.answer()).isEqualTo(new LinkResponse.Done());
    assertThat(gwat.only(GwatEffect.TakeCheckpoint.class))
        .isEqualTo(new GwatEffect.TakeCheckpoint(CHECKPOINT, new Anchors(10, spine(1), spine(0))));
    assertThat(gwat.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
  }

  @Test
  void answersTheSameCheckpointAgainAtOnceAndChangesNothing() {
    TestGwat gwat = asked();
    checked(gwat, new CheckpointCheck.Ready(10));
    GwatState before = gwat.state;
    assertThat(gwat.call(new HeadSyncReady(CHECKPOINT))).isEqualTo(new LinkResponse.Done());
    assertThat(gwat.effects).hasSize(1);
    assertThat(gwat.state).isEqualTo(before);
  }

  @Test
  void takesAnotherCheckpointNewerOrOlder() {
    TestGwat gwat = TestGwat.ready();
    for (long slot : new long[] {20, 4, 11}) {
      ConsensusInfo other = info(slot, spine(slot));
      assertThat(gwat.makeReady(other)).isEqualTo(new LinkResponse.Done());
      assertThat(gwat.state.checkpoint()).isEqualTo(other);
    }
  }

  @Test
  void isReadyForGenesisWithoutALook() {
    TestGwat gwat = TestGwat.waiting();
    assertThat(gwat.call(new HeadSyncReady(info(0, spine(0))))).isEqualTo(new LinkResponse.Done());
    gwat.assertNone(GwatEffect.CheckCheckpoint.class);
    TestGwat original = TestGwat.waiting();
    assertThat(original.call(new HeadSyncReady(ConsensusInfo.plain(0, null, List.of()))))
        .isEqualTo(new LinkResponse.Done());
  }

  @Test
  void refusesACheckpointWithoutSpines() {
    TestGwat gwat = TestGwat.waiting();
    gwat.call(new HeadSyncReady(ConsensusInfo.plain(8, null, List.of())));
    gwat.assertRefused(Reason.BAD_PARAMS);
  }

  /// Recovery row "checkpoint spine unknown to gwat".
  @Test
  void fetchesAnUnknownSpineAndSyncsTowardsIt() {
    TestGwat gwat = asked();
    checked(gwat, new CheckpointCheck.Unknown());
    gwat.assertRefused(Reason.UNKNOWN_SPINE);
    assertThat(gwat.refusal().spine()).isEqualTo(spine(10));
    assertThat(gwat.refusal().slot()).isEqualTo(10);
    assertThat(gwat.only(GwatEffect.FetchMissing.class).spine()).isEqualTo(spine(10));
    assertThat(gwat.only(GwatEffect.StartCheckpointSync.class).target()).isEqualTo(spine(10));
    assertThat(gwat.stage()).isEqualTo(Stage.CHECKPOINT_SYNC);
  }

  /// Otherwise `procedure is locked` would hide for ever that the coordinator has to step back.
  @Test
  void doesNotSyncAgainAndAgainTowardsOneSpine() {
    TestGwat gwat = asked();
    checked(gwat, new CheckpointCheck.Unknown());
    gwat.nowMs += 1_000;
    gwat.on(new GwatEvent.CheckpointSyncDone(false, 2));
    gwat.on(new GwatEvent.DagSyncDone(2));
    gwat.call(new HeadSyncReady(CHECKPOINT));
    checked(gwat, new CheckpointCheck.Unknown());
    gwat.assertRefused(Reason.UNKNOWN_SPINE);
    gwat.only(GwatEffect.FetchMissing.class);
    gwat.assertNone(GwatEffect.StartCheckpointSync.class);
    assertThat(gwat.stage()).isEqualTo(Stage.HEAD_SYNC_READY);

    // For another one it does, and for the same one later.
    gwat.call(new HeadSyncReady(info(8, spine(8))));
    checked(gwat, new CheckpointCheck.Unknown());
    assertThat(gwat.stage()).isEqualTo(Stage.CHECKPOINT_SYNC);
    gwat.on(new GwatEvent.CheckpointSyncDone(false, 2));
    gwat.on(new GwatEvent.DagSyncDone(2));
    gwat.nowMs += 10_000;
    gwat.call(new HeadSyncReady(info(8, spine(8))));
    checked(gwat, new CheckpointCheck.Unknown());
    assertThat(gwat.stage()).isEqualTo(Stage.CHECKPOINT_SYNC);
  }

  /// Recovery row "checkpoint spine known, not finalised".
  @Test
  void leavesItToTheCoordinatorToStepBackWhereNoPeerIsAhead() {
    TestGwat gwat = asked();
    checked(gwat, new CheckpointCheck.NotFinalized());
    gwat.assertRefused(Reason.CHECKPOINT_NOT_FINALIZED);
    assertThat(gwat.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
    gwat.assertNone(GwatEffect.StartCheckpointSync.class);
  }

  @Test
  void syncsOnWhereAPeerHasFinalisedMore() {
    TestGwat gwat = TestGwat.waiting();
    gwat.on(new GwatEvent.PeerHeads(List.of(6L)));
    gwat.call(new HeadSyncReady(CHECKPOINT));
    checked(gwat, new CheckpointCheck.NotFinalized());
    gwat.assertRefused(Reason.CHECKPOINT_NOT_FINALIZED);
    assertThat(gwat.stage()).isEqualTo(Stage.CHECKPOINT_SYNC);
  }

  /// Recovery row "number ≠ height, or state missing".
  @Test
  void unwindsToWhereItsChainIsWholeAndSyncsFromThere() {
    TestGwat numbered = asked();
    checked(numbered, new CheckpointCheck.BadNumber(10, 12));
    numbered.assertRefused(Reason.CHECKPOINT_BAD_NUMBER);
    TestGwat stateless = asked();
    checked(stateless, new CheckpointCheck.StateMissing());
    stateless.assertRefused(Reason.CHECKPOINT_STATE_NOT_FOUND);
    for (TestGwat gwat : List.of(numbered, stateless)) {
      assertThat(gwat.only(GwatEffect.RepairFinalized.class).spine()).isEqualTo(spine(10));
      assertThat(gwat.stage()).isEqualTo(Stage.CHECKPOINT_SYNC);
      gwat.on(new GwatEvent.Repaired(3));
      assertThat(gwat.state.lastFinalized()).isEqualTo(3);
    }
  }

  /// The gate's row: readiness leaves WORKING and ends CATCH_UP; in HEAD_SYNC it begins anew.
  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"HEAD_SYNC", "WORKING", "CATCH_UP"})
  void comesBackFromLaterStages(Stage stage) {
    TestGwat gwat = TestGwat.in(stage);
    gwat.call(new HeadSyncReady(info(20, spine(20))));
    assertThat(gwat.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
    assertThat(gwat.all(GwatEffect.StopSync.class)).hasSize(stage == Stage.CATCH_UP ? 1 : 0);
    // What was answered before does not hold any more.
    gwat.call(new LinkRequest.HeadSync(List.of(), true));
    assertThat(gwat.refusal().reason()).isEqualTo(Reason.BUSY);
  }

  @Test
  void isBusyWhileItLooks() {
    TestGwat gwat = asked();
    CallId first = gwat.lastCall();
    gwat.call(new HeadSyncReady(CHECKPOINT));
    gwat.assertRefused(Reason.BUSY);
    gwat.on(new GwatEvent.CheckpointChecked(first, new CheckpointCheck.Ready(10)));
    assertThat(gwat.all(GwatEffect.Answer.class))
        .containsExactly(new GwatEffect.Answer(first, new LinkResponse.Done()));
  }

  @Test
  void forgetsWhatItWasReadyForWhenThatChanges() {
    TestGwat gwat = TestGwat.ready();
    gwat.call(new HeadSyncReady(info(20, spine(20))));
    checked(gwat, new CheckpointCheck.NotFinalized());
    gwat.call(new LinkRequest.HeadSync(List.of(), true));
    gwat.assertRefused(Reason.NOT_READY);
  }

  @Test
  void believesNoReportOfACallThatIsNotOpen() {
    TestGwat gwat = asked();
    gwat.on(new GwatEvent.CheckpointChecked(new CallId(99), new CheckpointCheck.Ready(10)));
    assertThat(gwat.effects).isEmpty();
    assertThat(gwat.state.ready()).isFalse();
  }
}
