package tandem.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.libp2p.RawPeer.join;
import static tandem.libp2p.RawPeer.proposal;
import static tandem.libp2p.RawPeer.yamux;
import static tandem.libp2p.RawPeer.yamuxData;

import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a host does with frames of yamux, made by hand.
@Timeout(60)
class YamuxTest {
  private static final int DATA = 0;
  private static final int WINDOW = 1;
  private static final int PING = 2;
  private static final int SYN = 1;
  private static final int ACK = 2;
  private static final int FIN = 4;
  private static final int RST = 8;

  @ParameterizedTest
  @CsvSource({
    "01 00 0000 00000001 00000000, version 1",
    "00 04 0000 00000000 00000000, frame type 4",
    "00 ff 0000 00000000 00000000, frame type -1",
    "00 00 0000 00000000 00000001, for the connection",
    "00 01 0000 00000000 00000001, for the connection",
    "00 00 0001 00000000 00000000, opens stream 0",
    "00 01 0001 00000004 00000000, opens stream 4",
    "00 01 0001 00000001 00000000 00 01 0001 00000001 00000000, opens stream 1",
    "00 00 0001 00000001 00040001, exceed its window",
    "00 00 0000 00000009 00040001, exceed its window",
    "00 00 0000 00000009 ffffffff, exceed its window",
    "00 02 0001 00000003 00000000, ping on stream 3",
    "00 03 0000 00000003 00000000, farewell on stream 3",
    "00 03 0000 00000000 00000001, code 1"
  })
  void endsAConnectionThatBreaksTheProtocol(String frames, String fault) throws Exception {
    try (TestHost host = TestHost.start();
        RawPeer peer = new RawPeer(host, Yamux.PROTOCOL)) {
      peer.refuseIdentify(host, Yamux.PROTOCOL);
      peer.send(frames);
      TestHost.Disconnected gone = host.next(TestHost.Disconnected.class);
      assertThat(gone.reason()).isEqualTo(DisconnectReason.FAULT);
      assertThat(gone.detail()).contains(fault);
    }
  }

  @Test
  void anEndWithinAFrameIsTheNetworks() throws Exception {
    try (TestHost host = TestHost.start();
        RawPeer peer = new RawPeer(host, Yamux.PROTOCOL)) {
      peer.refuseIdentify(host, Yamux.PROTOCOL);
      peer.send("00 01 00");
      peer.close();
      assertThat(host.next(TestHost.Disconnected.class).reason())
          .isEqualTo(DisconnectReason.REMOTE);
    }
  }

  @Test
  void answersPingsWithTheirNumber() throws Exception {
    try (TestHost host = TestHost.start();
        RawPeer peer = new RawPeer(host, Yamux.PROTOCOL)) {
      peer.send("00 02 0001 00000000 12345678");
      assertThat(peer.expectYamux(PING, ACK, 0)).isEqualTo(0x12345678);
    }
  }

  @Test
  void acceptsAStreamAndGivesBackItsWindowWhenHalfIsTaken() throws Exception {
    try (TestHost host = TestHost.start();
        RawPeer peer = new RawPeer(host, Yamux.PROTOCOL)) {
      host.serveEcho();
      peer.refuseIdentify(host, Yamux.PROTOCOL);
      peer.send(yamuxData(SYN, 1, proposal("/echo/1")));
      assertThat(peer.expectYamux(WINDOW, ACK, 1)).isZero();
      peer.send(yamuxData(0, 1, new byte[200_000]));
      assertThat(peer.expectYamux(WINDOW, 0, 1)).isGreaterThanOrEqualTo(128 * 1024);
      peer.send(yamux(WINDOW, FIN, 1, 0));
      peer.expectYamux(WINDOW, FIN, 1);
    }
  }

