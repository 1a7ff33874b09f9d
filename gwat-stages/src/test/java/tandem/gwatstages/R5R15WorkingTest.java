package tandem.gwatstages;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.gwatstages.TestGwat.SLOT_MS;
import static tandem.gwatstages.TestGwat.info;
import static tandem.gwatstages.TestGwat.spine;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.pairprotocol.ConsensusInfo;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkRequest.Finalize;
import tandem.pairprotocol.LinkRequest.Sync;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Reason;
import tandem.pairprotocol.Stage;

/// R5: normal work. R15: what happens when the coordinator is silent. And how both end.
class R5R15WorkingTest {
  private static void finalized(TestGwat gwat, Application result) {
    gwat.on(new GwatEvent.FinalizeApplied(gwat.lastCall(), result));
  }

  @Test
  void startsASlot() {
    TestGwat gwat = TestGwat.working();
    ConsensusInfo info = info(20, spine(12));
    assertThat(gwat.call(new Sync(info))).isInstanceOf(LinkResponse.Synced.class);
    assertThat(gwat.only(GwatEffect.BeginSlot.class))
        .isEqualTo(new GwatEffect.BeginSlot(info, new Anchors(20, spine(1), spine(0))));
  }

  @Test
  void finalisesWithTheAnchorsThatWereSaidLast() {
    TestGwat gwat = TestGwat.working();
    gwat.call(new Sync(new ConsensusInfo(20, List.of(), List.of(), spine(7), spine(5))));
    assertThat(gwat.call(new Finalize(List.of(spine(13), spine(14))))).isNull();
    assertThat(gwat.only(GwatEffect.ApplyFinalize.class))
        .isEqualTo(
            new GwatEffect.ApplyFinalize(
                gwat.lastCall(),
                List.of(spine(13), spine(14)),
                new Anchors(20, spine(7), spine(5))));
    finalized(gwat, new Application.Applied(14, spine(14)));
    assertThat(gwat.answer()).isEqualTo(new LinkResponse.Done());
    assertThat(gwat.stage()).isEqualTo(Stage.WORKING);
  }

  @Test
  void finalisesNothingForAnEmptyList() {
    TestGwat gwat = TestGwat.working();
    assertThat(gwat.call(new Finalize(List.of()))).isEqualTo(new LinkResponse.Done());
    gwat.assertNone(GwatEffect.ApplyFinalize.class);
  }

