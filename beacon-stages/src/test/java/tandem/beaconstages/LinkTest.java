package tandem.beaconstages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.pairprotocol.BlockRef;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.LinkOutcome;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Reason;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;

/// Recovery rows "link down", "call timed out" and "different networks" (pair-sync.md 8).
class LinkTest {
  private static final LinkOutcome DOWN = new LinkOutcome.Down("connection refused");

  @Test
  void asksThreeThingsOfAGwatBeforeItBelievesInIt() {
    TestBeacon beacon = TestBeacon.opened();
    beacon.connect();
    assertThat(beacon.all(BeaconEffect.LinkChanged.class))
        .containsExactly(new BeaconEffect.LinkChanged(true, "gwat is of the same network"));
    assertThat(beacon.state.link().up()).isTrue();
  }

  /// Its own sync is over, gwat is being checked.
  private static TestBeacon synced() {
    TestBeacon beacon = TestBeacon.opened();
    beacon.on(new BeaconEvent.CheckpointSyncDone(2));
    beacon.on(new BeaconEvent.DagSyncDone(2));
    return beacon;
  }

  @Test
  void refusesAGwatOfAnotherChain() {
    TestBeacon beacon = synced();
    beacon.answer(new LinkResponse.ChainId(78));
    assertMismatch(beacon, "78", "77");
  }

  @Test
  void refusesAGwatOfAnotherGenesis() {
    TestBeacon beacon = synced();
    beacon.answer(new LinkResponse.ChainId(77));
    Hash32 other = Hash32.fromHex("0x" + "9".repeat(64));
    beacon.answer(new LinkResponse.Block(new BlockRef(other, 0L, 0, 5)));
    assertMismatch(beacon, other.toHex(), TestChain.genesisSpine().toHex());
  }

  @Test
  void refusesAGwatThatDividesTimeOtherwise() {
    TestBeacon beacon = synced();
    beacon.answer(new LinkResponse.ChainId(77));
    beacon.answer(new LinkResponse.Block(new BlockRef(TestChain.genesisSpine(), 0L, 0, 999)));
    beacon.answer(new LinkResponse.Verdict(false));
    assertMismatch(beacon, "999", "1000");
  }

  @Test
  void refusesWhatIsNoGwat() {
    TestBeacon beacon = synced();
    beacon.refuse(Reason.NO_SUCH_METHOD);
    assertMismatch(beacon, "no gwat");
  }

  /// Both values are named, it is told nothing more, and asked again each 10 s.
  private static void assertMismatch(TestBeacon beacon, String... texts) {
    assertThat(beacon.all(BeaconEffect.Alarm.class)).hasSize(1);
    assertThat(beacon.all(BeaconEffect.Alarm.class).getFirst().text()).contains(texts);
    assertThat(beacon.waitsFor()).contains(texts);
    for (int i = 0; i < 9; i++) {
      beacon.pass(1_000);
      beacon.assertSilent();
    }
    beacon.pass(1_000);
    beacon.connect();
    beacon.request(LinkRequest.HeadSyncReady.class);
  }

  @Test
  void asksEachSecondWhileGwatIsStarting() {
    TestBeacon beacon = TestBeacon.opened();
    for (int i = 0; i < 20; i++) {
      beacon.refuse(Reason.STARTING);
      beacon.assertSilent();
      beacon.pass(1_000);
    }
    beacon.connect();
  }

  @Test
  void looksForGwatWhileItsOwnSyncGoesOn() {
    TestBeacon beacon = TestBeacon.opened();
    beacon.outcome(DOWN);
    beacon.on(new BeaconEvent.CheckpointSyncDone(2));
    assertThat(beacon.stage()).isEqualTo(Stage.DAG_SYNC);
    beacon.pass(10_000);
    beacon.connect();
  }