  @Test
  void tellsOfALargerWindowWhenItOpensAndWhenItAccepts() throws Exception {
    Limits limits =
        Limits.DEFAULTS.withStreams(
            new Limits.Streams(9, 9, 1 << 20, 1 << 20, 1 << 23, 1 << 18, 100));
    try (TestHost host = TestHost.start(Yamux.PROTOCOL, limits);
        RawPeer peer = new RawPeer(host, Yamux.PROTOCOL)) {
      assertThat(peer.expectYamux(WINDOW, SYN, 2)).isEqualTo((1 << 20) - (1 << 18));
      peer.send(yamux(WINDOW, SYN, 1, 0));
      assertThat(peer.expectYamux(WINDOW, ACK, 1)).isEqualTo((1 << 20) - (1 << 18));
    }
  }

  @Test
  void sendsNoMoreThanThePeersWindowTakes() throws Exception {
    try (TestHost host = TestHost.start();
        RawPeer peer = new RawPeer(host, Yamux.PROTOCOL)) {
      host.host.handle(
          "/much/1", stream -> stream.write(new byte[Yamux.INITIAL_WINDOW], TestHost.soon()));
      peer.refuseIdentify(host, Yamux.PROTOCOL);
      peer.send(yamuxData(SYN, 1, proposal("/much/1")));
      int received = 0;
      int negotiation = proposal("/much/1").length;
      while (received <= Yamux.INITIAL_WINDOW - Stream.UNSPLIT_BYTES) {
        received += (int) peer.expectYamux(DATA, 0, 1);
      }
      assertThat(received).isLessThanOrEqualTo(Yamux.INITIAL_WINDOW);
      // All that follows is what the window is opened for.
      peer.send(yamux(PING, SYN, 0, 1));
      peer.expectYamux(PING, ACK, 0);
      peer.send(yamux(WINDOW, 0, 1, 1024));
      while (received < Yamux.INITIAL_WINDOW + negotiation) {
        received += (int) peer.expectYamux(DATA, 0, 1);
      }
      peer.expectYamux(WINDOW, FIN, 1);
      assertThat(received).isEqualTo(Yamux.INITIAL_WINDOW + negotiation);
    }
  }

  @Test
  void dropsFramesOfStreamsThatAreOver() throws Exception {
    try (TestHost host = TestHost.start();
        RawPeer peer = new RawPeer(host, Yamux.PROTOCOL)) {
      peer.send(join(yamuxData(0, 7, new byte[1000]), yamux(WINDOW, RST, 9, 0)));
      peer.send(yamux(WINDOW, ACK, 11, 500));
      peer.send(yamux(PING, SYN, 0, 5));
      assertThat(peer.expectYamux(PING, ACK, 0)).isEqualTo(5);
    }
  }

  @Test
  void resetsStreamsAboveTheLimitAndTakesNewOnesWhenOldOnesAreOver() throws Exception {
    Limits limits =
        Limits.DEFAULTS.withStreams(
            new Limits.Streams(3, 9, 1 << 18, 1 << 20, 1 << 23, 1 << 18, 100));
    try (TestHost host = TestHost.start(Yamux.PROTOCOL, limits);
        RawPeer peer = new RawPeer(host, Yamux.PROTOCOL)) {
      host.serveEcho();
      for (int id = 1; id <= 7; id += 2) {
        peer.send(yamuxData(SYN, id, proposal("/nobody/1")));
      }
      peer.expectYamux(WINDOW, RST, 7);
      peer.send(join(yamux(WINDOW, RST, 1, 0), yamux(WINDOW, RST, 3, 0)));
      // The handlers end soon after; until then the stream may be refused.
      for (int id = 9; ; id += 2) {
        peer.send(yamuxData(SYN, id, proposal("/echo/1")));
        peer.send(yamux(PING, SYN, 0, id));
        if (peer.acceptsYamux(id)) {
          return;
        }
      }
    }
  }

