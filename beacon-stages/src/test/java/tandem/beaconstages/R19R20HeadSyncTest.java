package tandem.beaconstages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.pairprotocol.ConsensusInfo;
import tandem.pairprotocol.LinkOutcome;
import tandem.pairprotocol.LinkRequest.HeadSync;
import tandem.pairprotocol.LinkRequest.HeadSyncReady;
import tandem.pairprotocol.LinkRequest.ReadCoordinatedState;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Reason;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;

/// R19: the readiness loop. R20: head sync. R4, and R14 as the coordinator sees it.
class R19R20HeadSyncTest {
  // R19

  @Test
  void asksWithTheStateOfTheJustifiedCheckpoint() {
    TestBeacon beacon = TestBeacon.asking();
    assertThat(beacon.request(HeadSyncReady.class).checkpoint())
        .isEqualTo(beacon.chain.checkpoint(0).info());
  }

  @Test
  void asksEachSecondUntilGwatIsReady() {
    TestBeacon beacon = TestBeacon.asking();
    for (int i = 0; i < 100; i++) {
      beacon.refuse(Reason.PROCEDURE_LOCKED);
      beacon.pass(999);
      beacon.assertSilent();
      beacon.pass(1);
      beacon.request(HeadSyncReady.class);
      assertThat(beacon.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
      assertThat(beacon.waitsFor()).contains("procedure is locked");
    }
    beacon.answer(new LinkResponse.Done());
    assertThat(beacon.stage()).isEqualTo(Stage.HEAD_SYNC);
  }

  /// The checkpoint moves on while gwat is waited for.
  @Test
  void asksWithTheCheckpointOfTheMoment() {
    TestBeacon beacon = TestBeacon.asking();
    beacon.refuse(Reason.PROCEDURE_LOCKED);
    for (int slot = 0; slot < 16; slot++) {
      beacon.nextSlot();
      if (beacon.call != null) {
        beacon.refuse(Reason.PROCEDURE_LOCKED);
      }
    }
    beacon.pass(1_000);
    assertThat(beacon.request(HeadSyncReady.class).checkpoint())
        .isEqualTo(beacon.chain.checkpoint(0).info());
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {
        "UNKNOWN_SPINE",
        "CHECKPOINT_NOT_FINALIZED",
        "CHECKPOINT_BAD_NUMBER",
        "CHECKPOINT_STATE_NOT_FOUND",
        "BAD_PARAMS"
      })
  void stepsBackAfterTenRefusalsOfOneCheckpoint(Reason reason) {
    TestBeacon beacon = TestBeacon.asking();
    // From the justified to the finalised, then back to genesis, and then the newest again.
    for (long slot : new long[] {80, 72, 64, 56, 40, 8, 0, 80}) {
      for (int i = 0; i < 10; i++) {
        assertThat(beacon.request(HeadSyncReady.class).checkpoint().slot()).isEqualTo(slot);
        beacon.refuse(reason);
        assertThat(beacon.all(BeaconEffect.SteppedBack.class)).hasSize(i == 9 ? 1 : 0);
        beacon.pass(1_000);
      }
    }
  }

  @Test
  void saysWhyItStepsBack() {
    TestBeacon beacon = TestBeacon.asking();
    for (int i = 0; i < 9; i++) {
      beacon.refuse(Reason.CHECKPOINT_NOT_FINALIZED);
      beacon.pass(1_000);
    }
    beacon.refuse(Reason.CHECKPOINT_NOT_FINALIZED);
    assertThat(beacon.all(BeaconEffect.SteppedBack.class).getFirst().why())
        .isEqualTo("10 refusals of checkpoint slot 80, the last: checkpoint not finalized");
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"PROCEDURE_LOCKED", "BUSY", "SYNCHRONIZATION", "DISK_FULL", "STARTING", "INTERNAL"})
  void doesNotStepBackForWhatIsNoFaultOfTheCheckpoint(Reason reason) {
    TestBeacon beacon = TestBeacon.asking();
    for (int i = 0; i < 50; i++) {
      beacon.refuse(reason);
      beacon.pass(1_000);
    }
    assertThat(beacon.request(HeadSyncReady.class).checkpoint().slot()).isEqualTo(80);
  }

  @Test
  void stepsForwardAgainAfterSuccess() {
    TestBeacon beacon = TestBeacon.asking();
    for (int i = 0; i < 10; i++) {
      beacon.refuse(Reason.UNKNOWN_SPINE);
      beacon.pass(1_000);
    }
    assertThat(beacon.request(HeadSyncReady.class).checkpoint().slot()).isEqualTo(72);
    beacon.answer(new LinkResponse.Done());
    beacon.answer(new LinkResponse.Done());
    beacon.answer(beacon.arrived());
    assertThat(beacon.stage()).isEqualTo(Stage.WORKING);
    beacon.settle();
    beacon.on(new BeaconEvent.GwatLeftWorking());
    beacon.pass(1_000);
    assertThat(beacon.request(HeadSyncReady.class).checkpoint().slot()).isEqualTo(80);
  }

  // R20

