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
import tandem.pairprotocol.LinkRequest.HeadSync;
import tandem.pairprotocol.LinkRequest.HeadSyncReady;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Reason;
import tandem.pairprotocol.Stage;

/// R4, R13: `dag_headSync`. R14: what follows a failure.
class R13HeadSyncTest {
  private static void applied(TestGwat gwat, long number) {
    gwat.on(
        new GwatEvent.HeadSyncApplied(
            gwat.lastCall(), new Application.Applied(number, spine(number))));
  }

  private static void failed(TestGwat gwat, Reason reason) {
    gwat.on(
        new GwatEvent.HeadSyncApplied(
            gwat.lastCall(),
            new Application.NotApplied(reason, 12L, spine(12), "a fault", 11L, 11)));
  }

  @Test
  void appliesWhatTheCoordinatorSendsAndThenWorks() {
    TestGwat gwat = TestGwat.ready();
    ConsensusInfo entry = info(11, spine(11));
    assertThat(gwat.call(new HeadSync(List.of(entry), true))).isNull();
    assertThat(gwat.stage()).isEqualTo(Stage.HEAD_SYNC);
    assertThat(gwat.only(GwatEffect.ApplyHeadSync.class))
        .isEqualTo(new GwatEffect.ApplyHeadSync(gwat.lastCall(), List.of(entry), true, spine(11)));
    applied(gwat, 11);
    assertThat(gwat.answer()).isEqualTo(new LinkResponse.Done());
    assertThat(gwat.stage()).isEqualTo(Stage.WORKING);
  }

  @Test
  void takesItInChunksUnderOneReadiness() {
    TestGwat gwat = TestGwat.ready();
    for (long slot = 11; slot < 15; slot++) {
      gwat.call(new HeadSync(List.of(info(slot, spine(slot))), false));
      applied(gwat, slot);
      assertThat(gwat.answer()).isEqualTo(new LinkResponse.Done());
      assertThat(gwat.stage()).isEqualTo(Stage.HEAD_SYNC);
      assertThat(gwat.stages.status(gwat.state).current()).isEqualTo(slot);
      gwat.nowMs += 60_000;
    }
    gwat.call(new HeadSync(List.of(info(15, spine(15))), true));
    applied(gwat, 15);
    assertThat(gwat.stage()).isEqualTo(Stage.WORKING);
  }

  /// An original coordinator sends blocks of forks too, in any order.
  @Test
  void takesEntriesBySlotAndOfEachSlotTheLast() {
    TestGwat gwat = TestGwat.ready();
    gwat.call(
        new HeadSync(
            List.of(info(13, spine(13)), info(11, spine(99)), info(12), info(11, spine(11))),
            true));
    assertThat(gwat.only(GwatEffect.ApplyHeadSync.class).entries())
        .containsExactly(info(11, spine(11)), info(12), info(13, spine(13)));
  }

  /// pair-sync.md 7: the checkpoint of the readiness call serves for both anchors.
  @Test
  void fillsInTheAnchorsThatAnOriginalCoordinatorDoesNotName() {
    TestGwat gwat = TestGwat.ready();
    gwat.call(new HeadSync(List.of(ConsensusInfo.plain(11, null, List.of(spine(11)))), true));
    assertThat(gwat.only(GwatEffect.ApplyHeadSync.class).entries())
        .containsExactly(new ConsensusInfo(11, null, List.of(spine(11)), spine(10), spine(10)));
  }

  @Test
  void takesNoDataForTheCheckpointAlone() {
    TestGwat gwat = TestGwat.ready();
    gwat.call(new HeadSync(List.of(), true));
    assertThat(gwat.only(GwatEffect.ApplyHeadSync.class).entries())
        .containsExactly(info(10, spine(10)));
    applied(gwat, 10);
    assertThat(gwat.stage()).isEqualTo(Stage.WORKING);
  }

