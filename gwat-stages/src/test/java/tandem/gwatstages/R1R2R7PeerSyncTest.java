package tandem.gwatstages;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.gwatstages.TestGwat.info;
import static tandem.gwatstages.TestGwat.spine;

import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.pairprotocol.ConsensusInfo;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Reason;
import tandem.pairprotocol.Stage;
import tandem.pairprotocol.SyncStatus;

/// R1, R2, R7: gwat syncs with its own network first, without the coordinator. R6: it stops at the
/// coordinator's checkpoint where that is known.
class R1R2R7PeerSyncTest {
  @Test
  void beginsWithTheFinalisedChainOfPeers() {
    TestGwat gwat = TestGwat.opened();
    assertThat(gwat.effects)
        .containsExactly(
            new GwatEffect.StageChanged(
                Stage.STARTING, Stage.CHECKPOINT_SYNC, "database open at finalised number 5", 0),
            new GwatEffect.StartCheckpointSync(null));
  }

  @Test
  void goesOnToTheDagWhenPeersHaveNoMore() {
    TestGwat gwat = TestGwat.opened();
    gwat.on(new GwatEvent.CheckpointSyncDone(false, 2));
    assertThat(gwat.stage()).isEqualTo(Stage.DAG_SYNC);
    gwat.only(GwatEffect.StartDagSync.class);
  }

  @Test
  void takesThePeersSilenceForNothing() {
    TestGwat gwat = TestGwat.opened();
    for (int i = 0; i < 1_000; i++) {
      gwat.pass(1_000);
      gwat.on(new GwatEvent.CheckpointSyncDone(false, 0));
      assertThat(gwat.stage()).isEqualTo(Stage.CHECKPOINT_SYNC);
    }
    gwat.on(new GwatEvent.CheckpointSyncDone(false, 1));
    assertThat(gwat.stage()).isEqualTo(Stage.DAG_SYNC);
    for (int i = 0; i < 1_000; i++) {
      gwat.pass(1_000);
      gwat.on(new GwatEvent.DagSyncDone(0));
      assertThat(gwat.stage()).isEqualTo(Stage.DAG_SYNC);
    }
  }

  @Test
  void waitsForTheCoordinatorWhenTheDagIsThere() {
    TestGwat gwat = TestGwat.dagSyncing();
    gwat.on(new GwatEvent.DagSyncDone(2));
    assertThat(gwat.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
    gwat.only(GwatEffect.StopSync.class);
  }

  /// Scenario 2: gwat is done long before the coordinator is.
  @Test
  void countsTheCoordinatorsSilenceFromTheMomentWhenItIsWaitedFor() {
    TestGwat gwat = TestGwat.opened();
    gwat.nowMs += 3_600_000;
    gwat.on(new GwatEvent.CheckpointSyncDone(false, 2));
    gwat.on(new GwatEvent.DagSyncDone(2));
    gwat.pass(100);
    assertThat(gwat.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
  }

  @Test
  void isVisibleAsASyncOfItsOwn() {
    TestGwat gwat = TestGwat.opened();
    gwat.nowMs += 2_000;
    gwat.on(new GwatEvent.SyncProgress(105, 1_000));
    gwat.nowMs += 4_000;
    gwat.on(new GwatEvent.SyncProgress(305, 1_000));
    gwat.on(new GwatEvent.PeerHeads(List.of(1_000L, 990L)));
    SyncStatus status = gwat.stages.status(gwat.state);
    assertThat(status.stage()).isEqualTo(Stage.CHECKPOINT_SYNC);
    assertThat(status.start()).isEqualTo(5);
    assertThat(status.current()).isEqualTo(305);
    assertThat(status.target()).isEqualTo(1_000);
    assertThat(status.ratePerSecond()).isEqualTo(50);
    assertThat(status.etaMs()).isEqualTo(13_900);
    assertThat(status.peers()).isEqualTo(2);
    gwat.on(new GwatEvent.CheckpointSyncDone(false, 2));
    status = gwat.stages.status(gwat.state);
    assertThat(status.stage()).isEqualTo(Stage.DAG_SYNC);
    assertThat(status.waitsFor()).contains("DAG").contains("305").contains("2 peers");
  }

  @Test
  void ignoresReportsOfASyncThatIsOver() {
    TestGwat gwat = TestGwat.waiting();
    gwat.on(new GwatEvent.CheckpointSyncDone(true, 9));
    gwat.on(new GwatEvent.DagSyncDone(9));
    gwat.on(new GwatEvent.Opened(9));
    assertThat(gwat.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
  }

  /// R6, recovery row "gwat still in CHECKPOINT_SYNC".
  @Test
  void stopsAtTheCoordinatorsCheckpoint() {
    TestGwat gwat = TestGwat.opened();
    gwat.call(new LinkRequest.HeadSyncReady(info(40, spine(38), spine(39))));
    gwat.assertRefused(Reason.PROCEDURE_LOCKED);
    assertThat(gwat.all(GwatEffect.StartCheckpointSync.class))
        .containsExactly(new GwatEffect.StartCheckpointSync(spine(39)));
    assertThat(gwat.stages.status(gwat.state).waitsFor()).isNotEmpty();

    gwat.call(new LinkRequest.HeadSyncReady(info(40, spine(38), spine(39))));
    gwat.assertRefused(Reason.PROCEDURE_LOCKED);
    gwat.assertNone(GwatEffect.StartCheckpointSync.class);

    gwat.call(new LinkRequest.HeadSyncReady(info(48, spine(45))));
    assertThat(gwat.only(GwatEffect.StartCheckpointSync.class).target()).isEqualTo(spine(45));

    // No peer has answered, but what was wanted is there.
    gwat.on(new GwatEvent.CheckpointSyncDone(true, 0));
    assertThat(gwat.stage()).isEqualTo(Stage.DAG_SYNC);
  }

  @Test
  void remembersTheCheckpointWhileTheDagIsLoaded() {
    TestGwat gwat = TestGwat.dagSyncing();
    gwat.call(new LinkRequest.HeadSyncReady(info(40, spine(39))));
    gwat.assertRefused(Reason.PROCEDURE_LOCKED);
    assertThat(gwat.state.target()).isEqualTo(spine(39));
    assertThat(gwat.stage()).isEqualTo(Stage.DAG_SYNC);
    gwat.assertNone(GwatEffect.StartCheckpointSync.class);
  }

  @Test
  void hasNoTargetInGenesisOrInNothing() {
    TestGwat gwat = TestGwat.opened();
    gwat.call(new LinkRequest.HeadSyncReady(info(0, spine(0))));
    gwat.call(new LinkRequest.HeadSyncReady(ConsensusInfo.plain(8, null, List.of())));
    assertThat(gwat.state.target()).isNull();
    gwat.on(new GwatEvent.CheckpointSyncDone(true, 0));
    assertThat(gwat.stage()).isEqualTo(Stage.CHECKPOINT_SYNC);
  }

  /// Scenario 24.
  @Test
  void hasNothingToSyncBeforeGenesis() {
    TestGwat gwat = new TestGwat();
    gwat.nowMs = TestGwat.GENESIS_MS - 1;
    gwat.state = GwatState.starting(gwat.nowMs);
    gwat.on(new GwatEvent.Opened(0));
    gwat.on(new GwatEvent.CheckpointSyncDone(false, 0));
    gwat.on(new GwatEvent.DagSyncDone(0));
    assertThat(gwat.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
    assertThat(gwat.call(new LinkRequest.HeadSyncReady(info(0, spine(0)))))
        .isEqualTo(new LinkResponse.Done());
  }
}
