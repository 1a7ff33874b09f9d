package tandem.beaconstages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Stage;
import tandem.pairprotocol.SyncStatus;

/// R17: initial sync in two phases, without gwat. R22: from the last checkpoint. R23: again, when
/// the head falls behind.
class R17R22R23OwnSyncTest {
  @Test
  void beginsAtTheHeadOfTheDatabaseWithTheBestFinalisedEpoch() {
    TestBeacon beacon = TestBeacon.starting();
    Head head = beacon.chain.head();
    beacon.on(new BeaconEvent.Opened(head));
    assertThat(beacon.stage()).isEqualTo(Stage.CHECKPOINT_SYNC);
    assertThat(beacon.all(BeaconEffect.StartCheckpointSync.class)).hasSize(1);
    assertThat(beacon.state.head()).isEqualTo(head);
    assertThat(beacon.stages.status(beacon.state).start()).isEqualTo(head.slot());
  }

  @Test
  void goesOnToTheHeadOfItsPeersAndThenAsksGwat() {
    TestBeacon beacon = TestBeacon.connected();
    beacon.on(new BeaconEvent.CheckpointSyncDone(2));
    assertThat(beacon.stage()).isEqualTo(Stage.DAG_SYNC);
    assertThat(beacon.all(BeaconEffect.StartDagSync.class)).hasSize(1);
    beacon.assertSilent();
    beacon.on(new BeaconEvent.DagSyncDone(2));
    assertThat(beacon.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
    assertThat(beacon.all(BeaconEffect.StopSync.class)).hasSize(1);
    beacon.request(LinkRequest.HeadSyncReady.class);
  }

  /// R1, R2: in parallel with gwat, and with no interaction but the checks of the link.
  @Test
  void tellsGwatNothingWhileItSyncs() {
    TestBeacon beacon = TestBeacon.connected();
    for (int i = 0; i < 100; i++) {
      beacon.pass(1_000);
      beacon.assertSilent();
    }
  }

  @Test
  void takesThePeersSilenceForNothing() {
    TestBeacon beacon = TestBeacon.opened();
    for (int i = 0; i < 1_000; i++) {
      beacon.nowMs += 1_000;
      beacon.on(new BeaconEvent.CheckpointSyncDone(0));
      assertThat(beacon.stage()).isEqualTo(Stage.CHECKPOINT_SYNC);
    }
    beacon.on(new BeaconEvent.CheckpointSyncDone(2));
    for (int i = 0; i < 1_000; i++) {
      beacon.nowMs += 1_000;
      beacon.on(new BeaconEvent.DagSyncDone(0));
      assertThat(beacon.stage()).isEqualTo(Stage.DAG_SYNC);
    }
  }

  @Test
  void showsHowFarItIs() {
    TestBeacon beacon = TestBeacon.opened();
    beacon.nowMs += 5_000;
    beacon.on(new BeaconEvent.SyncProgress(150, 400));
    SyncStatus status = beacon.stages.status(beacon.state);
    assertThat(status.current()).isEqualTo(150);
    assertThat(status.target()).isEqualTo(400);
    assertThat(status.ratePerSecond()).isEqualTo(10);
    assertThat(status.etaMs()).isEqualTo(25_000);
    assertThat(status.peers()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"HEAD_SYNC_READY", "HEAD_SYNC", "WORKING"})
  void syncsAgainWhenItsHeadIsMoreThanAnEpochBehind(Stage stage) {
    TestBeacon beacon = TestBeacon.in(stage);
    beacon.on(new BeaconEvent.Peers(3, 1));
    // The head is in epoch 12.
    beacon.nowMs = TestBeacon.startOf(14 * 8);
    passWithoutCalls(beacon);
    assertThat(beacon.stage()).isEqualTo(Stage.CHECKPOINT_SYNC);
    assertThat(beacon.all(BeaconEffect.StartCheckpointSync.class)).hasSize(1);
    // It ends with head sync again.
    beacon.on(new BeaconEvent.CheckpointSyncDone(2));
    beacon.on(new BeaconEvent.DagSyncDone(2));
    assertThat(beacon.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
  }

  /// The stages' own calls are answered, so that none keeps it from noticing.
  private static void passWithoutCalls(TestBeacon beacon) {
    for (int i = 0; i < 200 && beacon.stage() != Stage.CHECKPOINT_SYNC; i++) {
      if (beacon.call != null) {
        beacon.refuse(tandem.pairprotocol.Reason.BUSY);
      }
      beacon.pass(1_000);
    }
  }

  @Test
  void doesNotSyncAgainWhileNobodyIsAhead() {
    TestBeacon beacon = TestBeacon.working();
    beacon.on(new BeaconEvent.Peers(3, 0));
    for (int i = 0; i < 60; i++) {
      beacon.pass(TestBeacon.SLOT_MS);
      beacon.settle();
    }
    assertThat(beacon.stage()).as("blocks are missing everywhere").isEqualTo(Stage.WORKING);
  }

  /// Peers that claim a head which they do not have cannot keep the pair from working.
  @Test
  void waitsLongerAfterEachSyncThatBroughtNothing() {
    TestBeacon beacon = TestBeacon.working();
    beacon.on(new BeaconEvent.Peers(3, 3));
    long lastMs = 0;
    long lastPauseMs = 0;
    for (int round = 0; round < 5; round++) {
      while (beacon.stage() != Stage.CHECKPOINT_SYNC) {
        if (beacon.call != null) {
          answerAll(beacon);
        }
        beacon.pass(500);
      }
      if (round > 1) {
        long pauseMs = beacon.nowMs - lastMs;
        assertThat(pauseMs).isGreaterThanOrEqualTo(lastPauseMs * 3 / 2);
        lastPauseMs = pauseMs;
      }
      lastMs = beacon.nowMs;
      beacon.on(new BeaconEvent.CheckpointSyncDone(2));
      beacon.on(new BeaconEvent.DagSyncDone(2));
    }
  }

  private static void answerAll(TestBeacon beacon) {
    while (beacon.call != null) {
      switch (beacon.call.request()) {
        case LinkRequest.Sync _ -> beacon.answer(new LinkResponse.Synced(0));
        case LinkRequest.ReadCoordinatedState() -> beacon.answer(beacon.arrived());
        default -> beacon.answer(new LinkResponse.Done());
      }
    }
  }
}
