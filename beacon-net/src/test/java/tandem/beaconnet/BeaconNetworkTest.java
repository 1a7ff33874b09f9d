package tandem.beaconnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tandem.beaconcore.BeaconNodeEvent;
import tandem.beaconcore.BeaconNodeEvent.Gossip;
import tandem.beaconcore.BeaconNodeEvent.PeerConnected;
import tandem.beaconcore.BeaconNodeEvent.PeerGone;
import tandem.beaconcore.BeaconNodeEvent.RequestAnswered;
import tandem.beaconcore.BeaconNodeEvent.RequestFailed;
import tandem.beaconcore.BeaconNodeEvent.RequestReceived;
import tandem.beaconcore.GossipMessage;
import tandem.beaconcore.PeerAnswer;
import tandem.beaconcore.PeerKey;
import tandem.beaconcore.PeerRequest;
import tandem.beaconcore.Verdict;
import tandem.beaconspec.Metadata;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.beaconspec.SignedVoluntaryExit;
import tandem.beaconspec.VoluntaryExit;
import tandem.crypto.BlsSignature;
import tandem.libp2p.DisconnectReason;
import tandem.libp2p.Host;
import tandem.libp2p.HostConfig;
import tandem.libp2p.HostListener;
import tandem.libp2p.Identity;
import tandem.libp2p.PeerId;
import tandem.libp2p.PeerInfo;
import tandem.primitives.Hash32;
import tandem.primitives.Hex;
import tandem.rim.Deadline;

/// Whole networks on loopback.
@Timeout(120)
class BeaconNetworkTest {
  private static final long LONG_MS = 20_000;

  /// Validators of messages that only find out whether gossip flows.
  private static final long PROBES = 1_000_000;

  private static GossipMessage exit(long validator) {
    return new GossipMessage.Exit(
        new SignedVoluntaryExit(new VoluntaryExit(5, validator), BlsSignature.INFINITY));
  }

  /// The next message that is no probe.
  private static Gossip gossiped(NetworkNode node) throws InterruptedException {
    return node.next(
        Gossip.class,
        gossip ->
            !(gossip.message() instanceof GossipMessage.Exit(SignedVoluntaryExit exit)
                && exit.message().validatorIndex() >= PROBES));
  }

  private static void accept(NetworkNode node, GossipMessage expected) throws InterruptedException {
    Gossip event = gossiped(node);
    assertThat(event.message()).isEqualTo(expected);
    node.network.verdict(event.id(), Verdict.ACCEPT);
  }

  /// Until a message of `from` arrives at `to`: gossip knows its peers only after a while.
  private static void awaitGossip(NetworkNode from, NetworkNode to) throws InterruptedException {
    for (long validator = PROBES; ; validator++) {
      from.network.publish(exit(validator));
      @Nullable BeaconNodeEvent event = to.events.poll(200, TimeUnit.MILLISECONDS);
      if (event instanceof Gossip gossip) {
        to.network.verdict(gossip.id(), Verdict.IGNORE);
        return;
      }
    }
  }

  @Test
  void requestsReachTheOtherMachineAndItsAnswersComeBack() throws Exception {
    try (NetworkNode a = new NetworkNode(10);
        NetworkNode b = new NetworkNode(10, a.address())) {
      PeerKey keyOfA = b.next(PeerConnected.class).peer();
      assertThat(keyOfA).isEqualTo(a.key());
      assertThat(a.next(PeerConnected.class).peer()).isEqualTo(b.key());

      b.network.request(7, keyOfA, new PeerRequest.GetStatus(NetworkNode.status(1)), LONG_MS);
      RequestReceived status = a.next(RequestReceived.class);
      assertThat(status.peer()).isEqualTo(b.key());
      assertThat(status.request()).isEqualTo(new PeerRequest.GetStatus(NetworkNode.status(1)));
      PeerAnswer told = new PeerAnswer.StatusIs(NetworkNode.status(2));
      a.network.respond(status.id(), told);
      assertThat(b.next(RequestAnswered.class)).isEqualTo(new RequestAnswered(7, keyOfA, told));

      List<SignedBeaconBlock> blocks = List.of(NetworkNode.block(9), NetworkNode.block(11));
      b.network.request(8, keyOfA, new PeerRequest.BlocksByRange(9, 64), LONG_MS);
      RequestReceived range = a.next(RequestReceived.class);
      assertThat(range.request()).isEqualTo(new PeerRequest.BlocksByRange(9, 64));
      a.network.respond(range.id(), new PeerAnswer.Blocks(blocks));
      assertThat(b.next(RequestAnswered.class).answer()).isEqualTo(new PeerAnswer.Blocks(blocks));

      List<Hash32> roots = List.of(Hash32.ZERO, Hash32.fromHex("0x" + "01".repeat(32)));
      b.network.request(9, keyOfA, new PeerRequest.BlocksByRoot(roots), LONG_MS);
      RequestReceived byRoot = a.next(RequestReceived.class);
      assertThat(byRoot.request()).isEqualTo(new PeerRequest.BlocksByRoot(roots));
      a.network.respond(byRoot.id(), new PeerAnswer.Blocks(List.of()));
      assertThat(b.next(RequestAnswered.class).answer())
          .isEqualTo(new PeerAnswer.Blocks(List.of()));
    }
  }

