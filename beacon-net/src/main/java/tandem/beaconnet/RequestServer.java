package tandem.beaconnet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import tandem.libp2p.Host;
import tandem.libp2p.PeerId;
import tandem.libp2p.Stream;
import tandem.primitives.Bytes;
import tandem.rim.Deadline;

/// Answers peers (coordinator-net.md 3.2, 3.3, 3.9). Each request runs on its own virtual thread,
/// of which the host allows a peer a bounded number.
final class RequestServer {
  /// What the node says to a request.
  sealed interface Answer {
    /// @param ssz the chunks; none is an answer too
    record Chunks(List<byte[]> ssz) implements Answer {}

    /// @param code 1 for a request that is wrong, 2 for a fault of ours
    /// @param text for the peer, at most 256 bytes
    record Error(int code, String text) implements Answer {}
  }

  /// The node behind the server. May block, but not for ever.
  @FunctionalInterface
  interface Handler {
    Answer answer(PeerId peer, RequestMethod method, byte[] request) throws InterruptedException;
  }

  static final int INVALID_REQUEST = 1;
  static final int SERVER_ERROR = 2;

  private static final Duration READ = Duration.ofSeconds(5);
  private static final Duration WRITE = Duration.ofSeconds(10);
  private static final Duration WHOLE = Duration.ofSeconds(60);

  /// Answers of many blocks to one peer at one time.
  private static final int LARGE_MAX = 8;

  private static final int ERROR_BYTES_MAX = 256;
  private static final int ASKERS_MAX = 1_024;

  private final Bytes forkDigest;
  private final Handler handler;
  private final LongSupplier nowMs;
  private final TokenBuckets<PeerId> requests = new TokenBuckets<>(10, 40, ASKERS_MAX);

  /// Answers of many blocks that are being made or sent, by peer.
  private final Map<PeerId, Integer> serving = new ConcurrentHashMap<>();

  /// Serves all methods at `host` from now on.
  RequestServer(Host host, Bytes forkDigest, Handler handler, LongSupplier nowMs) {
    this.forkDigest = forkDigest;
    this.handler = handler;
    this.nowMs = nowMs;
    for (RequestMethod method : RequestMethod.values()) {
      host.handle(method.protocol(), stream -> serve(stream, method));
    }
  }

  private void serve(Stream stream, RequestMethod method) throws IOException {
    boolean large = method.chunksMax() > 1;
    if (large && serving.merge(stream.peer(), 1, Integer::sum) > LARGE_MAX) {
      leave(stream.peer());
      write(stream, method, new Answer.Error(SERVER_ERROR, "busy with your other requests"));
      return;
    }
    try {
      write(stream, method, answer(stream, method));
    } finally {
      if (large) {
        leave(stream.peer());
      }
    }
  }

  private void leave(PeerId peer) {
    serving.computeIfPresent(peer, (key, count) -> count == 1 ? null : Integer.valueOf(count - 1));
  }

  private Answer answer(Stream stream, RequestMethod method) throws IOException {
    try {
      byte[] request = new byte[0];
      if (method.requestBytesMax() > 0) {
        request = SnappyFrames.decode(stream.input(Deadline.in(READ)), method.requestBytesMax());
      }
      return requests.take(stream.peer(), 1, nowMs.getAsLong())
          ? handler.answer(stream.peer(), method, request)
          : new Answer.Error(INVALID_REQUEST, "rate limited");
    } catch (WireException e) {
      return new Answer.Error(INVALID_REQUEST, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer.Error(SERVER_ERROR, "the node is stopping");
    }
  }

  private void write(Stream stream, RequestMethod method, Answer answer) throws IOException {
    Deadline whole = Deadline.in(WHOLE);
    switch (answer) {
      case Answer.Chunks(List<byte[]> ssz) -> {
        for (byte[] chunk : ssz) {
          byte[] context = method.hasContext() ? forkDigest.unsafeArray() : new byte[0];
          writeChunk(stream, 0, context, chunk, whole);
        }
      }
      case Answer.Error(int code, String text) ->
          writeChunk(stream, code, new byte[0], brief(text), whole);
    }
  }

  private static void writeChunk(
      Stream stream, int result, byte[] context, byte[] payload, Deadline whole)
      throws IOException {
    byte[] framed = SnappyFrames.encode(payload);
    byte[] chunk = new byte[1 + context.length + framed.length];
    chunk[0] = (byte) result;
    System.arraycopy(context, 0, chunk, 1, context.length);
    System.arraycopy(framed, 0, chunk, 1 + context.length, framed.length);
    stream.write(chunk, whole.atMost(WRITE));
  }

  private static byte[] brief(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return bytes.length <= ERROR_BYTES_MAX
        ? bytes
        : text.replaceAll("[^ -~]", "?")
            .substring(0, Math.min(text.length(), ERROR_BYTES_MAX))
            .getBytes(UTF_8);
  }
}
