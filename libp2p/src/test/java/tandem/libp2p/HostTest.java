package tandem.libp2p;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.rim.Deadline;

@Timeout(120)
class HostTest {
  private static final int MEBIBYTE = 1 << 20;

  @ParameterizedTest
  @ValueSource(strings = {Yamux.PROTOCOL, Mplex.PROTOCOL})
  void tellsBothSidesWhoConnectedAndWhatTheySpeak(String muxer) throws Exception {
    try (TestHost left = TestHost.start(muxer);
        TestHost right = TestHost.start(muxer)) {
      right.serveEcho();
      PeerInfo seen = left.host.dial(right.address(), TestHost.soon());
      assertThat(left.next(TestHost.Connected.class).peer()).isEqualTo(seen);
      assertThat(seen.peer()).isEqualTo(right.id());
      assertThat(seen.direction()).isEqualTo(Direction.OUTBOUND);
      assertThat(seen.remote()).isEqualTo(right.address());
      assertThat(seen.agent()).isEqualTo("tandem-test/1");
      assertThat(seen.protocols())
          .containsExactly("/echo/1", Identify.PROTOCOL, Identify.PUSH, Ping.PROTOCOL);
      assertThat(seen.listenAddresses()).containsExactly(right.address().withPeer(null));
      PeerInfo back = right.next(TestHost.Connected.class).peer();
      assertThat(back.peer()).isEqualTo(left.id());
      assertThat(back.direction()).isEqualTo(Direction.INBOUND);
      assertThat(seen.observed()).isEqualTo(back.remote().withPeer(null));
      left.host.disconnect(right.id());
      TestHost.Disconnected gone = left.next(TestHost.Disconnected.class);
      assertThat(gone.peer()).isEqualTo(right.id());
      assertThat(gone.reason()).isEqualTo(DisconnectReason.LOCAL);
      assertThat(right.next(TestHost.Disconnected.class).reason())
          .isEqualTo(DisconnectReason.REMOTE);
      assertThat(left.host.peers()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Yamux.PROTOCOL, Mplex.PROTOCOL})
  void carriesAMebibyteEachWayOnManyStreamsAtOnce(String muxer) throws Exception {
    // Two echoing sides could hold up each other with mplex, were there less room.
    Limits limits =
        Limits.DEFAULTS.withStreams(
            new Limits.Streams(256, 256, 256 * 1024, MEBIBYTE, 20 * MEBIBYTE, 256 * 1024, 4096));
    try (TestHost left = TestHost.start(muxer, limits);
        TestHost right = TestHost.start(muxer, limits);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      left.serveEcho();
      right.serveEcho();
      left.connect(right);
      List<Callable<Boolean>> transfers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        int seed = i;
        transfers.add(() -> echoes(left, right, seed));
        transfers.add(() -> echoes(right, left, 100 + seed));
      }
      for (Future<Boolean> transfer : threads.invokeAll(transfers)) {
        assertThat(transfer.get()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Yamux.PROTOCOL, Mplex.PROTOCOL})
  void opensAndClosesMoreStreamsThanMayBeOpenAtOnce(String muxer) throws Exception {
    try (TestHost left = TestHost.start(muxer);
        TestHost right = TestHost.start(muxer)) {
      right.serveEcho();
      left.connect(right);
      for (int i = 0; i < 600; i++) {
        try (Stream stream = left.open(right, "/echo/1")) {
          stream.write(new byte[] {(byte) i}, TestHost.soon());
          stream.closeWrite();
          byte[] back = stream.input(TestHost.soon()).readAllBytes();
          assertThat(back).containsExactly((byte) i);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Yamux.PROTOCOL, Mplex.PROTOCOL})
  void readsOnAfterItsOwnSideIsClosedAndSeesTheEnd(String muxer) throws Exception {
    try (TestHost left = TestHost.start(muxer);
        TestHost right = TestHost.start(muxer)) {
      right.host.handle(
          "/answer/1",
          stream -> {
            byte[] question = stream.input(TestHost.soon()).readAllBytes();
            stream.write(("so " + new String(question, UTF_8)).getBytes(UTF_8), TestHost.soon());
          });
      left.connect(right);
      try (Stream stream = left.open(right, "/answer/1")) {
        stream.write("it is".getBytes(UTF_8), TestHost.soon());
        stream.closeWrite();
        byte[] answer = stream.input(TestHost.soon()).readAllBytes();
        assertThat(new String(answer, UTF_8)).isEqualTo("so it is");
        assertThatThrownBy(() -> stream.write(new byte[1], TestHost.soon()))
            .isInstanceOf(StreamResetException.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Yamux.PROTOCOL, Mplex.PROTOCOL})
  void aHandlerThatThrowsResetsItsStreamAndNothingElse(String muxer) throws Exception {
    try (TestHost left = TestHost.start(muxer);
        TestHost right = TestHost.start(muxer)) {
      right.serveEcho();
      right.host.handle(
          "/fail/1",
          stream -> {
            throw new IOException("on purpose");
          });
      left.connect(right);
      // The reset may overtake the answer to the proposal.
      assertThatThrownBy(() -> left.open(right, "/fail/1").readExactly(1, TestHost.soon()))
          .isInstanceOf(StreamResetException.class);
      assertThat(echoes(left, right, 1)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Yamux.PROTOCOL, Mplex.PROTOCOL})
  void aReadEndsAtItsDeadlineAndTheStreamLivesOn(String muxer) throws Exception {
    try (TestHost left = TestHost.start(muxer);
        TestHost right = TestHost.start(muxer)) {
      right.serveEcho();
      left.connect(right);
      try (Stream stream = left.open(right, "/echo/1")) {
        assertThatThrownBy(() -> stream.readExactly(1, Deadline.in(Duration.ofMillis(50))))
            .isInstanceOf(SocketTimeoutException.class);
        stream.write(new byte[] {7}, TestHost.soon());
        assertThat(stream.readExactly(1, TestHost.soon())).containsExactly((byte) 7);
      }
    }
  }

  @Test
  void aSmallWriteArrivesInOnePieceEvenAtTheEdgeOfTheWindow() throws Exception {
    try (TestHost left = TestHost.start(Yamux.PROTOCOL);
        TestHost right = TestHost.start(Yamux.PROTOCOL)) {
      BlockingQueue<Stream> streams = new LinkedBlockingQueue<>();
      CountDownLatch done = new CountDownLatch(1);
      right.host.handle(
          "/keep/1",
          stream -> {
            streams.add(stream);
            await(done);
          });
      left.connect(right);
      Stream stream = left.open(right, "/keep/1");
      Stream other = streams.take();
      // The negotiation took a part of the window.
      int window = Yamux.INITIAL_WINDOW - 3 - "/multistream/1.0.0/keep/1".length() - 1;
      stream.write(new byte[window - 2], TestHost.soon());
      assertThatThrownBy(() -> stream.write(new byte[4], Deadline.in(Duration.ofMillis(100))))
          .isInstanceOf(SocketTimeoutException.class);
      other.readExactly(window - 2, TestHost.soon());
      stream.write(new byte[] {1, 2, 3, 4}, TestHost.soon());
      byte[] read = new byte[10];
      assertThat(other.read(read, 0, 10, TestHost.soon())).isEqualTo(4);
      done.countDown();
    }
  }

  @Test
  void prefersTheFirstProposedProtocolThatThePeerSpeaks() throws Exception {
    try (TestHost left = TestHost.start();
        TestHost right = TestHost.start()) {
      right.host.handle("/b/1", stream -> {});
      right.host.handle("/c/1", stream -> {});
      left.connect(right);
      List<String> wanted = List.of("/a/1", "/b/1", "/c/1");
      try (Stream stream = left.host.newStream(right.id(), wanted, TestHost.soon())) {
        assertThat(stream.protocol()).isEqualTo("/b/1");
        assertThat(stream.peer()).isEqualTo(right.id());
        assertThat(stream.direction()).isEqualTo(Direction.OUTBOUND);
      }
      right.host.unhandle("/b/1");
      try (Stream stream = left.host.newStream(right.id(), wanted, TestHost.soon())) {
        assertThat(stream.protocol()).isEqualTo("/c/1");
      }
      assertThatThrownBy(
              () -> left.host.newStream(right.id(), List.of("/x/1", "/y/1"), TestHost.soon()))
          .isInstanceOf(UnsupportedProtocolException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Yamux.PROTOCOL, Mplex.PROTOCOL})
  void measuresARoundTrip(String muxer) throws Exception {
    try (TestHost left = TestHost.start(muxer);
        TestHost right = TestHost.start(muxer)) {
      left.connect(right);
      assertThat(left.host.ping(right.id(), TestHost.soon())).isPositive();
      assertThat(right.host.ping(left.id(), TestHost.soon())).isPositive();
    }
  }

  @Test
  void agreesOnTheMuxerThatBothSpeak() throws Exception {
    try (TestHost both = TestHost.start();
        TestHost mplex = TestHost.start(Mplex.PROTOCOL);
        TestHost yamux = TestHost.start(Yamux.PROTOCOL)) {
      both.connect(mplex);
      yamux.connect(both);
      assertThatThrownBy(() -> yamux.host.dial(mplex.address(), TestHost.soon()))
          .isInstanceOf(UnsupportedProtocolException.class);
    }
  }

  @Test
  void refusesAnotherPeerThanTheOneItDialed() throws Exception {
    try (TestHost left = TestHost.start();
        TestHost right = TestHost.start()) {
      Multiaddr wrong = right.address().withPeer(Identity.generate().peerId());
      assertThatThrownBy(() -> left.host.dial(wrong, TestHost.soon()))
          .isInstanceOf(Libp2pException.class)
          .hasMessageContaining("answered for");
      assertThatThrownBy(() -> left.host.dial(left.address(), TestHost.soon()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(right.host.peers()).isEmpty();
    }
  }

  @Test
  void aSecondDialFindsTheConnectionThatThereIs() throws Exception {
    try (TestHost left = TestHost.start();
        TestHost right = TestHost.start();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<PeerInfo>> dials = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        dials.add(() -> left.host.dial(right.address(), TestHost.soon()));
      }
      for (Future<PeerInfo> dial : threads.invokeAll(dials)) {
        assertThat(dial.get().peer()).isEqualTo(right.id());
      }
      left.next(TestHost.Connected.class);
      right.next(TestHost.Connected.class);
      left.host.dial(right.address(), TestHost.soon());
      left.host.ping(right.id(), TestHost.soon());
      assertThat(left.events).isEmpty();
      assertThat(right.events).isEmpty();
    }
  }

  @Test
  void twoThatDialEachOtherAtOnceAreConnectedOnceForTheirListeners() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 10; round++) {
        try (TestHost left = TestHost.start();
            TestHost right = TestHost.start()) {
          right.serveEcho();
          left.serveEcho();
          Future<PeerInfo> there =
              threads.submit(() -> left.host.dial(right.address(), TestHost.soon()));
          Future<PeerInfo> back =
              threads.submit(() -> right.host.dial(left.address(), TestHost.soon()));
          assertThat(there.get().peer()).isEqualTo(right.id());
          assertThat(back.get().peer()).isEqualTo(left.id());
          left.next(TestHost.Connected.class);
          right.next(TestHost.Connected.class);
          assertThat(echoes(left, right, round)).isTrue();
          assertThat(echoes(right, left, round)).isTrue();
          assertThat(left.events).isEmpty();
          assertThat(right.events).isEmpty();
          left.host.disconnect(right.id());
          left.next(TestHost.Disconnected.class);
          right.next(TestHost.Disconnected.class);
        }
      }
    }
  }

  @Test
  void aPeerThatComesAgainReplacesItsOldConnection() throws Exception {
    Identity identity = Identity.generate();
    try (TestHost right = TestHost.start()) {
      right.serveEcho();
      HostListener deaf = new QuietListener();
      HostConfig config = HostConfig.of(identity, "restarted", deaf);
      try (Host before = Host.start(config);
          Host after = Host.start(config)) {
        before.dial(right.address(), TestHost.soon());
        right.next(TestHost.Connected.class);
        after.dial(right.address(), TestHost.soon());
        assertThat(right.next(TestHost.Disconnected.class).reason())
            .isEqualTo(DisconnectReason.REPLACED);
        right.next(TestHost.Connected.class);
        assertThat(after.ping(right.id(), TestHost.soon())).isPositive();
        assertThat(right.host.ping(identity.peerId(), TestHost.soon())).isPositive();
      }
      assertThat(right.next(TestHost.Disconnected.class).reason())
          .isEqualTo(DisconnectReason.REMOTE);
    }
  }

  @Test
  void theGateDecidesAboutAddressesAndPeers() throws Exception {
    Identity banned = Identity.generate();
    ConnectionGate gate =
        new ConnectionGate() {
          @Override
          public boolean allow(PeerId peer, Multiaddr remote, Direction direction) {
            return !peer.equals(banned.peerId());
          }
        };
    try (TestHost host = TestHost.start(config -> config.withGate(gate));
        Host other = Host.start(HostConfig.of(banned, "banned", new QuietListener()))) {
      assertThatThrownBy(() -> other.dial(host.address(), TestHost.soon()))
          .isInstanceOf(IOException.class);
      Multiaddr address = other.listenAddresses().getFirst();
      assertThatThrownBy(() -> host.host.dial(address, TestHost.soon()))
          .isInstanceOf(LocalRefusalException.class);
      assertThat(host.events).isEmpty();
    }
  }

  @Test
  void takesWhatAPeerPushesAboutItself() throws Exception {
    try (TestHost left = TestHost.start();
        TestHost right = TestHost.start()) {
      left.connect(right);
      byte[] news = new Identify("new/2", List.of("/x/1"), List.of(), null).encode(left.id());
      try (Stream stream = left.open(right, Identify.PUSH)) {
        stream.write(news, TestHost.soon());
      }
      PeerInfo updated = right.next(TestHost.Updated.class).peer();
      assertThat(updated.agent()).isEqualTo("new/2");
      assertThat(updated.protocols()).containsExactly("/x/1");
      assertThat(right.host.peers()).containsExactly(updated);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Yamux.PROTOCOL, Mplex.PROTOCOL})
  void whatWasWrittenBeforeADisconnectStillArrives(String muxer) throws Exception {
    try (TestHost left = TestHost.start(muxer);
        TestHost right = TestHost.start(muxer)) {
      BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
      right.host.handle(
          "/goodbye/1", stream -> received.add(stream.input(TestHost.soon()).readAllBytes()));
      left.connect(right);
      Stream stream = left.open(right, "/goodbye/1");
      stream.write(new byte[100_000], TestHost.soon());
      stream.close();
      left.host.disconnect(right.id());
      assertThat(received.poll(20, TimeUnit.SECONDS)).hasSize(100_000);
    }
  }

  @Test
  void closingEndsEverythingAndRefusesWhatComesAfter() throws Exception {
    try (TestHost right = TestHost.start()) {
      TestHost left = TestHost.start();
      CountDownLatch never = new CountDownLatch(1);
      right.host.handle("/hang/1", stream -> stream.readExactly(1, TestHost.soon()));
      left.host.handle("/wait/1", stream -> await(never));
      left.connect(right);
      Stream stream = left.open(right, "/hang/1");
      Stream waiting = right.open(left, "/wait/1");
      left.close();
      assertThat(left.next(TestHost.Disconnected.class).reason())
          .isEqualTo(DisconnectReason.HOST_CLOSED);
      right.next(TestHost.Disconnected.class);
      assertThatThrownBy(() -> stream.readExactly(1, TestHost.soon()))
          .isInstanceOf(StreamResetException.class);
      assertThatThrownBy(() -> waiting.readExactly(1, TestHost.soon()))
          .isInstanceOf(StreamResetException.class);
      assertThatThrownBy(() -> left.host.dial(right.address(), TestHost.soon()))
          .isInstanceOf(LocalRefusalException.class);
      assertThatThrownBy(() -> left.open(right, "/hang/1")).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> right.host.dial(left.address(), TestHost.soon()))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void dialsByName() throws Exception {
    try (TestHost left = TestHost.start();
        TestHost right = TestHost.start()) {
      Multiaddr named =
          new Multiaddr(Multiaddr.Kind.DNS4, "localhost", right.address().port(), right.id());
      assertThat(left.host.dial(named, TestHost.soon()).peer()).isEqualTo(right.id());
    }
  }

  static final class QuietListener implements HostListener {
    @Override
    public void connected(PeerInfo peer) {}

    @Override
    public void disconnected(PeerId peer, DisconnectReason reason, String detail) {}
  }

  static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /// Sends a mebibyte from `from` to the echo of `to`, writing and reading at once.
  private static boolean echoes(TestHost from, TestHost to, long seed) throws Exception {
    byte[] data = new byte[MEBIBYTE];
    new Random(seed).nextBytes(data);
    try (Stream stream = from.open(to, "/echo/1")) {
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  stream.write(data, TestHost.soon());
                  stream.closeWrite();
                } catch (IOException e) {
                  stream.reset();
                }
              });
      byte[] back = stream.input(TestHost.soon()).readAllBytes();
      writer.join();
      return Arrays.equals(data, back);
    }
  }
}
