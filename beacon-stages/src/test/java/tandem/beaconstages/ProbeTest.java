package tandem.beaconstages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tandem.pairprotocol.LinkError;
import tandem.pairprotocol.LinkOutcome;
import tandem.pairprotocol.LinkOutcome.Answered;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Reason;
import tandem.pairprotocol.Stage;
import tandem.pairprotocol.SyncStatus;

/// A call that hangs does not cost more than about 10 s after the link is well again.
class ProbeTest {
  private static final LinkOutcome BUSY_AND_WELL =
      new Answered(
          new LinkResponse.Status(
              new SyncStatus(Stage.HEAD_SYNC, 0, 0, 0, 0, 0, 0, null, null, 0, "nothing")));

  /// A chunk is on its way and nothing is heard of it.
  private final TestBeacon beacon = TestBeacon.sending();

  @Test
  void asksNothingAboutACallThatIsAnsweredSoon() {
    beacon.pass(1_900);
    assertThat(beacon.probe).isNull();
    beacon.answer(new LinkResponse.Done());
    beacon.pass(100);
    assertThat(beacon.probe).isNull();
  }

  @Test
  void makesTheCallAgainWhenGwatSaysThreeTimesThatNothingChanges() {
    LinkRequest first = beacon.request(LinkRequest.HeadSync.class);
    beacon.pass(2_000);
    for (int i = 0; i < 3; i++) {
      assertThat(asked()).isInstanceOf(LinkRequest.ReadCoordinatedState.class);
      beacon.probed(
          new Answered(TestBeacon.coordinated(Stage.HEAD_SYNC, TestChain.genesisSpine())));
      beacon.pass(1_000);
    }
    assertThat(beacon.stage()).isEqualTo(Stage.HEAD_SYNC);
    assertThat(beacon.request(LinkRequest.HeadSync.class)).isEqualTo(first);
    assertThat(beacon.stages.status(beacon.state).lastError()).contains("executes nothing");
  }

  @Test
  void waitsForAGwatThatSaysNothingOfItsStateButWhereItStands() {
    long call = beacon.state.pending().call().value();
    for (int i = 0; i < 15; i++) {
      beacon.pass(2_000);
      assertThat(asked()).isInstanceOf(LinkRequest.ReadCoordinatedState.class);
      beacon.probed(new LinkOutcome.TimedOut());
      assertThat(asked()).isInstanceOf(LinkRequest.ReadSyncStatus.class);
      beacon.probed(BUSY_AND_WELL);
    }
    assertThat(beacon.state.pending().call().value()).isEqualTo(call);
    beacon.answer(new LinkResponse.Done());
    beacon.request(LinkRequest.ReadCoordinatedState.class);
  }

  @Test
  void waitsWhileSomethingChanges() {
    long call = beacon.state.pending().call().value();
    beacon.pass(2_000);
    for (int i = 0; i < 20; i++) {
      beacon.probed(
          new Answered(TestBeacon.coordinated(Stage.HEAD_SYNC, beacon.chain.spine(i + 1))));
      beacon.pass(1_000);
    }
    assertThat(beacon.state.pending().call().value()).isEqualTo(call);
  }

  @Test
  void takesTheLinkForLostWhenNothingIsAnswered() {
    long fromMs = beacon.nowMs;
    while (beacon.state.link().up()) {
      beacon.pass(100);
    }
    assertThat(beacon.nowMs - fromMs).isBetween(7_000L, 14_000L);
    assertThat(beacon.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
  }

  @Test
  void anOriginalGwatIsAskedForItsChainId() {
    beacon.pass(2_000);
    beacon.probed(refused(Reason.NO_SUCH_METHOD));
    for (int i = 0; i < 30; i++) {
      beacon.pass(1_000);
      assertThat(asked()).isInstanceOf(LinkRequest.ReadChainId.class);
      beacon.probed(new Answered(new LinkResponse.ChainId(TestBeacon.CHAIN_ID)));
    }
    beacon.request(LinkRequest.HeadSync.class);
    assertThat(beacon.state.link().up()).isTrue();
  }

  @Test
  void aRefusalIsAnAnswer() {
    beacon.pass(2_000);
    for (int i = 0; i < 30; i++) {
      beacon.probed(refused(Reason.BUSY));
      beacon.pass(1_000);
    }
    beacon.request(LinkRequest.HeadSync.class);
  }

  /// A link that swallows everything for a minute: whenever it is well again, it is used within 10
  /// s.
  @Test
  void usesALinkWithinTenSecondsOfItsReturn() {
    for (long outageMs = 1_000; outageMs <= 60_000; outageMs += 1_700) {
      TestBeacon cut = TestBeacon.sending();
      long backMs = cut.nowMs + outageMs;
      long deadConnection = cut.state.pending().call().value();
      while (cut.nowMs < backMs + 10_000 && !isHeard(cut, backMs, deadConnection)) {
        cut.pass(100);
      }
      assertThat(cut.nowMs).as("after %d ms", outageMs).isLessThan(backMs + 10_000);
    }
  }

  /// Whether a call other than the first, or a question about it, was made after the link was well
  /// again and made the machine go on.
  private static boolean isHeard(TestBeacon cut, long backMs, long deadConnection) {
    if (cut.nowMs < backMs) {
      if (cut.call != null
          && cut.call.request() instanceof LinkRequest.ReadChainId
          && cut.nowMs - cut.state.pending().sinceMs() >= 2_000) {
        cut.outcome(new LinkOutcome.TimedOut());
      }
      return false;
    }
    if (cut.probe != null) {
      cut.probed(new Answered(TestBeacon.coordinated(Stage.HEAD_SYNC, TestChain.genesisSpine())));
    }
    if (cut.call == null || cut.call.call().value() == deadConnection) {
      return false;
    }
    if (cut.call.request() instanceof LinkRequest.ReadChainId) {
      boolean hangs = cut.state.pending().sinceMs() < backMs;
      if (hangs && cut.nowMs - cut.state.pending().sinceMs() >= 2_000) {
        cut.outcome(new LinkOutcome.TimedOut());
      }
      return !hangs;
    }
    return true;
  }

  private LinkRequest asked() {
    assertThat(beacon.probe).as("a probe is on its way").isNotNull();
    return beacon.probe.request();
  }

  private static LinkOutcome refused(Reason reason) {
    return new Answered(new LinkResponse.Refused(LinkError.ofMessage(reason, reason.text())));
  }
}