  @Test
  void aRequestThatIsNotAnsweredFailsAndNobodyIsAtFault() throws Exception {
    try (NetworkNode a = new NetworkNode(10);
        NetworkNode b = new NetworkNode(10, a.address())) {
      PeerKey keyOfA = b.next(PeerConnected.class).peer();
      b.network.request(1, keyOfA, new PeerRequest.BlocksByRange(0, 1), 300);
      RequestFailed late = b.next(RequestFailed.class);
      assertThat(late.why()).contains("no answer in time");
      assertThat(late.atFault()).isFalse();

      RequestReceived seen = a.next(RequestReceived.class);
      a.network.respond(seen.id(), new PeerAnswer.Blocks(List.of()));
      b.network.request(2, keyOfA, new PeerRequest.BlocksByRange(0, 1), LONG_MS);
      RequestReceived next = a.next(RequestReceived.class);
      a.network.respond(next.id(), new PeerAnswer.Refused(true, "no such range"));
      assertThat(b.next(RequestFailed.class).why()).contains("error 1, no such range");

      a.hasRoom = false;
      b.network.request(3, keyOfA, new PeerRequest.BlocksByRange(0, 1), LONG_MS);
      assertThat(b.next(RequestFailed.class).why()).contains("error 2, busy");

      b.network.request(4, new PeerKey("nobody"), new PeerRequest.BlocksByRange(0, 1), LONG_MS);
      assertThat(b.next(RequestFailed.class).why()).isEqualTo("not connected");
    }
  }

  @Test
  void tooManyRequestsAtOneTimeAreRefusedHere() throws Exception {
    try (NetworkNode a = new NetworkNode(10);
        NetworkNode b = new NetworkNode(10, a.address())) {
      PeerKey keyOfA = b.next(PeerConnected.class).peer();
      for (int i = 0; i < 9; i++) {
        b.network.request(i, keyOfA, new PeerRequest.BlocksByRange(0, 1), LONG_MS);
      }
      RequestFailed failed = b.next(RequestFailed.class);
      assertThat(failed.id()).isEqualTo(8);
      assertThat(failed.why()).contains("too many requests");
    }
  }

  @Test
  void messagesOfEveryKindArriveDecoded() throws Exception {
    try (NetworkNode a = new NetworkNode(10);
        NetworkNode b = new NetworkNode(10, a.address())) {
      b.next(PeerConnected.class);
      awaitGossip(b, a);
      GossipMessage block = new GossipMessage.Block(NetworkNode.block(5));
      b.network.publish(block);
      accept(a, block);
      b.network.publish(exit(1));
      accept(a, exit(1));
    }
  }

  @Test
  void whatTheMachineAcceptsIsPassedOnAndNothingElse() throws Exception {
    try (NetworkNode middle = new NetworkNode(10);
        NetworkNode one = new NetworkNode(10, middle.address());
        NetworkNode other = new NetworkNode(10, middle.address())) {
      awaitGossip(one, middle);
      awaitGossip(middle, other);
      one.network.publish(exit(1));
      Gossip ignored = gossiped(middle);
      middle.network.verdict(ignored.id(), Verdict.IGNORE);
      one.network.publish(exit(2));
      Gossip rejected = gossiped(middle);
      middle.network.verdict(rejected.id(), Verdict.REJECT);
      one.network.publish(exit(3));
      accept(middle, exit(3));
      assertThat(gossiped(other).message()).isEqualTo(exit(3));
    }
  }

  @Test
  void aPeerAtFaultGoesAndIsNotLetInForAWhile() throws Exception {
    try (NetworkNode a = new NetworkNode(10);
        NetworkNode b = new NetworkNode(10, a.address())) {
      PeerKey keyOfB = a.next(PeerConnected.class).peer();
      b.next(PeerConnected.class);
      a.network.disconnect(keyOfB, true, "for the test");
      assertThat(a.next(PeerGone.class).peer()).isEqualTo(keyOfB);
      b.next(PeerGone.class);
      assertThat(a.events.poll(500, TimeUnit.MILLISECONDS)).isNull();
    }
  }

  @Test
  void aPeerThatWasSentAwayWithoutFaultComesBack() throws Exception {
    try (NetworkNode a = new NetworkNode(10);
        NetworkNode b = new NetworkNode(10, a.address())) {
      PeerKey keyOfB = a.next(PeerConnected.class).peer();
      a.network.disconnect(keyOfB, false, "for the test");
      a.next(PeerGone.class);
      assertThat(a.next(PeerConnected.class).peer()).isEqualTo(keyOfB);
      assertThat(b.network.peers()).isNotNull();
    }
  }