  @Test
  void wantsReadinessFirst() {
    TestGwat gwat = TestGwat.waiting();
    gwat.call(new HeadSync(List.of(info(11, spine(11))), true));
    gwat.assertRefused(Reason.NOT_READY);
    assertThat(gwat.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
  }

  @Test
  void isBusyWhileItApplies() {
    TestGwat gwat = TestGwat.ready();
    gwat.call(new HeadSync(List.of(info(11, spine(11))), true));
    CallId first = gwat.lastCall();
    gwat.call(new HeadSync(List.of(info(11, spine(11))), true));
    gwat.assertRefused(Reason.BUSY);
    gwat.call(new HeadSyncReady(info(20, spine(20))));
    gwat.assertRefused(Reason.BUSY);
    gwat.on(new GwatEvent.HeadSyncApplied(first, new Application.Applied(11, spine(11))));
    assertThat(gwat.stage()).isEqualTo(Stage.WORKING);
  }

  /// R14; recovery rows "spine in the data unknown" and "block invalid in the data".
  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {
        "UNKNOWN_SPINE",
        "INVALID_BLOCK",
        "NOT_A_SEQUENCE",
        "CREATORS_UNKNOWN",
        "BELOW_FLOOR",
        "INTERNAL"
      })
  void stopsAtAFaultAndSaysWhichOne(Reason reason) {
    TestGwat gwat = TestGwat.ready();
    gwat.call(new HeadSync(List.of(info(11, spine(11)), info(12, spine(12))), true));
    failed(gwat, reason);
    gwat.assertRefused(reason);
    assertThat(gwat.refusal().message()).startsWith(reason.text());
    assertThat(gwat.refusal().slot()).isEqualTo(12);
    assertThat(gwat.refusal().spine()).isEqualTo(spine(12));
    assertThat(gwat.refusal().lastAppliedSlot()).isEqualTo(11);
    assertThat(gwat.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
    assertThat(gwat.all(GwatEffect.FetchMissing.class))
        .hasSize(reason == Reason.UNKNOWN_SPINE ? 1 : 0);
    assertThat(gwat.all(GwatEffect.Alarm.class)).hasSize(reason == Reason.BELOW_FLOOR ? 1 : 0);
    gwat.call(new HeadSync(List.of(info(12, spine(12))), true));
    gwat.assertRefused(Reason.NOT_READY);
    // It repeats from readiness, and arrives.
    gwat.makeReady(info(10, spine(10)));
    gwat.call(new HeadSync(List.of(info(12, spine(12))), true));
    applied(gwat, 12);
    assertThat(gwat.stage()).isEqualTo(Stage.WORKING);
  }

  /// S3: WORKING means that the chain ends where the data end.
  @Test
  void doesNotWorkFromAnotherEndThanThatOfTheData() {
    TestGwat gwat = TestGwat.ready();
    gwat.call(new HeadSync(List.of(info(11, spine(11)), info(12)), true));
    applied(gwat, 10);
    gwat.assertRefused(Reason.INTERNAL);
    assertThat(gwat.only(GwatEffect.Alarm.class).text())
        .contains(spine(10).toHex())
        .contains(spine(11).toHex());
    assertThat(gwat.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
  }

  /// Slots without a block may bring creators only.
  @Test
  void endsWithTheSpineThatWasNamedLastInWhateverChunk() {
    TestGwat gwat = TestGwat.headSyncing();
    gwat.call(new HeadSync(List.of(info(12), info(13)), true));
    assertThat(gwat.only(GwatEffect.ApplyHeadSync.class).end()).isEqualTo(spine(11));
    applied(gwat, 11);
    assertThat(gwat.stage()).isEqualTo(Stage.WORKING);
  }

  /// An original coordinator that has finalised nothing names no spine at all.
  @Test
  void endsWithGenesisWhereNothingWasEverNamed() {
    TestGwat gwat = TestGwat.waiting();
    gwat.makeReady(ConsensusInfo.plain(0, null, List.of()));
    gwat.call(new HeadSync(List.of(ConsensusInfo.plain(1, null, List.of())), true));
    assertThat(gwat.only(GwatEffect.ApplyHeadSync.class).end()).isNull();
    applied(gwat, 5);
    gwat.assertRefused(Reason.INTERNAL);
    assertThat(gwat.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
    gwat.makeReady(ConsensusInfo.plain(0, null, List.of()));
    gwat.call(new HeadSync(List.of(ConsensusInfo.plain(1, null, List.of())), true));
    applied(gwat, 0);
    assertThat(gwat.stage()).isEqualTo(Stage.WORKING);
  }

  @Test
  void forgetsAReadinessThatNobodyUses() {
    TestGwat gwat = TestGwat.ready();
    gwat.nowMs += 119_999 - 33 * TestGwat.SLOT_MS;
    for (int slot = 0; slot < 33; slot++) {
      // Reads keep nothing ready.
      gwat.pass(TestGwat.SLOT_MS);
    }
    assertThat(gwat.state.ready()).isTrue();
    gwat.pass(1);
    assertThat(gwat.state.ready()).isFalse();
    gwat.call(new HeadSync(List.of(), true));
    gwat.assertRefused(Reason.NOT_READY);
  }

  /// pair-sync.md 5: a timeout never leads to WORKING.
  @Test
  void goesBackToWaitingWhenTheRestDoesNotCome() {
    TestGwat gwat = TestGwat.headSyncing();
    gwat.pass(120_000);
    assertThat(gwat.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
    assertThat(gwat.effects.getFirst().toString()).contains("no finalisation data for 120 s");
  }

  @Test
  void hasNoTimeoutWhileItExecutes() {
    TestGwat gwat = TestGwat.ready();
    gwat.call(new HeadSync(List.of(info(11, spine(11))), true));
    gwat.pass(3_600_000);
    assertThat(gwat.stage()).isEqualTo(Stage.HEAD_SYNC);
    applied(gwat, 11);
    assertThat(gwat.stage()).isEqualTo(Stage.WORKING);
  }
}