  /// Recovery row "finalisation contradicts finalised chain in WORKING".
  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {
        "UNKNOWN_SPINE",
        "INVALID_BLOCK",
        "NOT_A_SEQUENCE",
        "CREATORS_UNKNOWN",
        "BELOW_FLOOR"
      })
  void leavesWorkingWhenAFinalisationCannotBeApplied(Reason reason) {
    TestGwat gwat = TestGwat.working();
    gwat.call(new Finalize(List.of(spine(13))));
    finalized(gwat, new Application.NotApplied(reason, null, spine(13), "a fault", null, 12));
    gwat.assertRefused(reason);
    assertThat(gwat.refusal().stage()).isEqualTo(Stage.HEAD_SYNC_READY);
    assertThat(gwat.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
    gwat.call(new Sync(info(21)));
    gwat.assertRefused(Reason.SYNCHRONIZATION);
  }

  @Test
  void closesTheMethodsOfSyncWhileItWorks() {
    TestGwat gwat = TestGwat.working();
    gwat.call(new LinkRequest.HeadSync(List.of(info(13, spine(13))), true));
    gwat.assertRefused(Reason.NOT_READY);
    assertThat(gwat.stage()).isEqualTo(Stage.WORKING);
  }

  /// Recovery row "crash of coordinator in HEAD_SYNC or WORKING".
  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"HEAD_SYNC_READY", "HEAD_SYNC", "WORKING"})
  void followsPeersWhenTheCoordinatorIsSilent(Stage stage) {
    TestGwat gwat = TestGwat.in(stage);
    gwat.pass(32 * SLOT_MS - 1);
    assertThat(gwat.stage()).isNotEqualTo(Stage.CATCH_UP);
    gwat.pass(1);
    assertThat(gwat.stage()).isEqualTo(Stage.CATCH_UP);
    gwat.only(GwatEffect.StartCatchUp.class);
  }

  @Test
  void isNotMadeToWaitByReads() {
    TestGwat gwat = TestGwat.working();
    for (int slot = 0; slot < 32; slot++) {
      gwat.call(new LinkRequest.ReadSyncStatus());
      gwat.call(new LinkRequest.ValidateSpines(List.of()));
      gwat.call(new LinkRequest.ReadBlock(null));
      gwat.pass(SLOT_MS);
    }
    assertThat(gwat.stage()).isEqualTo(Stage.CATCH_UP);
  }

  @Test
  void staysWhileTheCoordinatorCalls() {
    TestGwat gwat = TestGwat.working();
    for (int slot = 0; slot < 100; slot++) {
      gwat.call(new Sync(info(20 + slot)));
      gwat.pass(SLOT_MS);
    }
    assertThat(gwat.stage()).isEqualTo(Stage.WORKING);
  }

  @Test
  void doesNotWaitSoLongWhereSeveralPeersAreFarAhead() {
    TestGwat gwat = TestGwat.working();
    gwat.on(new GwatEvent.PeerHeads(List.of(12L + 65, 12L + 64, 12L)));
    gwat.pass(4 * SLOT_MS);
    assertThat(gwat.stage()).as("only one is").isEqualTo(Stage.WORKING);
    gwat.on(new GwatEvent.PeerHeads(List.of(12L + 65, 12L + 65)));
    gwat.pass(0);
    assertThat(gwat.stage()).isEqualTo(Stage.CATCH_UP);
  }

  @Test
  void believesNoPeersWhileTheCoordinatorSpeaks() {
    TestGwat gwat = TestGwat.working();
    gwat.on(new GwatEvent.PeerHeads(List.of(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE)));
    for (int slot = 0; slot < 50; slot++) {
      gwat.call(new Sync(info(20 + slot)));
      gwat.pass(SLOT_MS);
    }
    assertThat(gwat.stage()).isEqualTo(Stage.WORKING);
  }

  @Test
  void comesBackFromCatchUpThroughHeadSyncOnly() {
    TestGwat gwat = TestGwat.catchingUp();
    gwat.call(new Sync(info(90)));
    gwat.assertRefused(Reason.SYNCHRONIZATION);
    gwat.call(new Finalize(List.of(spine(13))));
    gwat.assertRefused(Reason.SYNCHRONIZATION);
    gwat.pass(1_000_000);
    assertThat(gwat.stage()).isEqualTo(Stage.CATCH_UP);
    gwat.makeReady(info(90, spine(13)));
    assertThat(gwat.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
  }

  @Test
  void countsNoSilenceBeforeGenesis() {
    TestGwat gwat = TestGwat.waiting();
    gwat.nowMs = TestGwat.GENESIS_MS - 10_000_000;
    gwat.state = GwatState.starting(gwat.nowMs);
    gwat.on(new GwatEvent.Opened(0));
    gwat.on(new GwatEvent.CheckpointSyncDone(false, 0));
    gwat.on(new GwatEvent.DagSyncDone(0));
    gwat.pass(10_000_000);
    assertThat(gwat.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
    gwat.pass(32 * SLOT_MS);
    assertThat(gwat.stage()).isEqualTo(Stage.CATCH_UP);
  }

  /// Recovery row "disk full".
  @ParameterizedTest
  @EnumSource(Stage.class)
  void answersAndStopsWhenTheDiskIsFull(Stage stage) {
    TestGwat gwat = TestGwat.in(stage);
    gwat.on(new GwatEvent.DiskFull("no space left in /data"));
    assertThat(gwat.only(GwatEffect.ExitDiskFull.class).fault())
        .isEqualTo("no space left in /data");
    gwat.call(new LinkRequest.HeadSyncReady(info(10, spine(10))));
    assertThat(gwat.refusal().reason()).isEqualTo(Reason.DISK_FULL);
    assertThat(gwat.call(new LinkRequest.ReadSyncStatus())).isInstanceOf(LinkResponse.Status.class);
    gwat.on(new GwatEvent.DiskFull("again"));
    assertThat(gwat.effects).isEmpty();
    gwat.pass(1_000_000);
    assertThat(gwat.stage()).isEqualTo(stage);
  }

  @Test
  void answersTheCallThatItIsExecutingWhenTheDiskIsFull() {
    TestGwat gwat = TestGwat.working();
    gwat.call(new Finalize(List.of(spine(13))));
    gwat.on(new GwatEvent.DiskFull("no space left in /data"));
    assertThat(gwat.refusal().reason()).isEqualTo(Reason.DISK_FULL);
    finalized(gwat, new Application.Applied(13, spine(13)));
    assertThat(gwat.effects).as("answered once").isEmpty();
  }

  /// L3.
  @ParameterizedTest
  @EnumSource(Stage.class)
  void saysInEveryStageWhatItWaitsFor(Stage stage) {
    assertThat(TestGwat.in(stage).stages.status(TestGwat.in(stage).state).waitsFor())
        .matches("[A-Z].*\\.");
  }

  @Test
  void saysWhyTheCoordinatorWasRefused() {
    TestGwat gwat = TestGwat.working();
    gwat.call(new Finalize(List.of(spine(13))));
    finalized(
        gwat,
        new Application.NotApplied(Reason.UNKNOWN_SPINE, null, spine(13), "a fault", null, 12));
    assertThat(gwat.stages.status(gwat.state).waitsFor()).contains("unknown spine hash");
    assertThat(gwat.stages.status(gwat.state).lastError()).contains("unknown spine hash");
  }
}
