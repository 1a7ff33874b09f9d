package tandem.gossipsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tandem.gossipsub.GossipEffect.Deliver;
import tandem.gossipsub.GossipEffect.Send;
import tandem.gossipsub.Rpc.Graft;
import tandem.gossipsub.Rpc.IHave;
import tandem.gossipsub.Rpc.IWant;
import tandem.gossipsub.Rpc.Message;
import tandem.gossipsub.Rpc.Prune;
import tandem.gossipsub.Rpc.Subscription;
import tandem.primitives.Bytes;

/// One router and peers that do as they like.
class RouterTest {
  private static final String TOPIC = Fixtures.TOPIC;
  private static final PeerName A = Fixtures.peer(1);
  private static final PeerName B = Fixtures.peer(2);

  private final List<GossipEffect> effects = new ArrayList<>();
  private GossipRouter router;
  private long nowMs = 5_000_000;

  @BeforeEach
  void start() {
    router = Fixtures.router(GossipParams.DEFAULT, 1);
    handle(new GossipEvent.Subscribe(TOPIC, Fixtures.TOPIC_SCORE));
    effects.clear();
  }

  private void handle(GossipEvent event) {
    router.handle(nowMs, event, effects::add);
  }

  private void connect(PeerName peer, GossipVersion version, boolean outbound, String address) {
    handle(new GossipEvent.PeerConnected(peer, version, outbound, address));
  }

  private void join(PeerName peer) {
    connect(peer, GossipVersion.V1_1, false, "");
    receive(peer, rpc(new Subscription(true, TOPIC)));
  }

  private void receive(PeerName peer, Rpc rpc) {
    handle(new GossipEvent.Received(peer, rpc));
  }

  private void beat(int count) {
    for (int i = 0; i < count; i++) {
      nowMs += 700;
      handle(new GossipEvent.Heartbeat(true));
    }
  }

  private static Rpc rpc(Object... things) {
    RpcBuilder builder = new RpcBuilder();
    for (Object thing : things) {
      switch (thing) {
        case Subscription it -> builder.add(it);
        case Message it -> builder.add(it);
        case IHave it -> builder.add(it);
        case IWant it -> builder.add(it);
        case Graft it -> builder.add(it);
        case Prune it -> builder.add(it);
        default -> throw new AssertionError(thing);
      }
    }
    return builder.build();
  }

  private static Message message(long number) {
    return new Message(TOPIC, Fixtures.data(number), false);
  }

  private static Bytes id(long number) {
    return Fixtures.id(TOPIC, Fixtures.data(number));
  }

  private List<Rpc> sentTo(PeerName peer) {
    List<Rpc> sent = new ArrayList<>();
    for (GossipEffect effect : effects) {
      if (effect instanceof Send(PeerName to, Rpc rpc) && to.equals(peer)) {
        sent.add(rpc);
      }
    }
    effects.clear();
    return sent;
  }

  private long delivered() {
    long count = effects.stream().filter(Deliver.class::isInstance).count();
    effects.clear();
    return count;
  }

  @Test
  void tellsANewPeerItsTopicsAndGraftsItAtTheNextHeartbeat() {
    connect(A, GossipVersion.V1_1, false, "");
    assertThat(sentTo(A)).containsExactly(rpc(new Subscription(true, TOPIC)));
    receive(A, rpc(new Subscription(true, TOPIC)));
    beat(1);
    assertThat(sentTo(A)).containsExactly(rpc(new Graft(TOPIC)));
    assertThat(router.mesh(TOPIC)).containsExactly(A);
    assertThat(router.peersOn(TOPIC)).isEqualTo(1);
  }

  @Test
  void saysAgainWhatMayBeLostWhenAStreamBeganAnew() {
    join(A);
    beat(1);
    effects.clear();
    handle(new GossipEvent.Resumed(A));
    assertThat(sentTo(A)).containsExactly(rpc(new Subscription(true, TOPIC), new Graft(TOPIC)));
    handle(new GossipEvent.Resumed(B));
    assertThat(effects).isEmpty();
  }

