package tandem.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.libp2p.RawPeer.join;
import static tandem.libp2p.RawPeer.mplex;
import static tandem.libp2p.RawPeer.proposal;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a host does with frames of mplex, made by hand.
@Timeout(60)
class MplexTest {
  private static final byte[] NOTHING = {};

  private static final int NEW_STREAM = 0;
  private static final int MESSAGE_RECEIVER = 1;
  private static final int MESSAGE_INITIATOR = 2;
  private static final int CLOSE_RECEIVER = 3;
  private static final int CLOSE_INITIATOR = 4;
  private static final int RESET_RECEIVER = 5;

  @ParameterizedTest
  @CsvSource({
    "07 00, flag 7",
    "0f 00, flag 7",
    "00 00 00 00, opens stream 0 twice",
    "0a 818040, above 1048576",
    "ffffffffffffffffff01 00, mplex header",
    "8000 00, shortest",
    "0a 8000, shortest"
  })
  void endsAConnectionThatBreaksTheProtocol(String frames, String fault) throws Exception {
    try (TestHost host = TestHost.start();
        RawPeer peer = new RawPeer(host, Mplex.PROTOCOL)) {
      peer.refuseIdentify(host, Mplex.PROTOCOL);
      peer.send(frames);
      TestHost.Disconnected gone = host.next(TestHost.Disconnected.class);
      assertThat(gone.reason()).isEqualTo(DisconnectReason.FAULT);
      assertThat(gone.detail()).contains(fault);
    }
  }

  @Test
  void answersOnTheStreamAndClosesIt() throws Exception {
    try (TestHost host = TestHost.start();
        RawPeer peer = new RawPeer(host, Mplex.PROTOCOL)) {
      host.serveEcho();
      peer.refuseIdentify(host, Mplex.PROTOCOL);
      long stream = 5L << 3;
      peer.send(mplex(stream | NEW_STREAM, new byte[] {'n', 'a', 'm', 'e'}));
      peer.send(mplex(stream | MESSAGE_INITIATOR, proposal("/echo/1")));
      peer.send(mplex(stream | MESSAGE_INITIATOR, new byte[] {1, 2, 3}));
      peer.send(mplex(stream | CLOSE_INITIATOR, NOTHING));
      peer.expectMplex(stream | MESSAGE_RECEIVER);
      peer.expectMplex(stream | CLOSE_RECEIVER);
    }
  }

  @Test
  void takesAMessageOfAMebibyteAndDropsMessagesOfUnknownStreams() throws Exception {
    try (TestHost host = TestHost.start();
        RawPeer peer = new RawPeer(host, Mplex.PROTOCOL)) {
      host.host.handle(
          "/count/1",
          stream -> {
            int length = stream.input(TestHost.soon()).readAllBytes().length;
            stream.write(new byte[] {(byte) (length >> 16)}, TestHost.soon());
          });
      peer.refuseIdentify(host, Mplex.PROTOCOL);
      peer.send(mplex(99 << 3 | MESSAGE_INITIATOR, new byte[Mplex.MESSAGE_MAX]));
      peer.send(mplex(99 << 3 | MESSAGE_RECEIVER, new byte[100]));
      peer.send(mplex(99 << 3 | RESET_RECEIVER, NOTHING));
      peer.send(mplex(NEW_STREAM, NOTHING));
      peer.send(mplex(MESSAGE_INITIATOR, proposal("/count/1")));
      peer.send(mplex(MESSAGE_INITIATOR, new byte[Mplex.MESSAGE_MAX]));
      peer.send(mplex(CLOSE_INITIATOR, NOTHING));
      byte[] answer = peer.expectMplex(MESSAGE_RECEIVER);
      while (answer.length != 1) {
        answer = peer.expectMplex(MESSAGE_RECEIVER);
      }
      assertThat(answer).containsExactly(16);
    }
  }