  /// Bound of the row: the next try is at most 10 s after the link is back.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void triesAgainWithPausesThatGrowToTenSeconds(long seed) {
    TestBeacon beacon = TestBeacon.starting();
    beacon.state = BeaconState.starting(beacon.nowMs, seed);
    beacon.on(new BeaconEvent.Opened(beacon.chain.head()));
    Set<Long> pauses = new HashSet<>();
    for (int failures = 0; failures < 40; failures++) {
      beacon.outcome(DOWN);
      long fromMs = beacon.nowMs;
      while (beacon.call == null) {
        beacon.pass(10);
      }
      long pauseMs = beacon.nowMs - fromMs;
      long fullMs = Math.min(10_000, 250L << Math.min(20, failures));
      assertThat(pauseMs).isBetween(fullMs / 2, fullMs + 10);
      pauses.add(pauseMs);
    }
    assertThat(pauses).as("by chance").hasSizeGreaterThan(20);
  }

  @Test
  void isNotMadeToWaitByAClockThatWasSetBack() {
    TestBeacon beacon = TestBeacon.opened();
    beacon.outcome(DOWN);
    beacon.pass(-3_600_000);
    beacon.connect();
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"HEAD_SYNC_READY", "HEAD_SYNC", "WORKING"})
  void goesBackToReadinessWhenTheLinkIsLost(Stage stage) {
    TestBeacon beacon = TestBeacon.in(stage);
    if (beacon.call == null) {
      beacon.nextSlot();
    }
    beacon.outcome(DOWN);
    assertThat(beacon.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
    assertThat(beacon.all(BeaconEffect.LinkChanged.class))
        .containsExactly(new BeaconEffect.LinkChanged(false, "connection refused"));
    assertThat(beacon.waitsFor()).contains("connection refused");
    beacon.pass(250);
    beacon.connect();
    beacon.request(LinkRequest.HeadSyncReady.class);
  }

  /// The outcome is unknown; the call is made again.
  @Test
  void repeatsACallThatTimedOut() {
    TestBeacon beacon = TestBeacon.sending();
    LinkRequest first = beacon.request(LinkRequest.HeadSync.class);
    beacon.outcome(new LinkOutcome.TimedOut());
    assertThat(beacon.stage()).isEqualTo(Stage.HEAD_SYNC);
    beacon.assertSilent();
    beacon.pass(1_000);
    assertThat(beacon.request(LinkRequest.HeadSync.class)).isEqualTo(first);
  }

  @Test
  void takesThreeTimeoutsInARowForALostLink() {
    TestBeacon beacon = TestBeacon.sending();
    for (int i = 0; i < 2; i++) {
      beacon.outcome(new LinkOutcome.TimedOut());
      beacon.pass(1_000);
    }
    beacon.outcome(new LinkOutcome.TimedOut());
    assertThat(beacon.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
    assertThat(beacon.state.link().up()).isFalse();
    beacon.pass(10_000);
    beacon.connect();
  }

  @Test
  void countsOnlyTimeoutsInARow() {
    TestBeacon beacon = TestBeacon.asking();
    for (int i = 0; i < 10; i++) {
      beacon.outcome(new LinkOutcome.TimedOut());
      beacon.pass(1_000);
      beacon.outcome(new LinkOutcome.TimedOut());
      beacon.pass(1_000);
      beacon.refuse(Reason.PROCEDURE_LOCKED);
      beacon.pass(1_000);
    }
    assertThat(beacon.state.link().up()).isTrue();
  }

  /// Even a node that forgets to tell of an outcome does not keep the machine waiting.
  @Test
  void givesUpACallOfWhichNothingIsHeard() {
    TestBeacon beacon = TestBeacon.asking();
    beacon.call = null;
    beacon.pass(9_999);
    beacon.assertSilent();
    beacon.pass(1);
    beacon.pass(1_000);
    beacon.request(LinkRequest.HeadSyncReady.class);
  }

  @Test
  void believesNoOutcomeOfACallThatIsOver() {
    TestBeacon beacon = TestBeacon.asking();
    CallId first = beacon.call.call();
    beacon.outcome(new LinkOutcome.TimedOut());
    beacon.on(new BeaconEvent.Outcome(first, new LinkOutcome.Answered(new LinkResponse.Done())));
    assertThat(beacon.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
    beacon.assertSilent();
  }

  @Test
  void takesAnAnswerToSomethingElseForALostLink() {
    TestBeacon beacon = TestBeacon.opened();
    beacon.answer(new LinkResponse.Done());
    assertThat(beacon.state.link().up()).isFalse();
    beacon.pass(250);
    beacon.connect();
  }
}
