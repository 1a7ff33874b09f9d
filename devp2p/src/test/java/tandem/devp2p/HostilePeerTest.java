package tandem.devp2p;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tandem.rim.Deadline;

/// Peers that break the rules. Whatever one does, others are served as before.
@Timeout(60)
class HostilePeerTest {
  private static final Limits.Times USUAL = Limits.DEFAULT.times();
  private static final Limits QUICK =
      new Limits(
          50,
          8,
          4,
          256,
          64,
          4L << 20,
          16L << 20,
          Limits.IN_BYTES_MIN,
          new Limits.Times(
              USUAL.connect(),
              Duration.ofSeconds(1),
              Duration.ofSeconds(2),
              USUAL.ping(),
              Duration.ofSeconds(2),
              USUAL.farewell(),
              USUAL.redialMin(),
              USUAL.redialMax()));

  private TestNode node;

  @BeforeEach
  void start() throws IOException {
    node = TestNode.start(config -> config.withLimits(QUICK));
  }

  @AfterEach
  void stillServesOthers() throws Exception {
    try (TestNode other = TestNode.dialing(node)) {
      PeerHandle peer = other.next(TestNode.Connected.class).peer();
      peer.send(0, new byte[] {42});
      assertThat(other.next(TestNode.Message.class).payload()).containsExactly(42);
    } finally {
      node.close();
    }
    assertThat(node.server.threads()).isZero();
  }

  @Test
  void garbageInsteadOfAHandshakeIsHungUpOn() throws Exception {
    Random random = new Random(3);
    for (int i = 0; i < 30; i++) {
      try (Socket socket = RawPeer.socket(node)) {
        byte[] garbage = new byte[random.nextInt(1, 3_000)];
        random.nextBytes(garbage);
        socket.getOutputStream().write(garbage);
        socket.shutdownOutput();
        assertThat(drain(socket)).isZero();
      }
    }
  }

  @Test
  void aLengthThatNoHandshakeMessageHasIsHungUpOnAtOnce() throws Exception {
    for (int length : new int[] {0, 100, 2_049, 65_535}) {
      try (Socket socket = RawPeer.socket(node)) {
        socket.getOutputStream().write(new byte[] {(byte) (length >>> 8), (byte) length});
        assertThat(drain(socket)).isZero();
      }
    }
  }