  @Test
  void bothSidesUseTheSameNumbersForStreamsOfTheirOwn() throws Exception {
    try (TestHost host = TestHost.start();
        RawPeer peer = new RawPeer(host, Mplex.PROTOCOL)) {
      host.serveEcho();
      // The host's stream 0 is that of identify.
      peer.refuseIdentify(host, Mplex.PROTOCOL);
      peer.send(mplex(NEW_STREAM, NOTHING));
      peer.send(mplex(MESSAGE_INITIATOR, proposal("/echo/1")));
      peer.send(mplex(CLOSE_INITIATOR, NOTHING));
      peer.expectMplex(CLOSE_RECEIVER);
    }
  }

  @Test
  void resetsAStreamThatNobodyReadsAndGoesOnWithTheOthers() throws Exception {
    Limits limits =
        Limits.DEFAULTS.withStreams(
            new Limits.Streams(9, 9, 1 << 18, 100_000, 1 << 23, 1 << 18, 100));
    Limits.Times t = limits.times();
    limits =
        limits.withTimes(
            new Limits.Times(
                t.handshake(),
                t.streamOpen(),
                t.identify(),
                t.keepAlive(),
                t.write(),
                Duration.ofMillis(200),
                t.linger()));
    CountDownLatch end = new CountDownLatch(1);
    try (TestHost host = TestHost.start(Mplex.PROTOCOL, limits);
        RawPeer peer = new RawPeer(host, Mplex.PROTOCOL)) {
      host.serveEcho();
      host.host.handle("/deaf/1", stream -> HostTest.await(end));
      peer.refuseIdentify(host, Mplex.PROTOCOL);
      peer.send(mplex(NEW_STREAM, NOTHING));
      peer.send(mplex(MESSAGE_INITIATOR, proposal("/deaf/1")));
      peer.send(mplex(MESSAGE_INITIATOR, new byte[200_000]));
      peer.send(mplex(1 << 3 | NEW_STREAM, NOTHING));
      peer.send(mplex(1 << 3 | MESSAGE_INITIATOR, join(proposal("/echo/1"), new byte[] {1, 2, 3})));
      peer.send(mplex(1 << 3 | CLOSE_INITIATOR, NOTHING));
      peer.expectMplex(RESET_RECEIVER);
      peer.expectMplex(1 << 3 | CLOSE_RECEIVER);
      end.countDown();
    }
  }

  @Test
  void resetsStreamsAboveTheLimit() throws Exception {
    Limits limits =
        Limits.DEFAULTS.withStreams(
            new Limits.Streams(3, 9, 1 << 18, 100_000, 1 << 23, 1 << 18, 100));
    try (TestHost host = TestHost.start(Mplex.PROTOCOL, limits);
        RawPeer peer = new RawPeer(host, Mplex.PROTOCOL)) {
      for (int id = 0; id < 4; id++) {
        peer.send(mplex(id << 3 | NEW_STREAM, NOTHING));
      }
      peer.expectMplex(3 << 3 | RESET_RECEIVER);
    }
  }

  @Test
  void randomBytesEndTheConnectionInGoodOrder() throws Exception {
    long seed = 98;
    Random random = new Random(seed);
    try (TestHost host = TestHost.start()) {
      for (int i = 0; i < 40; i++) {
        try (RawPeer peer = new RawPeer(host, Mplex.PROTOCOL)) {
          peer.refuseIdentify(host, Mplex.PROTOCOL);
          for (int k = 0; k < 100; k++) {
            byte[] data = new byte[random.nextInt(20)];
            random.nextBytes(data);
            peer.send(join(mplex(random.nextInt(64), data)));
          }
        } catch (IOException e) {
          // The host may close before everything is sent.
        }
        assertThat(host.next(TestHost.Disconnected.class).reason())
            .as("seed " + seed)
            .isIn(DisconnectReason.FAULT, DisconnectReason.REMOTE);
      }
    }
  }
}
