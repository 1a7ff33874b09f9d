package tandem.beaconnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tandem.beaconnet.RequestException.Kind;
import tandem.beaconnet.RequestServer.Answer;
import tandem.libp2p.DisconnectReason;
import tandem.libp2p.Host;
import tandem.libp2p.HostConfig;
import tandem.libp2p.HostListener;
import tandem.libp2p.Identity;
import tandem.libp2p.PeerId;
import tandem.libp2p.PeerInfo;
import tandem.libp2p.Stream;
import tandem.primitives.Bytes;
import tandem.primitives.Hex;
import tandem.rim.Deadline;

class RequestTest {
  private static final Bytes DIGEST = Bytes.fromHex("802ed6b2");
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final RequestClient.Times SHORT =
      new RequestClient.Times(LONG, Duration.ofMillis(200), LONG, LONG);
  private static final HostListener NOBODY =
      new HostListener() {
        @Override
        public void connected(PeerInfo peer) {}

        @Override
        public void disconnected(PeerId peer, DisconnectReason reason, String detail) {}
      };

  private final AtomicReference<RequestServer.Handler> handler = new AtomicReference<>();
  private final AtomicLong nowMs = new AtomicLong(1_000_000);
  private Host server;
  private Host client;
  private PeerId peer;

  @BeforeEach
  void connect() throws IOException {
    server = Host.start(HostConfig.of(Identity.generate(), "server", NOBODY));
    client = Host.start(HostConfig.of(Identity.generate(), "client", NOBODY));
    peer = client.dial(server.listenAddresses().getFirst(), Deadline.in(LONG)).peer();
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private void serve(RequestServer.Handler answer) {
    handler.set(answer);
    new RequestServer(
        server,
        DIGEST,
        (from, method, bytes) -> handler.get().answer(from, method, bytes),
        nowMs::get);
  }

  private RequestClient asker(Bytes digest, RequestClient.Times times) {
    return new RequestClient(client, digest, times);
  }

  private List<byte[]> ask(RequestMethod method, byte[] request) throws RequestException {
    return asker(DIGEST, RequestClient.Times.DEFAULT)
        .ask(peer, method, request, 1_024, 8 << 20, Deadline.in(LONG));
  }

  private static void fails(ThrowingCallable call, Kind kind, String text) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(RequestException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContaining(text);
  }

  @Test
  void everyMethodCarriesItsRequestAndItsChunks() throws Exception {
    Random random = new Random(1);
    for (RequestMethod method : RequestMethod.values()) {
      byte[] request = new byte[method.requestBytesMax()];
      random.nextBytes(request);
      List<byte[]> chunks = new ArrayList<>();
      for (int i = 0; i < Math.min(method.chunksMax(), 5); i++) {
        byte[] chunk = new byte[method.chunkBytesMax() / (i + 1)];
        random.nextBytes(chunk);
        chunks.add(chunk);
      }
      AtomicReference<byte[]> received = new AtomicReference<>();
      RequestServer.Handler answer =
          (from, asked, bytes) -> {
            assertThat(from).isEqualTo(client.peerId());
            assertThat(asked).isEqualTo(method);
            received.set(bytes);
            return new Answer.Chunks(chunks);
          };
      if (handler.get() == null) {
        serve(answer);
      }
      handler.set(answer);
      assertThat(ask(method, request)).as(method.name()).containsExactlyElementsOf(chunks);
      assertThat(received.get()).isEqualTo(request);
      nowMs.addAndGet(60_000);
    }
  }

  @Test
  void anErrorOfThePeerIsItsRightAndComesWithItsText() {
    serve((from, method, bytes) -> new Answer.Error(2, "database is\u0007 busy"));
    fails(() -> ask(RequestMethod.PING, new byte[8]), Kind.REFUSED, "error 2, database is? busy");
  }

  @Test
  void aRequestThatIsTooLongIsRefused() {
    serve((from, method, bytes) -> new Answer.Chunks(List.of(bytes)));
    fails(
        () -> ask(RequestMethod.PING, new byte[9]),
        Kind.REFUSED,
        "a payload of 9 bytes where at most 8 are allowed");
  }

  @Test
  void askersAreHeldToTheirRate() throws Exception {
    serve((from, method, bytes) -> new Answer.Chunks(List.of(bytes)));
    for (int i = 0; i < 40; i++) {
      ask(RequestMethod.PING, new byte[8]);
    }
    fails(() -> ask(RequestMethod.PING, new byte[8]), Kind.REFUSED, "rate limited");
    nowMs.addAndGet(1_000);
    assertThat(ask(RequestMethod.PING, new byte[8])).hasSize(1);
  }

  @Test
  void aPeerIsSentAFewLargeAnswersAtOneTime() throws Exception {
    CountDownLatch asked = new CountDownLatch(8);
    CountDownLatch done = new CountDownLatch(1);
    serve((from, method, bytes) -> {
      asked.countDown();
      done.await();
      return new Answer.Chunks(List.of());
    });
    List<Thread> askers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      askers.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  ask(RequestMethod.BLOCKS_BY_RANGE_2, new byte[24]);
                } catch (RequestException e) {
                  throw new AssertionError(e);
                }
              }));
    }
    asked.await();
    fails(
        () -> ask(RequestMethod.BLOCKS_BY_ROOT_1, new byte[32]),
        Kind.REFUSED,
        "error 2, busy with");
    done.countDown();
    for (Thread asker : askers) {
      asker.join();
    }
    assertThat(ask(RequestMethod.BLOCKS_BY_ROOT_1, new byte[32])).isEmpty();
  }

  @Test
  void aPeerThatDoesNotServeAMethodHasDoneNothingWrong() {
    fails(() -> ask(RequestMethod.PING, new byte[8]), Kind.UNSUPPORTED, "PING is not served");
  }

  @Test
  void aPeerThatDoesNotAnswerIsGivenUp() {
    CountDownLatch done = new CountDownLatch(1);
    serve((from, method, bytes) -> {
      done.await();
      return new Answer.Chunks(List.of());
    });
    fails(
        () ->
            asker(DIGEST, SHORT)
                .ask(peer, RequestMethod.PING, new byte[8], 1, 100, Deadline.in(LONG)),
        Kind.TIMED_OUT,
        "no answer in time");
    done.countDown();
  }

  @Test
  void blocksOfAnotherForkAreThePeersFault() {
    serve((from, method, bytes) -> new Answer.Chunks(List.of(new byte[10])));
    fails(
        () ->
            asker(Bytes.fromHex("00000001"), RequestClient.Times.DEFAULT)
                .ask(
                    peer,
                    RequestMethod.BLOCKS_BY_RANGE_2,
                    new byte[24],
                    9,
                    1_000,
                    Deadline.in(LONG)),
        Kind.BAD_BYTES,
        "fork 0x802ed6b2");
  }

  @Test
  void moreThanWasAskedForIsThePeersFault() {
    serve((from, method, bytes) -> new Answer.Chunks(List.of(new byte[10], new byte[10])));
    RequestClient asker = asker(DIGEST, RequestClient.Times.DEFAULT);
    fails(
        () ->
            asker.ask(
                peer, RequestMethod.BLOCKS_BY_RANGE_2, new byte[24], 1, 1_000, Deadline.in(LONG)),
        Kind.BAD_BYTES,
        "more than 1 chunks");
    fails(
        () ->
            asker.ask(
                peer, RequestMethod.BLOCKS_BY_RANGE_2, new byte[24], 9, 15, Deadline.in(LONG)),
        Kind.BAD_BYTES,
        "more than 15 bytes");
  }

  @Test
  void anAnswerThatIsCutOffIsNoAnswer() {
    server.handle(
        RequestMethod.PING.protocol(),
        (Stream stream) -> {
          stream.write(Hex.decode("0008ff0600"), Deadline.in(LONG));
          stream.closeWrite();
        });
    fails(() -> ask(RequestMethod.PING, new byte[8]), Kind.GONE, "cut off");
  }

  @Test
  void tokensComeBackWithTimeAndNeverAboveTheBurst() {
    TokenBuckets<String> buckets = new TokenBuckets<>(2, 3, 2);
    for (int i = 0; i < 3; i++) {
      assertThat(buckets.take("a", 1, 0)).isTrue();
    }
    assertThat(buckets.take("a", 1, 0)).isFalse();
    assertThat(buckets.take("a", 1, 500)).isTrue();
    assertThat(buckets.take("a", 1, 500)).isFalse();
    assertThat(buckets.take("a", 4, 1_000_000)).isFalse();
    assertThat(buckets.take("a", 3, 1_000_000)).isTrue();
    assertThat(buckets.take("a", 1, 0)).as("a clock that goes back gives nothing").isFalse();
  }
}