  @Test
  void halfOpenHandshakesAreBoundedInNumberAndTime() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      sockets.add(RawPeer.socket(node));
    }
    long from = System.nanoTime();
    for (Socket socket : sockets) {
      assertThat(drain(socket)).isZero();
      socket.close();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void aHandshakeByteByByteGetsNoMoreTimeThanAnother() throws Exception {
    try (Socket socket = RawPeer.socket(node)) {
      byte[] auth = new Handshake(NodeKey.generate(), new Random(4)).auth(node.id());
      long from = System.nanoTime();
      try {
        for (byte each : auth) {
          socket.getOutputStream().write(each);
          Thread.sleep(20);
        }
        assertThat(drain(socket)).isZero();
      } catch (IOException e) {
        // Hung up on, as it should be.
      }
      assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(4));
    }
  }

  @Test
  void aHelloThatIsTooLongOrNoneIsABreach() throws Exception {
    for (byte[] hello : new byte[][] {new byte[2_000], {(byte) 0xc0}, {}}) {
      try (RawPeer peer = RawPeer.dial(node, NodeKey.generate())) {
        peer.send(0, hello);
        assertThat(peer.readDisconnect()).isEqualTo(DisconnectReason.PROTOCOL_BREACH);
      }
    }
  }

  @Test
  void aMessageBeforeTheHelloIsABreach() throws Exception {
    try (RawPeer peer = RawPeer.dial(node, NodeKey.generate())) {
      peer.send(Protocol.OFFSET, new byte[1]);
      assertThat(peer.readDisconnect()).isEqualTo(DisconnectReason.PROTOCOL_BREACH);
    }
  }

  @Test
  void anotherProtocolVersionOrIdentityIsRefusedWithItsReason() throws Exception {
    NodeKey key = NodeKey.generate();
    Capability echo = TestNode.ECHO.capability();
    assertThat(refusal(key, RawPeer.hello(key, 5, new Capability("eth", 66))))
        .isEqualTo(DisconnectReason.USELESS_PEER);
    assertThat(refusal(key, RawPeer.hello(key, 5))).isEqualTo(DisconnectReason.USELESS_PEER);
    assertThat(refusal(key, RawPeer.hello(key, 4, echo)))
        .isEqualTo(DisconnectReason.INCOMPATIBLE_VERSION);
    assertThat(refusal(key, RawPeer.hello(NodeKey.generate(), 5, echo)))
        .isEqualTo(DisconnectReason.UNEXPECTED_IDENTITY);
  }

  @Test
  void aFrameWithAWrongTagIsABreach() throws Exception {
    try (RawPeer peer = RawPeer.connect(node)) {
      peer.wire.write(new byte[64], Deadline.in(TestNode.SOON));
      assertThat(peer.readDisconnect()).isEqualTo(DisconnectReason.PROTOCOL_BREACH);
      assertBreach("wrong tag");
    }
  }

  @Test
  void aFrameThatIsTooLongIsABreachBeforeItIsRead() throws Exception {
    try (RawPeer peer = RawPeer.connect(node)) {
      byte[] noise = new byte[3 << 20];
      new Random(5).nextBytes(noise);
      try {
        peer.send(Protocol.OFFSET, noise);
      } catch (IOException e) {
        // It may hang up while we still write.
      }
      assertBreach("of which");
    }
  }

  @Test
  void aMessageThatUnpacksToMoreThanAllowedIsABreach() throws Exception {
    try (RawPeer peer = RawPeer.connect(node)) {
      peer.send(Protocol.OFFSET, new byte[(1 << 20) + 1]);
      assertThat(peer.readDisconnect()).isEqualTo(DisconnectReason.PROTOCOL_BREACH);
      assertBreach("a message of 1048577 bytes, of which 1048576 are allowed");
    }
  }

  @Test
  void unknownCodesAreABreach() throws Exception {
    for (int code : new int[] {0x04, 0x0f, 0x14, 0x7f, 0xff, 0x00}) {
      try (RawPeer peer = RawPeer.connect(node)) {
        peer.send(code, new byte[] {1});
        assertThat(peer.readDisconnect()).isEqualTo(DisconnectReason.PROTOCOL_BREACH);
        assertBreach("a message of code");
      }
    }
  }

  @Test
  void aPeerThatDoesNotReadIsLeft() throws Exception {
    try (RawPeer peer = RawPeer.connect(node)) {
      node.next(TestNode.Connected.class);
      byte[] noise = new byte[1 << 20];
      new Random(6).nextBytes(noise);
      try {
        for (int i = 0; i < 64; i++) {
          peer.send(Protocol.OFFSET, noise);
        }
      } catch (IOException e) {
        // Hung up on, as it should be.
      }
      Ending ending = node.next(TestNode.Closed.class).ending();
      assertThat(ending.byPeer()).isFalse();
      assertThat(ending.reason()).isIn(DisconnectReason.USELESS_PEER, DisconnectReason.TIMEOUT);
    }
  }

  @Test
  void aPeerThatFloodsWithPingsAndDoesNotReadIsLeft() throws Exception {
    try (RawPeer peer = RawPeer.connect(node)) {
      node.next(TestNode.Connected.class);
      try {
        for (int i = 0; i < 2_000_000; i++) {
          peer.send(0x02, new byte[] {(byte) 0xc0});
        }
      } catch (IOException e) {
        // Hung up on, as it should be.
      }
      assertThat(node.next(TestNode.Closed.class).ending().byPeer()).isFalse();
    }
  }

  @Test
  void aMessageByteByByteGetsNoMoreTimeThanSilence() throws Exception {
    try (RawPeer peer = RawPeer.connect(node)) {
      node.next(TestNode.Connected.class);
      Thread writer =
          Thread.startVirtualThread(() -> {
            try {
              while (true) {
                peer.socket.getOutputStream().write(0);
                Thread.sleep(300);
              }
            } catch (IOException | InterruptedException e) {
              // The end of the test.
            }
          });
      Ending ending = node.next(TestNode.Closed.class).ending();
      writer.interrupt();
      assertThat(ending.reason()).isEqualTo(DisconnectReason.TIMEOUT);
    }
  }

  @Test
  void messagesThatDoNotArriveHoldUpLargeOnesForNoLongerThanTheirDeadline() throws Exception {
    List<RawPeer> slow = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      RawPeer peer = RawPeer.connect(node);
      node.next(TestNode.Connected.class);
      byte[] noise = new byte[1 << 20];
      new Random(i).nextBytes(noise);
      byte[] frame = peer.channel.frame(new FrameChannel.Message(Protocol.OFFSET, noise));
      peer.wire.write(Arrays.copyOf(frame, 200_000), Deadline.in(TestNode.SOON));
      slow.add(peer);
    }
    try (TestNode other = TestNode.dialing(node)) {
      PeerHandle peer = other.next(TestNode.Connected.class).peer();
      byte[] large = new byte[1 << 20];
      new Random(99).nextBytes(large);
      peer.send(0, large);
      assertThat(other.next(TestNode.Message.class).payload()).isEqualTo(large);
    }
    for (RawPeer peer : slow) {
      peer.close();
    }
  }

  @Test
  void connectionsThatEndInTheMiddleLeaveNothingBehind() throws Exception {
    for (int i = 0; i < 20; i++) {
      RawPeer peer = RawPeer.connect(node);
      node.next(TestNode.Connected.class);
      peer.socket.setSoLinger(true, 0);
      peer.socket.getOutputStream().write(new byte[i]);
      peer.close();
      node.next(TestNode.Closed.class);
    }
    assertThat(node.server.peers()).isEmpty();
  }

  private DisconnectReason refusal(NodeKey key, byte[] hello) throws IOException {
    try (RawPeer peer = RawPeer.dial(node, key)) {
      peer.send(0, hello);
      return peer.readDisconnect();
    }
  }

  private void assertBreach(String detail) throws InterruptedException {
    Ending ending = node.next(TestNode.Closed.class).ending();
    assertThat(ending.reason()).isEqualTo(DisconnectReason.PROTOCOL_BREACH);
    assertThat(ending.byPeer()).isFalse();
    assertThat(ending.detail()).contains(detail);
  }

  /// Reads to the end.
  ///
  /// @return how many bytes came
  private static int drain(Socket socket) throws IOException {
    try (InputStream in = socket.getInputStream()) {
      return in.readAllBytes().length;
    } catch (IOException e) {
      // A reset is an end too.
      return 0;
    }
  }
}
