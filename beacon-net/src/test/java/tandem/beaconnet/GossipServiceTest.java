package tandem.beaconnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tandem.beaconnet.GossipTopic.Kind;
import tandem.gossipsub.GossipVersion;
import tandem.gossipsub.Rpc;
import tandem.gossipsub.RpcCodec;
import tandem.libp2p.DisconnectReason;
import tandem.libp2p.Host;
import tandem.libp2p.HostConfig;
import tandem.libp2p.HostListener;
import tandem.libp2p.Identity;
import tandem.libp2p.Multiaddr;
import tandem.libp2p.PeerId;
import tandem.libp2p.PeerInfo;
import tandem.libp2p.Stream;
import tandem.primitives.Bytes;
import tandem.primitives.Hex;
import tandem.rim.Deadline;

/// Gossip between hosts on loopback.
@Timeout(120)
class GossipServiceTest {
  private static final GossipTopic BLOCKS = GossipTopic.of(Kind.BEACON_BLOCK);

  private static final HostListener NOBODY =
      new HostListener() {
        @Override
        public void connected(PeerInfo peer) {}

        @Override
        public void disconnected(PeerId peer, DisconnectReason reason, String detail) {}
      };

  private static byte[] ssz(int number, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (number * 31 + i * i);
    }
    bytes[0] = (byte) (number & 0x7f);
    return bytes;
  }

  private static void heard(WireNode node, byte[] expected) throws InterruptedException {
    assertThat(node.next().ssz()).isEqualTo(Bytes.of(expected));
  }

  /// A host that does not gossip by itself.
  private static Host mute(WireNode to) throws IOException {
    Host host = Host.start(HostConfig.of(Identity.generate(), "mute", NOBODY));
    host.dial(to.address(), Deadline.in(Duration.ofSeconds(20)));
    return host;
  }

  private static Stream stream(Host from, WireNode to) throws IOException {
    return from.newStream(
        to.id(), List.of(GossipVersion.V1_1.protocol()), Deadline.in(Duration.ofSeconds(10)));
  }

  private static String fault(WireNode node) throws InterruptedException {
    return node.faults.poll(30, TimeUnit.SECONDS);
  }

  @Test
  void messagesReachNodesThatHaveNoConnectionToTheirSource() throws Exception {
    try (WireNode a = new WireNode(1);
        WireNode b = new WireNode(2);
        WireNode c = new WireNode(3)) {
      for (WireNode node : List.of(a, b, c)) {
        node.join(BLOCKS);
      }
      a.dial(b.address());
      c.dial(b.address());
      a.awaitPeersOn(BLOCKS, 1);
      c.awaitPeersOn(BLOCKS, 1);
      b.awaitPeersOn(BLOCKS, 2);
      for (int i = 1; i < 20; i++) {
        byte[] ssz = ssz(i, i * i * 800);
        a.gossip.publish(BLOCKS, ssz);
        heard(b, ssz);
        heard(c, ssz);
      }
    }
  }

  @Test
  void aMessageOfTheGreatestSizeThatDoesNotCompressArrives() throws Exception {
    try (WireNode a = new WireNode(1);
        WireNode b = new WireNode(2)) {
      a.join(BLOCKS);
      b.join(BLOCKS);
      a.dial(b.address());
      a.awaitPeersOn(BLOCKS, 1);
      // The RPC around it must fit in 1 MiB too.
      byte[] ssz = new byte[(1 << 20) - 200];
      new Random(1).nextBytes(ssz);
      ssz[0] = 0;
      a.gossip.publish(BLOCKS, ssz);
      heard(b, ssz);
    }
  }

  @Test
  void aTopicThatIsJoinedLaterIsAnnounced() throws Exception {
    try (WireNode a = new WireNode(1);
        WireNode b = new WireNode(2)) {
      a.dial(b.address());
      b.awaitPeer();
      GossipTopic subnet = new GossipTopic(Kind.BEACON_ATTESTATION, 7);
      b.join(subnet);
      a.awaitPeersOn(subnet, 1);
      a.gossip.publish(subnet, ssz(1, 100));
      assertThat(b.next().topic()).isEqualTo(subnet);
    }
  }

  @Test
  void bytesThatAreNoRpcAreAFault() throws Exception {
    try (WireNode b = new WireNode(2);
        Host a = mute(b)) {
      Deadline deadline = Deadline.in(Duration.ofSeconds(10));
      try (Stream stream = stream(a, b)) {
        stream.write(Hex.decode("020aff"), deadline);
        assertThat(fault(b)).contains("ends within a number");
      }
      try (Stream stream = stream(a, b)) {
        stream.write(Hex.decode("ffffff7f"), deadline);
        assertThat(fault(b)).contains("268435455 bytes where an RPC has at most 1048576");
      }
      try (Stream stream = stream(a, b)) {
        stream.write(Hex.decode("ffffffffffff"), deadline);
        assertThat(fault(b)).contains("a length that does not end");
      }
      assertThat(b.faults).isEmpty();
    }
  }

  @Test
  void aNewerStreamOfAPeerTakesThePlaceOfTheOlder() throws Exception {
    try (WireNode b = new WireNode(2);
        Host a = mute(b)) {
      b.join(BLOCKS);
      Deadline deadline = Deadline.in(Duration.ofSeconds(20));
      for (int i = 1; i < 300; i++) {
        // More than the streams that a peer may have open.
        Stream stream = stream(a, b);
        stream.write(Hex.decode("00"), deadline);
      }
      Rpc rpc =
          new Rpc(
              List.of(),
              List.of(
                  new Rpc.Message(
                      BLOCKS.text(WireNode.DIGEST),
                      Bytes.wrap(GossipPayload.encode(ssz(9, 50))),
                      false)),
              List.of(),
              List.of(),
              List.of(),
              List.of());
      byte[] bytes = RpcCodec.encode(rpc);
      try (Stream stream = stream(a, b)) {
        stream.write(
            new byte[] {(byte) (bytes.length | 0x80), (byte) (bytes.length >> 7)}, deadline);
        stream.write(bytes, deadline);
        heard(b, ssz(9, 50));
      }
    }
  }

  @Test
  void aNodeWithoutRoomReadsNothingUntilItHasSome() throws Exception {
    try (WireNode a = new WireNode(1);
        WireNode b = new WireNode(2)) {
      a.join(BLOCKS);
      b.join(BLOCKS);
      a.dial(b.address());
      a.awaitPeersOn(BLOCKS, 1);
      b.hasRoom = false;
      for (int i = 0; i < 20; i++) {
        a.gossip.publish(BLOCKS, ssz(i, 1_000));
      }
      assertThat(b.heard.poll(300, TimeUnit.MILLISECONDS)).isNull();
      b.hasRoom = true;
      for (int i = 0; i < 20; i++) {
        b.next();
      }
    }
  }

  @Test
  void aStaticPeerIsDialledAgainWhenItComesBack() throws Exception {
    Identity identity = Identity.generate();
    try (WireNode a = new WireNode(1)) {
      WireNode first = new WireNode(2, identity, WireNode.LOOPBACK);
      Multiaddr address = first.address();
      StaticPeers peers = new StaticPeers(a.host);
      try {
        peers.add(address);
        assertThat(a.awaitPeer()).isEqualTo(first.id());
        first.close();
        a.went.take();
        peers.disconnected(first.id());
        try (WireNode second = new WireNode(3, identity, address.withPeer(null))) {
          assertThat(second.awaitPeer()).isEqualTo(a.id());
        }
      } finally {
        peers.close();
        first.close();
      }
    }
  }
}