  @Test
  void sendsAllSlotsFromTheCheckpointToTheHead() {
    TestBeacon beacon = TestBeacon.sending();
    HeadSync sent = beacon.request(HeadSync.class);
    assertThat(sent.isFinal()).isTrue();
    assertThat(sent.entries())
        .extracting(ConsensusInfo::slot)
        .as("from the merge window on")
        .startsWith(78L, 79L, 80L, 81L)
        .endsWith(99L, 100L)
        .isSorted();
  }

  @Test
  void sendsLongChainsInChunksOfWhichEachIsConfirmed() {
    TestBeacon beacon = new TestBeacon(chunks(8), 100);
    begin(beacon);
    beacon.answer(new LinkResponse.Done());
    long next = 78;
    while (!beacon.request(HeadSync.class).isFinal()) {
      List<ConsensusInfo> entries = beacon.request(HeadSync.class).entries();
      assertThat(entries).hasSizeLessThanOrEqualTo(8 + 1 + 2);
      assertThat(entries.getFirst().slot()).isLessThanOrEqualTo(next);
      next = entries.getLast().slot() + 1;
      beacon.answer(new LinkResponse.Done());
      assertThat(beacon.stage()).isEqualTo(Stage.HEAD_SYNC);
    }
    assertThat(beacon.request(HeadSync.class).entries().getLast().slot()).isEqualTo(100);
    beacon.answer(new LinkResponse.Done());
    beacon.answer(beacon.arrived());
    assertThat(beacon.stage()).isEqualTo(Stage.WORKING);
  }

  private static void begin(TestBeacon beacon) {
    beacon.on(new BeaconEvent.Opened(beacon.chain.head()));
    beacon.connect();
    beacon.on(new BeaconEvent.CheckpointSyncDone(2));
    beacon.on(new BeaconEvent.DagSyncDone(2));
  }

  private static BeaconStageParams chunks(long slots) {
    BeaconStageParams usual = TestBeacon.PARAMS;
    return new BeaconStageParams(
        usual.settled(),
        usual.genesisTimeS(),
        usual.secondsPerSlot(),
        usual.slotsPerEpoch(),
        usual.chainId(),
        usual.gwatGenesis(),
        usual.headSyncReadyIntervalMs(),
        slots,
        usual.stepBackAfter(),
        usual.callTimeoutMs(),
        usual.headSyncTimeoutMs(),
        usual.timeoutsUntilDown(),
        usual.backoffMinMs(),
        usual.backoffMaxMs(),
        usual.mismatchRetryMs(),
        usual.invalidHeadAlarmMs(),
        usual.invalidHeadRetryMs(),
        usual.resyncPauseMs(),
        usual.resyncPauseMaxMs());
  }

  @Test
  void appendsWhatCameWhileItSent() {
    TestBeacon beacon = new TestBeacon(chunks(16), 100);
    begin(beacon);
    beacon.answer(new LinkResponse.Done());
    assertThat(beacon.request(HeadSync.class).isFinal()).isFalse();
    beacon.nextSlot();
    beacon.answer(new LinkResponse.Done());
    assertThat(beacon.request(HeadSync.class).entries().getLast().slot()).isEqualTo(101);
  }

