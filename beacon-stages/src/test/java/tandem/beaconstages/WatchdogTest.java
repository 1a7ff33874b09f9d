package tandem.beaconstages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Reason;
import tandem.pairprotocol.Stage;

/// The watchdog looks at results, whatever is answered.
class WatchdogTest {
  @Test
  void takesAStepEachHalfMinuteInWhichPeersBringNoBlock() {
    TestBeacon beacon = TestBeacon.in(Stage.DAG_SYNC);
    List<RepairStep> steps = new ArrayList<>();
    for (int s = 0; s < 190; s++) {
      // Peers answer all the time: the target moves, the head does not.
      beacon.on(new BeaconEvent.SyncProgress(100, 500 + s));
      tick(beacon, steps);
    }
    assertThat(steps)
        .containsExactly(
            RepairStep.RETRY,
            RepairStep.OTHER_PEERS,
            RepairStep.REBUILD,
            RepairStep.RESTART,
            RepairStep.REANCHOR,
            RepairStep.RETRY);
    assertThat(beacon.state.isStalled()).isTrue();
    assertThat(beacon.waitsFor()).contains("No result comes: asking again.");
    assertThat(beacon.stages.status(beacon.state).lastError())
        .isEqualTo("no result in DAG_SYNC for 180 s: asking again");
  }

  @Test
  void beginsAtTheSmallestStepAgainAfterAResult() {
    TestBeacon beacon = TestBeacon.in(Stage.DAG_SYNC);
    List<RepairStep> steps = new ArrayList<>();
    for (int s = 0; s < 70; s++) {
      tick(beacon, steps);
    }
    beacon.on(new BeaconEvent.SyncProgress(101, 500));
    assertThat(beacon.state.isStalled()).isFalse();
    for (int s = 0; s < 40; s++) {
      tick(beacon, steps);
    }
    assertThat(steps).containsExactly(RepairStep.RETRY, RepairStep.OTHER_PEERS, RepairStep.RETRY);
  }

  @Test
  void withoutPeersNothingIsDue() {
    TestBeacon beacon = TestBeacon.in(Stage.CHECKPOINT_SYNC);
    beacon.on(new BeaconEvent.Peers(0, 0));
    List<RepairStep> steps = new ArrayList<>();
    for (int s = 0; s < 200; s++) {
      tick(beacon, steps);
    }
    assertThat(steps).isEmpty();
    assertThat(beacon.waitsFor()).startsWith("Peers that have");
  }

  /// A gwat that is ready each time and then applies nothing.
  @Test
  void goesThroughAllStepsWhereGwatIsReadyAndNeverApplies() {
    TestBeacon beacon = TestBeacon.sending();
    List<RepairStep> steps = new ArrayList<>();
    for (int s = 0; s < 150; s++) {
      if (beacon.call != null) {
        switch (beacon.call.request()) {
          case LinkRequest.HeadSync _ -> beacon.refuse(Reason.NOT_A_SEQUENCE);
          case LinkRequest.HeadSyncReady _ -> beacon.answer(new LinkResponse.Done());
          default -> throw new AssertionError(beacon.call);
        }
        collect(beacon, steps);
      }
      tick(beacon, steps);
    }
    assertThat(steps)
        .startsWith(RepairStep.RETRY, RepairStep.REBUILD, RepairStep.RESTART, RepairStep.REANCHOR);
    assertThat(beacon.state.stepBack()).isPositive();
  }

  @Test
  void aGwatThatSyncsIsWaitedFor() {
    TestBeacon beacon = TestBeacon.asking();
    List<RepairStep> steps = new ArrayList<>();
    for (int s = 0; s < 600; s++) {
      if (beacon.call != null) {
        beacon.refuse(Reason.PROCEDURE_LOCKED);
      }
      tick(beacon, steps);
    }
    assertThat(steps).isEmpty();
  }

  @Test
  void goesBackToReadinessFromAWorkThatIsBusyForEver() {
    TestBeacon beacon = TestBeacon.working();
    List<RepairStep> steps = new ArrayList<>();
    for (int s = 0; s < 120 && beacon.stage() == Stage.WORKING; s++) {
      if (s % 4 == 0) {
        beacon.nextSlot();
      }
      if (beacon.call != null) {
        if (beacon.call.request() instanceof LinkRequest.Sync) {
          beacon.answer(new LinkResponse.Synced(0));
        } else {
          beacon.refuse(Reason.BUSY);
        }
        collect(beacon, steps);
      }
      tick(beacon, steps);
    }
    assertThat(steps).containsExactly(RepairStep.RETRY, RepairStep.REBUILD);
    assertThat(beacon.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
  }

  @Test
  void anIdleChainIsNoStall() {
    TestBeacon beacon = TestBeacon.working();
    List<RepairStep> steps = new ArrayList<>();
    for (int s = 0; s < 300; s++) {
      tick(beacon, steps);
      beacon.settle();
    }
    assertThat(steps).isEmpty();
    assertThat(beacon.stage()).isEqualTo(Stage.WORKING);
  }

  private static void tick(TestBeacon beacon, List<RepairStep> steps) {
    beacon.pass(1_000);
    collect(beacon, steps);
  }

  private static void collect(TestBeacon beacon, List<RepairStep> steps) {
    beacon.all(BeaconEffect.Repair.class).forEach(repair -> steps.add(repair.step()));
  }
}