  @Test
  void manyQuickResetsRunNoMoreHandlersThanTheLimit() throws Exception {
    Limits limits =
        Limits.DEFAULTS.withStreams(
            new Limits.Streams(4, 9, 1 << 18, 1 << 20, 1 << 23, 1 << 18, 100_000));
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch end = new CountDownLatch(1);
    try (TestHost host = TestHost.start(Yamux.PROTOCOL, limits);
        RawPeer peer = new RawPeer(host, Yamux.PROTOCOL)) {
      host.host.handle(
          "/slow/1",
          stream -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            HostTest.await(end);
            running.decrementAndGet();
          });
      peer.refuseIdentify(host, Yamux.PROTOCOL);
      for (int i = 0; i < 4; i++) {
        peer.send(yamuxData(SYN, 2 * i + 1, proposal("/slow/1")));
      }
      for (int i = 4; i < 2_000; i++) {
        peer.send(
            join(yamuxData(SYN, 2 * i + 1, proposal("/slow/1")), yamux(1, RST, 2 * i + 1, 0)));
      }
      peer.send(yamux(PING, SYN, 0, 5));
      peer.expectYamux(PING, ACK, 0);
      assertThat(most).hasValueLessThanOrEqualTo(4);
      end.countDown();
    }
  }

  @Test
  void aStreamThatNobodyReadsHoldsUpNoOther() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (TestHost host = TestHost.start();
        RawPeer peer = new RawPeer(host, Yamux.PROTOCOL)) {
      host.serveEcho();
      host.host.handle("/deaf/1", stream -> HostTest.await(end));
      peer.refuseIdentify(host, Yamux.PROTOCOL);
      byte[] first = proposal("/deaf/1");
      peer.send(yamuxData(SYN, 1, first));
      peer.send(yamuxData(0, 1, new byte[Yamux.INITIAL_WINDOW - first.length]));
      peer.send(yamuxData(SYN | FIN, 3, join(proposal("/echo/1"), new byte[10])));
      peer.expectYamux(WINDOW, FIN, 3);
      end.countDown();
    }
  }

  @Test
  void resetsTheStreamThatExceedsTheConnectionsMemory() throws Exception {
    Limits limits =
        Limits.DEFAULTS.withStreams(
            new Limits.Streams(9, 9, 1 << 18, 1 << 20, 300_000, 1 << 18, 100));
    CountDownLatch end = new CountDownLatch(1);
    try (TestHost host = TestHost.start(Yamux.PROTOCOL, limits);
        RawPeer peer = new RawPeer(host, Yamux.PROTOCOL)) {
      host.serveEcho();
      host.host.handle("/deaf/1", stream -> HostTest.await(end));
      peer.refuseIdentify(host, Yamux.PROTOCOL);
      peer.send(yamuxData(SYN, 1, join(proposal("/deaf/1"), new byte[200_000])));
      peer.send(yamuxData(SYN, 3, join(proposal("/deaf/1"), new byte[200_000])));
      peer.expectYamux(WINDOW, RST, 3);
      peer.send(yamuxData(SYN | FIN, 5, join(proposal("/echo/1"), new byte[10])));
      peer.expectYamux(WINDOW, FIN, 5);
      end.countDown();
    }
  }

  @Test
  void randomBytesEndTheConnectionInGoodOrder() throws Exception {
    long seed = 99;
    Random random = new Random(seed);
    try (TestHost host = TestHost.start()) {
      for (int i = 0; i < 40; i++) {
        try (RawPeer peer = new RawPeer(host, Yamux.PROTOCOL)) {
          peer.refuseIdentify(host, Yamux.PROTOCOL);
          byte[] frames = new byte[4_000];
          random.nextBytes(frames);
          for (int at = 0; at < frames.length; at += 12) {
            frames[at] = 0;
            frames[at + 1] &= 3;
          }
          peer.send(frames);
          peer.close();
          assertThat(host.next(TestHost.Disconnected.class).reason())
              .as("seed " + seed)
              .isIn(DisconnectReason.FAULT, DisconnectReason.REMOTE);
        }
      }
    }
  }
}