  @Test
  void whoIsTooMuchIsToldSoAndSentAway() throws Exception {
    LinkedBlockingQueue<PeerId> gone = new LinkedBlockingQueue<>();
    HostListener listener =
        new HostListener() {
          @Override
          public void connected(PeerInfo peer) {}

          @Override
          public void disconnected(PeerId peer, DisconnectReason reason, String detail) {
            gone.add(peer);
          }
        };
    try (NetworkNode a = new NetworkNode(1);
        NetworkNode b = new NetworkNode(1, a.address());
        Host third = Host.start(HostConfig.of(Identity.generate(), "third", listener))) {
      a.next(PeerConnected.class);
      LinkedBlockingQueue<String> goodbyes = new LinkedBlockingQueue<>();
      new RequestServer(
          third,
          NetworkNode.DIGEST,
          (peer, method, request) -> {
            goodbyes.add(method + " " + Hex.encode(request));
            return new RequestServer.Answer.Chunks(List.of());
          },
          () -> 1_000);
      third.dial(a.address(), Deadline.in(Duration.ofSeconds(20)));
      assertThat(goodbyes.poll(20, TimeUnit.SECONDS)).isEqualTo("GOODBYE 0x8100000000000000");
      assertThat(gone.poll(20, TimeUnit.SECONDS)).isEqualTo(a.network.peerId());
      assertThat(a.network.peers()).hasSize(1);
      assertThat(b.network.peers()).hasSize(1);
    }
  }

  @Test
  void theSmallRequestsAreAnsweredWithoutTheMachine() throws Exception {
    HostListener nobody =
        new HostListener() {
          @Override
          public void connected(PeerInfo peer) {}

          @Override
          public void disconnected(PeerId peer, DisconnectReason reason, String detail) {}
        };
    try (NetworkNode a = new NetworkNode(10);
        Host host = Host.start(HostConfig.of(Identity.generate(), "asker", nobody))) {
      PeerId peer = host.dial(a.address(), Deadline.in(Duration.ofSeconds(20))).peer();
      RequestClient client =
          new RequestClient(host, NetworkNode.DIGEST, RequestClient.Times.DEFAULT);
      Deadline deadline = Deadline.in(Duration.ofSeconds(20));
      byte[] sequence =
          client.ask(peer, RequestMethod.PING, new byte[8], 1, 8, deadline).getFirst();
      assertThat(sequence).isEqualTo(Hex.decode("0100000000000000"));
      byte[] metadata =
          client.ask(peer, RequestMethod.METADATA_2, new byte[0], 1, 17, deadline).getFirst();
      Metadata said = NetworkNode.TYPES.metadata().decode(metadata);
      assertThat(said.seqNumber()).isEqualTo(1);
      assertThat(said.attnets().count()).isEqualTo(64);
      assertThat(said.syncnets().count()).isEqualTo(4);
      assertThat(client.ask(peer, RequestMethod.METADATA_1, new byte[0], 1, 16, deadline))
          .hasSize(1);
      try {
        client.ask(peer, RequestMethod.GOODBYE, new byte[8], 0, 0, deadline);
      } catch (RequestException e) {
        // It may hang up before the end of the stream arrives.
        assertThat(e.kind()).isEqualTo(RequestException.Kind.GONE);
      }
      a.next(PeerGone.class);
    }
  }

  @Test
  void everySecondSlotIsGivenToWhoAsksForIt() throws Exception {
    HostListener nobody =
        new HostListener() {
          @Override
          public void connected(PeerInfo peer) {}

          @Override
          public void disconnected(PeerId peer, DisconnectReason reason, String detail) {}
        };
    try (NetworkNode a = new NetworkNode(10);
        Host host = Host.start(HostConfig.of(Identity.generate(), "asker", nobody))) {
      PeerId peer = host.dial(a.address(), Deadline.in(Duration.ofSeconds(20))).peer();
      Thread machine =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  RequestReceived range = a.next(RequestReceived.class);
                  assertThat(range.request()).isEqualTo(new PeerRequest.BlocksByRange(4, 5));
                  a.network.respond(
                      range.id(),
                      new PeerAnswer.Blocks(
                          List.of(
                              NetworkNode.block(4), NetworkNode.block(5), NetworkNode.block(8))));
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      RequestClient client =
          new RequestClient(host, NetworkNode.DIGEST, RequestClient.Times.DEFAULT);
      byte[] request = Hex.decode("0400000000000000" + "0300000000000000" + "0200000000000000");
      List<byte[]> chunks =
          client.ask(
              peer,
              RequestMethod.BLOCKS_BY_RANGE_1,
              request,
              10,
              1 << 20,
              Deadline.in(Duration.ofSeconds(20)));
      machine.join();
      assertThat(chunks)
          .containsExactly(
              NetworkNode.TYPES.signedBeaconBlock().encode(NetworkNode.block(4)),
              NetworkNode.TYPES.signedBeaconBlock().encode(NetworkNode.block(8)));
    }
  }
}