  /// Recovery row "head branch changed during head sync".
  @Test
  void beginsAgainFromReadinessWhenTheHeadMovesToAnotherBranch() {
    TestBeacon beacon = new TestBeacon(chunks(8), 100);
    begin(beacon);
    beacon.answer(new LinkResponse.Done());
    beacon.chain.reorganize(81);
    beacon.on(new BeaconEvent.HeadChanged(beacon.chain.head(), 0));
    beacon.answer(new LinkResponse.Done());
    assertThat(beacon.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
    beacon.pass(1_000);
    assertThat(beacon.request(HeadSyncReady.class).checkpoint())
        .isEqualTo(beacon.chain.checkpoint(0).info());
  }

  /// What the head has left behind may contradict what is final by now (S7).
  @Test
  void doesNotRepeatDataOfABranchThatTheHeadHasLeft() {
    TestBeacon beacon = TestBeacon.sending();
    beacon.chain.reorganize(81);
    beacon.on(new BeaconEvent.HeadChanged(beacon.chain.head(), 20));
    ConsensusInfo before = beacon.request(HeadSync.class).entries().getLast();
    beacon.outcome(new LinkOutcome.TimedOut());
    beacon.pass(1_000);
    ConsensusInfo after = beacon.request(HeadSync.class).entries().getLast();
    assertThat(after.slot()).isEqualTo(100);
    assertThat(after.lastSpine()).isNotEqualTo(before.lastSpine());
    assertThat(after.lastSpine()).isEqualTo(beacon.chain.spine(100));
  }

  /// pair-sync.md 6: the coordinated state is read back.
  @Test
  void worksOnlyWhenGwatIsSeenToBeWhereTheDataEnd() {
    for (LinkResponse elsewhere :
        List.of(
            TestBeacon.coordinated(Stage.WORKING, Hash32.ZERO),
            TestBeacon.coordinated(Stage.HEAD_SYNC_READY, new TestChain(100).spine(100)),
            new LinkResponse.Done())) {
      TestBeacon beacon = TestBeacon.sending();
      beacon.answer(new LinkResponse.Done());
      assertThat(beacon.stage()).isEqualTo(Stage.HEAD_SYNC);
      beacon.request(ReadCoordinatedState.class);
      beacon.answer(elsewhere);
      assertThat(beacon.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
    }
  }

  /// An original gwat: no chunks, no read-back; it is learnt and not configured.
  @Test
  void sendsAllInOneRequestToAGwatThatKnowsNoChunks() {
    TestBeacon beacon = new TestBeacon(chunks(8), 100);
    begin(beacon);
    beacon.answer(new LinkResponse.Done());
    assertThat(beacon.request(HeadSync.class).isFinal()).isFalse();
    beacon.refuse(Reason.INVALID_ARGUMENTS);
    HeadSync whole = beacon.request(HeadSync.class);
    assertThat(whole.isFinal()).isTrue();
    assertThat(whole.entries().getFirst().slot()).isEqualTo(78);
    assertThat(whole.entries().getLast().slot()).isEqualTo(100);
    assertThat(beacon.call.timeoutMs()).as("as long as all chunks").isEqualTo(3 * 120_000);
    beacon.answer(new LinkResponse.Done());
    assertThat(beacon.stage()).isEqualTo(Stage.WORKING);
  }

  @Test
  void takesTheWordOfAGwatThatCannotBeReadBack() {
    TestBeacon beacon = TestBeacon.sending();
    beacon.answer(new LinkResponse.Done());
    beacon.refuse(Reason.NO_SUCH_METHOD);
    assertThat(beacon.stage()).isEqualTo(Stage.WORKING);
  }

  /// R14, and the rows of the recovery table: a failure is never counted as success.
  @ParameterizedTest
  @EnumSource(value = Reason.class)
  void repeatsFromReadinessAfterARefusal(Reason reason) {
    TestBeacon beacon = TestBeacon.sending();
    beacon.refuse(reason);
    if (reason == Reason.BUSY) {
      assertThat(beacon.stage()).isEqualTo(Stage.HEAD_SYNC);
      beacon.pass(1_000);
      beacon.request(HeadSync.class);
      return;
    }
    assertThat(beacon.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
    beacon.assertSilent();
    beacon.pass(1_000);
    beacon.request(HeadSyncReady.class);
    assertThat(beacon.waitsFor()).contains(reason.text());
  }

  /// Recovery row "block invalid in the data".
  @Test
  void waitsForAnotherHeadWhereGwatFindsThisOneInvalid() {
    TestBeacon beacon = TestBeacon.sending();
    beacon.refuse(Reason.INVALID_BLOCK);
    assertThat(beacon.all(BeaconEffect.HeadInvalidForGwat.class).getFirst().head())
        .isEqualTo(beacon.chain.head().root());
    for (int i = 0; i < 9; i++) {
      beacon.pass(1_000);
      beacon.request(HeadSyncReady.class);
      beacon.answer(new LinkResponse.Done());
      assertThat(beacon.stage())
          .as("nothing is sent again so soon")
          .isEqualTo(Stage.HEAD_SYNC_READY);
    }
    // A newer head is tried at once.
    beacon.nextSlot();
    beacon.pass(1_000);
    beacon.answer(new LinkResponse.Done());
    assertThat(beacon.stage()).isEqualTo(Stage.HEAD_SYNC);
  }

  @Test
  void raisesAnAlarmWhenNoHeadCanBeFollowedForAMinute() {
    TestBeacon beacon = TestBeacon.sending();
    beacon.refuse(Reason.INVALID_BLOCK);
    int alarms = 0;
    for (int i = 0; i < 100; i++) {
      beacon.nextSlot();
      alarms += beacon.all(BeaconEffect.Alarm.class).size();
      beacon.pass(1_000);
      alarms += beacon.all(BeaconEffect.Alarm.class).size();
      while (beacon.call != null) {
        if (beacon.call.request() instanceof HeadSyncReady) {
          beacon.answer(new LinkResponse.Done());
        } else {
          beacon.refuse(Reason.INVALID_BLOCK);
        }
      }
    }
    assertThat(alarms).isPositive();
    assertThat(beacon.stage()).isNotEqualTo(Stage.WORKING);
  }

  /// Recovery row "contradiction below the finalised checkpoint".
  @Test
  void raisesAnAlarmWhenTheTwoContradictEachOther() {
    TestBeacon beacon = TestBeacon.sending();
    beacon.refuse(Reason.BELOW_FLOOR);
    assertThat(beacon.all(BeaconEffect.Alarm.class)).hasSize(1);
    assertThat(beacon.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
  }

  /// Genesis: the finalizing list is gwat's genesis.
  @Test
  void beginsWithGenesis() {
    TestBeacon beacon = new TestBeacon(TestBeacon.PARAMS, 3);
    begin(beacon);
    ConsensusInfo checkpoint = beacon.request(HeadSyncReady.class).checkpoint();
    assertThat(checkpoint.slot()).isZero();
    assertThat(checkpoint.finalizing()).containsExactly(TestChain.genesisSpine());
  }
}
