package tandem.beaconstages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.pairprotocol.CoordinatedState;
import tandem.pairprotocol.FinalizeOrder;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkRequest.Finalize;
import tandem.pairprotocol.LinkRequest.Sync;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Reason;
import tandem.pairprotocol.Stage;

/// R5, R21: `dag_sync` each slot, `dag_finalize` on each head, and what ends this.
class R21WorkingTest {
  @Test
  void tellsGwatOfEachSlotAndOfEachHead() {
    TestBeacon beacon = TestBeacon.working();
    for (int i = 0; i < 20; i++) {
      beacon.nextSlot();
      long slot = beacon.chain.headSlot;
      assertThat(beacon.request(Sync.class).info()).isEqualTo(beacon.chain.info(slot));
      beacon.answer(new LinkResponse.Synced(0));
      assertThat(beacon.request(Finalize.class).spines()).containsExactly(beacon.chain.spine(slot));
      beacon.answer(new LinkResponse.Done());
      beacon.assertSilent();
    }
    assertThat(beacon.stage()).isEqualTo(Stage.WORKING);
  }

  @Test
  void tellsGwatOfASlotWithoutABlock() {
    TestBeacon beacon = TestBeacon.working();
    beacon.pass(TestBeacon.SLOT_MS);
    assertThat(beacon.request(Sync.class).info().slot()).isEqualTo(101);
    beacon.answer(new LinkResponse.Synced(0));
    beacon.assertSilent();
  }

  /// Without their creators gwat could not judge the blocks of these slots.
  @Test
  void tellsGwatOfSlotsThatPassedWhileItWasPaused() {
    TestBeacon beacon = TestBeacon.working();
    beacon.pass(5 * TestBeacon.SLOT_MS);
    List<Long> slots = new ArrayList<>();
    while (beacon.call != null) {
      slots.add(beacon.request(Sync.class).info().slot());
      beacon.answer(new LinkResponse.Synced(0));
    }
    assertThat(slots).containsExactly(101L, 102L, 103L, 104L, 105L);
  }

  @Test
  void leavesOutSlotsThatAreOlderThanTheMergeWindow() {
    TestBeacon beacon = TestBeacon.working();
    beacon.pass(1_000 * TestBeacon.SLOT_MS);
    assertThat(beacon.request(Sync.class).info().slot()).isEqualTo(1_100 - 64);
  }

  @Test
  void goesOnWithTheSlotThatItsClockShowsAfterThatWasSetBack() {
    TestBeacon beacon = TestBeacon.working();
    beacon.pass(-10 * TestBeacon.SLOT_MS);
    assertThat(beacon.request(Sync.class).info().slot()).isEqualTo(90);
    beacon.settle();
  }

  @Test
  void finalisesWhatIsNewOnAnotherBranch() {
    TestBeacon beacon = TestBeacon.working();
    beacon.chain.reorganize(99);
    beacon.on(new BeaconEvent.HeadChanged(beacon.chain.head(), 2));
    assertThat(beacon.request(Finalize.class).spines())
        .containsExactly(beacon.chain.spine(99), beacon.chain.spine(100));
    assertThat(beacon.stage()).isEqualTo(Stage.WORKING);
  }

  /// Another branch has other creators; blocks of the old ones must not become spines.
  @Test
  void tellsGwatAgainOfSlotsWhoseCreatorsAreOthersOnAnotherBranch() {
    TestBeacon beacon = TestBeacon.working();
    // Blocks from slot 81 on, of epoch 10, are others: so are the creators from epoch 12 on.
    beacon.chain.reorganize(81);
    beacon.on(new BeaconEvent.HeadChanged(beacon.chain.head(), 20));
    for (long slot = 96; slot <= 100; slot++) {
      assertThat(beacon.request(Sync.class).info()).isEqualTo(beacon.chain.info(slot));
      beacon.answer(new LinkResponse.Synced(0));
    }
    assertThat(beacon.request(Finalize.class).spines()).contains(beacon.chain.spine(100));
  }

  /// A gwat that knows no order is told none, as it may refuse what it does not know.
  @Test
  void tellsTheOrderOfItsFinalisationsToAGwatThatHasNamedOne() {
    TestBeacon beacon = TestBeacon.sending();
    beacon.answer(new LinkResponse.Done());
    HeadSyncData.Chunk chunk = beacon.state.chunk();
    assertThat(chunk).isNotNull();
    beacon.answer(
        new LinkResponse.Coordinated(
            new CoordinatedState(
                Stage.WORKING, null, null, null, null, 9, chunk.lastSpine(), 0, 0, 41L)));
    beacon.settle();
    for (long order = 42; order < 45; order++) {
      beacon.nextSlot();
      beacon.answer(new LinkResponse.Synced(0));
      FinalizeOrder told = beacon.request(LinkRequest.Finalize.class).order();
      long slot = beacon.chain.headSlot;
      assertThat(told)
          .isEqualTo(
              new FinalizeOrder(
                  order,
                  slot,
                  beacon.chain.info(slot).justifiedSpine(),
                  beacon.chain.info(slot).finalizedSpine()));
      beacon.answer(new LinkResponse.Done());
    }
  }

  @Test
  void repeatsWhatWasBusy() {
    TestBeacon beacon = TestBeacon.working();
    beacon.nextSlot();
    beacon.answer(new LinkResponse.Synced(0));
    Finalize first = beacon.request(Finalize.class);
    beacon.refuse(Reason.BUSY);
    assertThat(beacon.stage()).isEqualTo(Stage.WORKING);
    beacon.assertSilent();
    beacon.pass(1_000);
    assertThat(beacon.request(Finalize.class)).isEqualTo(first);
  }

  /// pair-sync.md 6: gwat fell out of WORKING, does not know a spine, or cannot apply it.
  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"BUSY"})
  void goesBackToReadinessAfterAnyOtherNo(Reason reason) {
    TestBeacon syncing = TestBeacon.working();
    syncing.nextSlot();
    syncing.refuse(reason);
    assertThat(syncing.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
    TestBeacon finalizing = TestBeacon.working();
    finalizing.nextSlot();
    finalizing.answer(new LinkResponse.Synced(0));
    finalizing.refuse(reason);
    assertThat(finalizing.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
    finalizing.pass(1_000);
    finalizing.request(LinkRequest.HeadSyncReady.class);
  }

  @Test
  void goesBackToReadinessWhenADutyFindsGwatOutOfWorking() {
    TestBeacon beacon = TestBeacon.working();
    beacon.on(new BeaconEvent.GwatLeftWorking());
    assertThat(beacon.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
    TestBeacon waiting = TestBeacon.asking();
    waiting.on(new BeaconEvent.GwatLeftWorking());
    assertThat(waiting.effects).isEmpty();
  }

  @Test
  void doesNotHangOnABlockThatLeadsNowhere() {
    TestBeacon beacon = TestBeacon.working();
    Head elsewhere = new Head(tandem.primitives.Hash32.ZERO, 100);
    beacon.on(new BeaconEvent.HeadChanged(elsewhere, 0));
    beacon.settle();
    beacon.on(new BeaconEvent.HeadChanged(beacon.chain.head(), 0));
    beacon.pass(1_000);
    beacon.settle();
    assertThat(beacon.state.applied()).isEqualTo(beacon.chain.head().root());
  }

  /// L3.
  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"CATCH_UP"})
  void saysInEveryStageWhatItWaitsFor(Stage stage) {
    assertThat(TestBeacon.in(stage).waitsFor()).matches("[A-Z].*\\.|gwat .*\\.");
  }
}