  @Test
  void aMessageIsJudgedOnceAndPassedOnToWhoDidNotBringIt() {
    join(A);
    join(B);
    join(Fixtures.peer(3));
    beat(1);
    effects.clear();
    receive(A, rpc(message(1)));
    receive(B, rpc(message(1)));
    assertThat(delivered()).isEqualTo(1);
    handle(new GossipEvent.Validated(id(1), Verdict.ACCEPT));
    assertThat(effects).containsExactly(new Send(Fixtures.peer(3), rpc(message(1))));
    effects.clear();
    handle(new GossipEvent.Validated(id(1), Verdict.ACCEPT));
    receive(A, rpc(message(1)));
    assertThat(effects).isEmpty();
    assertThat(router.score(A, nowMs)).isGreaterThan(router.score(B, nowMs));
  }

  @Test
  void whoIsNewInTheMeshIsToldOfTheMessagesBefore() {
    handle(new GossipEvent.Publish(TOPIC, Fixtures.data(1)));
    join(A);
    effects.clear();
    beat(1);
    Rpc expected = rpc(new Graft(TOPIC), new IHave(TOPIC, List.of(id(1))));
    assertThat(sentTo(A)).containsExactly(expected);
    beat(4);
    handle(new GossipEvent.Publish(TOPIC, Fixtures.data(2)));
    effects.clear();
    beat(1);
    assertThat(effects).as("who was there has had it").isEmpty();
  }

  @Test
  void whatIsIgnoredIsNeitherPassedOnNorHeldAgainstAnybody() {
    join(A);
    join(B);
    beat(1);
    receive(A, rpc(message(1)));
    effects.clear();
    handle(new GossipEvent.Validated(id(1), Verdict.IGNORE));
    assertThat(effects).isEmpty();
    assertThat(router.score(A, nowMs)).isZero();
  }

  @Test
  void whatIsRejectedIsHeldAgainstEverybodyWhoBringsIt() {
    join(A);
    join(B);
    receive(A, rpc(message(1)));
    handle(new GossipEvent.Validated(id(1), Verdict.REJECT));
    receive(B, rpc(message(1)));
    double one = 0.8 * -140.4475;
    assertThat(router.score(A, nowMs)).isEqualTo(one);
    assertThat(router.score(B, nowMs)).isEqualTo(one);
    nowMs += 4_000;
    beat(1);
    nowMs += 4_000;
    beat(1);
    assertThat(router.score(A, nowMs)).isBetween(one, one * 0.99);
  }

  @Test
  void aMessageWithAnAuthorIsInvalidUnseen() {
    join(A);
    effects.clear();
    receive(A, rpc(new Message(TOPIC, Fixtures.data(1), true)));
    assertThat(effects).isEmpty();
    assertThat(router.score(A, nowMs)).isNegative();
  }

  @Test
  void messagesOfTopicsThatWeHaveNotJoinedAreNotLookedAt() {
    join(A);
    effects.clear();
    receive(
        A, rpc(new Message("/eth2/802ed6b2/voluntary_exit/ssz_snappy", Bytes.of((byte) 1), true)));
    assertThat(effects).isEmpty();
    assertThat(router.score(A, nowMs)).isZero();
  }

  @Test
  void asksForWhatAPeerHasWithinBoundsAndHoldsABrokenPromiseAgainstIt() {
    join(A);
    effects.clear();
    List<Bytes> ids = new ArrayList<>();
    for (int i = 0; i < 6_000; i++) {
      ids.add(id(i));
    }
    int asked = 0;
    for (int i = 0; i < 15; i++) {
      receive(A, rpc(new IHave(TOPIC, ids)));
      for (Rpc rpc : sentTo(A)) {
        asked += rpc.iwants().getFirst().ids().size();
      }
    }
    assertThat(asked).isEqualTo(5_000);
    assertThat(router.score(A, nowMs)).isZero();
    for (int round = 0; round < 10; round++) {
      beat(1);
      receive(A, rpc(new IHave(TOPIC, List.of(id(10_000 + round)))));
    }
    beat(6);
    assertThat(router.score(A, nowMs)).isNegative();
  }

  @Test
  void aKeptPromiseCostsNothingWhoeverKeepsIt() {
    join(A);
    join(B);
    for (int round = 0; round < 20; round++) {
      receive(A, rpc(new IHave(TOPIC, List.of(id(round)))));
      receive(B, rpc(message(round)));
      beat(1);
    }
    beat(6);
    assertThat(router.score(A, nowMs)).isNotNegative();
  }

