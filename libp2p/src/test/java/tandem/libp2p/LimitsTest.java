package tandem.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.libp2p.RawPeer.mplex;
import static tandem.libp2p.RawPeer.proposal;
import static tandem.libp2p.RawPeer.yamux;
import static tandem.libp2p.RawPeer.yamuxData;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.rim.Deadline;

/// Peers that take too long, or too much.
@Timeout(60)
class LimitsTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(30);

  /// All times long but those that are named.
  private static Limits times(
      Duration handshake, Duration identify, Duration keepAlive, Duration write, Duration linger) {
    return Limits.DEFAULTS.withTimes(
        new Limits.Times(handshake, LONG, identify, keepAlive, write, LONG, linger));
  }

  private static Limits connections(int inbound, int outbound) {
    return Limits.DEFAULTS.withConnections(
        new Limits.Connections(inbound, outbound, 100, 100, 100));
  }

  @Test
  void closesAConnectionThatSaysNothing() throws Exception {
    Limits limits = times(SHORT, LONG, LONG, LONG, LONG);
    try (TestHost host = TestHost.start(Yamux.PROTOCOL, limits);
        Socket socket = new Socket("127.0.0.1", host.address().port())) {
      assertEnds(socket);
    }
  }

  @Test
  void closesAConnectionThatSendsItsHandshakeDropByDrop() throws Exception {
    Limits limits = times(SHORT, LONG, LONG, LONG, LONG);
    try (TestHost host = TestHost.start(Yamux.PROTOCOL, limits);
        Socket socket = new Socket("127.0.0.1", host.address().port())) {
      socket.setSoTimeout(20);
      byte[] proposal = proposal("/noise");
      Deadline deadline = TestHost.soon();
      boolean open = true;
      for (int i = 0; open && !deadline.passed(); i++) {
        open = sendsOn(socket, proposal[i % 3]);
      }
      assertThat(open).isFalse();
    }
  }

  @Test
  void survivesRandomBytesInsteadOfAHandshake() throws Exception {
    long seed = 97;
    Random random = new Random(seed);
    try (TestHost host = TestHost.start();
        TestHost other = TestHost.start()) {
      for (int i = 0; i < 60; i++) {
        byte[] noise = new byte[random.nextInt(300)];
        random.nextBytes(noise);
        try (Socket socket = new Socket("127.0.0.1", host.address().port())) {
          socket.getOutputStream().write(i % 2 == 0 ? noise : afterProposal(noise));
          socket.shutdownOutput();
          assertEnds(socket);
        }
      }
      other.connect(host);
    }
  }

  @Test
  void aPeerThatDoesNotSayWhoItIsCountsAsConnectedAllTheSame() throws Exception {
    Limits limits = times(LONG, SHORT, LONG, LONG, LONG);
    try (TestHost host = TestHost.start(Yamux.PROTOCOL, limits);
        RawPeer peer = new RawPeer(host, Yamux.PROTOCOL)) {
      PeerInfo info = host.next(TestHost.Connected.class).peer();
      assertThat(info.peer()).isEqualTo(peer.id());
      assertThat(info.agent()).isEmpty();
      assertThat(info.protocols()).isEmpty();
    }
  }

  @Test
  void handlersWaitUntilThePeerIsAnnounced() throws Exception {
    Limits limits = times(LONG, SHORT, LONG, LONG, LONG);
    BlockingQueue<Boolean> announcedBefore = new LinkedBlockingQueue<>();
    try (TestHost host = TestHost.start(Yamux.PROTOCOL, limits);
        RawPeer peer = new RawPeer(host, Yamux.PROTOCOL)) {
      host.host.handle("/early/1", stream -> announcedBefore.add(!host.events.isEmpty()));
      peer.send(yamuxData(1, 1, proposal("/early/1")));
      assertThat(announcedBefore.poll(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void pingsAQuietPeerAndEndsTheConnectionWhenItDoesNotAnswer() throws Exception {
    Limits limits = times(LONG, LONG, SHORT, SHORT, LONG);
    try (TestHost host = TestHost.start(Yamux.PROTOCOL, limits);
        RawPeer peer = new RawPeer(host, Yamux.PROTOCOL)) {
      peer.refuseIdentify(host, Yamux.PROTOCOL);
      for (int i = 0; i < 3; i++) {
        int number = (int) peer.expectYamux(2, 1, 0);
        assertThat(number).isEqualTo(i);
        peer.send(yamux(2, 2, 0, number));
      }
      peer.expectYamux(2, 1, 0);
      TestHost.Disconnected gone = host.next(TestHost.Disconnected.class);
      assertThat(gone.reason()).isEqualTo(DisconnectReason.TIMEOUT);
    }
  }

  @Test
  void endsAConnectionThatDoesNotTakeWhatIsWritten() throws Exception {
    Limits limits = times(LONG, LONG, LONG, SHORT, LONG);
    BlockingQueue<IOException> failures = new LinkedBlockingQueue<>();
    try (TestHost host = TestHost.start(Mplex.PROTOCOL, limits);
        RawPeer peer = new RawPeer(host, Mplex.PROTOCOL)) {
      host.host.handle(
          "/much/1",
          stream -> {
            try {
              stream.write(new byte[64 << 20], TestHost.soon());
            } catch (IOException e) {
              failures.add(e);
            }
          });
      peer.refuseIdentify(host, Mplex.PROTOCOL);
      peer.send(mplex(0, new byte[0]));
      peer.send(mplex(2, proposal("/much/1")));
      assertThat(failures.poll(20, TimeUnit.SECONDS)).isInstanceOf(StreamResetException.class);
      TestHost.Disconnected gone = host.next(TestHost.Disconnected.class);
      assertThat(gone.reason()).isEqualTo(DisconnectReason.TIMEOUT);
      assertThat(gone.detail()).contains("write");
    }
  }

  @Test
  void aWriterWaitsNoLongerThanItsDeadline() throws Exception {
    BlockingQueue<IOException> failures = new LinkedBlockingQueue<>();
    try (TestHost host = TestHost.start(Mplex.PROTOCOL);
        RawPeer peer = new RawPeer(host, Mplex.PROTOCOL)) {
      host.host.handle(
          "/much/1",
          stream -> {
            try {
              stream.write(new byte[64 << 20], Deadline.in(SHORT));
            } catch (IOException e) {
              failures.add(e);
            }
          });
      peer.refuseIdentify(host, Mplex.PROTOCOL);
      peer.send(mplex(0, new byte[0]));
      peer.send(mplex(2, proposal("/much/1")));
      assertThat(failures.poll(20, TimeUnit.SECONDS)).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void endsAConnectionThatAsksButDoesNotTakeTheAnswers() throws Exception {
    try (TestHost host = TestHost.start(Yamux.PROTOCOL);
        RawPeer peer = new RawPeer(host, Yamux.PROTOCOL)) {
      peer.refuseIdentify(host, Yamux.PROTOCOL);
      byte[] ping = yamux(2, 1, 0, 0);
      byte[] pings = new byte[1_000 * ping.length];
      for (int at = 0; at < pings.length; at += ping.length) {
        System.arraycopy(ping, 0, pings, at, ping.length);
      }
      peer.sendForEver(pings);
      TestHost.Disconnected gone = host.next(TestHost.Disconnected.class);
      assertThat(gone.reason()).isEqualTo(DisconnectReason.FAULT);
      assertThat(gone.detail()).contains("does not take our answers");
    }
  }

  @Test
  void resetsAClosedStreamThatThePeerKeepsOpen() throws Exception {
    Limits limits = times(LONG, LONG, LONG, LONG, SHORT);
    try (TestHost host = TestHost.start(Yamux.PROTOCOL, limits);
        RawPeer peer = new RawPeer(host, Yamux.PROTOCOL)) {
      host.host.handle("/brief/1", stream -> {});
      peer.refuseIdentify(host, Yamux.PROTOCOL);
      peer.send(yamuxData(1, 1, proposal("/brief/1")));
      peer.expectYamux(1, 4, 1);
      peer.expectYamux(1, 8, 1);
    }
  }

  @Test
  void endsAConnectionWhoseEndThePeerHasAnnounced() throws Exception {
    Limits limits = times(LONG, LONG, LONG, LONG, SHORT);
    try (TestHost host = TestHost.start(Yamux.PROTOCOL, limits);
        RawPeer peer = new RawPeer(host, Yamux.PROTOCOL)) {
      peer.refuseIdentify(host, Yamux.PROTOCOL);
      peer.send(yamux(3, 0, 0, 0));
      peer.send(yamux(2, 1, 0, 7));
      peer.expectYamux(2, 2, 0);
      assertThatThrownBy(() -> host.host.newStream(peer.id(), List.of("/echo/1"), TestHost.soon()))
          .isInstanceOf(StreamResetException.class);
      TestHost.Disconnected gone = host.next(TestHost.Disconnected.class);
      assertThat(gone.reason()).isEqualTo(DisconnectReason.REMOTE);
      assertThat(gone.detail()).contains("farewell");
    }
  }

  @Test
  void takesNoMoreConnectionsThanItsLimit() throws Exception {
    try (TestHost host = TestHost.start(Yamux.PROTOCOL, connections(2, 9));
        TestHost one = TestHost.start();
        TestHost two = TestHost.start();
        TestHost three = TestHost.start()) {
      one.connect(host);
      two.connect(host);
      assertThatThrownBy(() -> three.host.dial(host.address(), TestHost.soon()))
          .isInstanceOf(IOException.class);
      one.host.disconnect(host.id());
      host.next(TestHost.Disconnected.class);
      dialUntilLetIn(three, host);
      host.next(TestHost.Connected.class);
    }
  }

  @Test
  void dialsNoMoreThanItsLimit() throws Exception {
    try (TestHost host = TestHost.start(Yamux.PROTOCOL, connections(9, 1));
        TestHost one = TestHost.start();
        TestHost two = TestHost.start()) {
      host.connect(one);
      assertThatThrownBy(() -> host.host.dial(two.address(), TestHost.soon()))
          .isInstanceOf(LocalRefusalException.class);
    }
  }

  @Test
  void aDialThatFailsGivesItsPlaceBack() throws Exception {
    try (TestHost host = TestHost.start(Yamux.PROTOCOL, connections(9, 1));
        TestHost one = TestHost.start()) {
      Multiaddr wrong = one.address().withPeer(Identity.generate().peerId());
      for (int i = 0; i < 5; i++) {
        assertThatThrownBy(() -> host.host.dial(wrong, TestHost.soon()))
            .isInstanceOf(Libp2pException.class);
      }
      host.connect(one);
    }
  }

  @Test
  void aDialEndsAtItsDeadline() throws Exception {
    try (TestHost host = TestHost.start();
        ServerSocket silent = new ServerSocket(0)) {
      Multiaddr address =
          Multiaddr.parse("/ip4/127.0.0.1/tcp/" + silent.getLocalPort())
              .withPeer(Identity.generate().peerId());
      assertThatThrownBy(() -> host.host.dial(address, Deadline.in(SHORT)))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Yamux.PROTOCOL, Mplex.PROTOCOL})
  void opensNoMoreStreamsThanItsLimit(String muxer) throws Exception {
    Limits limits =
        Limits.DEFAULTS.withStreams(
            new Limits.Streams(9, 3, 1 << 18, 1 << 20, 1 << 23, 1 << 18, 100));
    try (TestHost host = TestHost.start(muxer, limits);
        TestHost other = TestHost.start(muxer)) {
      other.serveEcho();
      host.connect(other);
      List<Stream> streams = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        streams.add(host.open(other, "/echo/1"));
      }
      assertThatThrownBy(() -> host.open(other, "/echo/1"))
          .isInstanceOf(LocalRefusalException.class);
      streams.getFirst().reset();
      host.open(other, "/echo/1").close();
    }
  }

  private static void dialUntilLetIn(TestHost from, TestHost to) {
    Deadline deadline = TestHost.soon();
    while (true) {
      try {
        from.host.dial(to.address(), TestHost.soon());
        return;
      } catch (IOException e) {
        // The place is free a moment after the listener has heard of it.
        assertThat(deadline.passed()).isFalse();
      }
    }
  }

  private static byte[] afterProposal(byte[] bytes) {
    byte[] first = proposal("/noise");
    byte[] all = Arrays.copyOf(first, first.length + bytes.length);
    System.arraycopy(bytes, 0, all, first.length, bytes.length);
    return all;
  }

  private static boolean sendsOn(Socket socket, byte next) {
    try {
      socket.getOutputStream().write(next);
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void assertEnds(Socket socket) throws IOException {
    socket.setSoTimeout((int) TestHost.PATIENCE.toMillis());
    try {
      socket.getInputStream().readAllBytes();
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the host keeps the connection", e);
    } catch (IOException e) {
      // Reset is an end, too.
    }
  }
}