  @Test
  void aPromiseThatMayHaveBeenKeptWhileWeDidNotListenCostsNothing() {
    join(A);
    for (int round = 0; round < 20; round++) {
      receive(A, rpc(new IHave(TOPIC, List.of(id(round)))));
      nowMs += 4_000;
      handle(new GossipEvent.Heartbeat(true));
      receive(A, rpc(new IHave(TOPIC, List.of(id(100 + round)))));
      beat(3);
      handle(new GossipEvent.Heartbeat(false));
      beat(3);
    }
    assertThat(router.score(A, nowMs)).isNotNegative();
  }

  @Test
  void answersWhoAsksAFewTimes() {
    join(A);
    handle(new GossipEvent.Publish(TOPIC, Fixtures.data(1)));
    effects.clear();
    for (int i = 0; i < 5; i++) {
      receive(A, rpc(new IWant(List.of(id(1), id(2)))));
    }
    assertThat(sentTo(A)).hasSize(3).containsOnly(rpc(message(1)));
    join(B);
    beat(7);
    effects.clear();
    receive(B, rpc(new IWant(List.of(id(1)))));
    assertThat(effects).as("it is forgotten").isEmpty();
  }

  @Test
  void sendsNobodyMoreThanABoundBecauseItAsked() {
    join(A);
    List<Bytes> ids = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      byte[] large = new byte[1 << 20];
      large[0] = (byte) i;
      handle(new GossipEvent.Publish(TOPIC, Bytes.wrap(large)));
      ids.add(Fixtures.id(TOPIC, Bytes.wrap(large)));
    }
    effects.clear();
    receive(A, rpc(new IWant(ids)));
    assertThat(sentTo(A).getFirst().messages()).hasSize(8);
  }

  @Test
  void prunesWhoGraftsAFullMeshUnlessWeDialedIt() {
    for (int i = 1; i <= 12; i++) {
      join(Fixtures.peer(i));
      receive(Fixtures.peer(i), rpc(new Graft(TOPIC)));
    }
    assertThat(router.mesh(TOPIC)).hasSize(12);
    join(Fixtures.peer(13));
    effects.clear();
    receive(Fixtures.peer(13), rpc(new Graft(TOPIC)));
    assertThat(sentTo(Fixtures.peer(13))).containsExactly(rpc(new Prune(TOPIC, 60)));
    connect(Fixtures.peer(14), GossipVersion.V1_1, true, "");
    receive(Fixtures.peer(14), rpc(new Subscription(true, TOPIC), new Graft(TOPIC)));
    assertThat(router.mesh(TOPIC)).hasSize(13).contains(Fixtures.peer(14));
    beat(1);
    assertThat(router.mesh(TOPIC)).hasSize(8).contains(Fixtures.peer(14));
  }

  @Test
  void aPeerOfTheFirstVersionIsPrunedWithoutABackoff() {
    connect(A, GossipVersion.V1_0, false, "");
    receive(A, rpc(new Subscription(true, TOPIC), new Graft(TOPIC)));
    effects.clear();
    handle(new GossipEvent.Unsubscribe(TOPIC));
    assertThat(sentTo(A)).containsExactly(rpc(new Subscription(false, TOPIC), new Prune(TOPIC, 0)));
  }

  @Test
  void keepsAwayFromAPeerThatPrunedUs() {
    join(A);
    beat(1);
    receive(A, rpc(new Prune(TOPIC, 5)));
    effects.clear();
    beat(8);
    assertThat(effects).isEmpty();
    beat(2);
    assertThat(sentTo(A)).containsExactly(rpc(new Graft(TOPIC)));
    receive(A, rpc(new Prune(TOPIC, Long.MAX_VALUE)));
    nowMs += 3_602_000;
    beat(1);
    assertThat(router.mesh(TOPIC)).as("no backoff lasts for ever").containsExactly(A);
  }

  @Test
  void graftingDuringABackoffIsMisbehaviourAlsoAfterAReconnect() {
    join(A);
    receive(A, rpc(new Graft(TOPIC)));
    handle(new GossipEvent.Unsubscribe(TOPIC));
    handle(new GossipEvent.Subscribe(TOPIC, Fixtures.TOPIC_SCORE));
    assertThat(router.mesh(TOPIC)).isEmpty();
    handle(new GossipEvent.PeerGone(A));
    join(A);
    for (int i = 0; i < 4; i++) {
      receive(A, rpc(new Graft(TOPIC)));
    }
    assertThat(router.mesh(TOPIC)).isEmpty();
    // One, then three that count twice; six are forgiven.
    assertThat(router.score(A, nowMs)).isEqualTo(-15.92);
    handle(new GossipEvent.PeerGone(A));
    join(A);
    assertThat(router.score(A, nowMs)).isEqualTo(-15.92);
  }

  @Test
  void whoLeavesTheTopicLeavesTheMesh() {
    join(A);
    beat(1);
    receive(A, rpc(new Subscription(false, TOPIC)));
    assertThat(router.mesh(TOPIC)).isEmpty();
  }

  @Test
  void aCrowdFromOneAddressSpeaksAgainstItself() {
    for (int i = 1; i <= 12; i++) {
      connect(Fixtures.peer(i), GossipVersion.V1_1, false, "10.0.0.1");
    }
    assertThat(router.score(A, nowMs)).isEqualTo(-35.11 * 4);
    for (int i = 5; i <= 12; i++) {
      handle(new GossipEvent.PeerGone(Fixtures.peer(i)));
    }
    assertThat(router.score(A, nowMs)).isZero();
  }

  @Test
  void timeInTheMeshSpeaksForAPeerUpToABound() {
    join(A);
    beat(1);
    nowMs += 400_000;
    assertThat(router.score(A, nowMs)).isCloseTo(0.8 * 100 * 10 / 900, within(1e-9));
    nowMs += 40_000_000;
    assertThat(router.score(A, nowMs)).isEqualTo(8.0);
  }

  @Test
  void subscriptionsOfAPeerAreBounded() {
    connect(A, GossipVersion.V1_1, false, "");
    RpcBuilder many = new RpcBuilder();
    for (int i = 0; i < 201; i++) {
      many.add(new Subscription(true, "/eth2/802ed6b2/beacon_attestation_" + i));
    }
    receive(A, many.build());
    assertThat(router.peersOn("/eth2/802ed6b2/beacon_attestation_1")).isZero();
    receive(A, rpc(new Subscription(true, "/of/another/network")));
    assertThat(router.peersOn("/of/another/network")).isZero();
    receive(A, rpc(new Subscription(true, "/eth2/802ed6b2/beacon_attestation_1")));
    assertThat(router.peersOn("/eth2/802ed6b2/beacon_attestation_1")).isEqualTo(1);
  }

  @Test
  void aFloodFillsOnePeersShareOfTheQueueOfVerdictsAndWhatFoundNoRoomMayComeAgain() {
    join(A);
    join(B);
    effects.clear();
    for (int i = 0; i < 5_000; i++) {
      receive(A, rpc(message(i)));
    }
    assertThat(delivered()).isEqualTo(256);
    receive(B, rpc(message(4_998)));
    assertThat(delivered()).as("others have room").isEqualTo(1);
    handle(new GossipEvent.Validated(id(0), Verdict.ACCEPT));
    receive(A, rpc(message(4_999)));
    assertThat(delivered()).as("what found no room may come again").isEqualTo(1);
    receive(A, rpc(message(5_000)));
    assertThat(delivered()).isZero();
    beat(60);
    effects.clear();
    receive(A, rpc(message(8_000)));
    assertThat(delivered()).as("a verdict that never came makes room").isEqualTo(1);
  }

  @Test
  void ourOwnMessagesGoToEverybodyOnTheTopicOnce() {
    for (int i = 1; i <= 20; i++) {
      join(Fixtures.peer(i));
    }
    beat(1);
    effects.clear();
    handle(new GossipEvent.Publish(TOPIC, Fixtures.data(1)));
    assertThat(effects).hasSize(20);
    effects.clear();
    handle(new GossipEvent.Publish(TOPIC, Fixtures.data(1)));
    receive(A, rpc(message(1)));
    assertThat(effects).isEmpty();
  }

  @Test
  void aWeakMeshIsGivenBetterPeersNowAndThen() {
    for (int i = 1; i <= 8; i++) {
      join(Fixtures.peer(i));
      receive(Fixtures.peer(i), rpc(new Graft(TOPIC)));
    }
    for (int i = 9; i <= 12; i++) {
      join(Fixtures.peer(i));
      for (int good = 0; good < 20; good++) {
        receive(Fixtures.peer(i), rpc(message(i * 100 + good)));
        handle(new GossipEvent.Validated(id(i * 100 + good), Verdict.ACCEPT));
      }
    }
    beat(60);
    assertThat(router.mesh(TOPIC)).hasSize(10);
  }
}
