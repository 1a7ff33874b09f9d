package tandem.beaconnet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import tandem.libp2p.Deadline;
import tandem.libp2p.Host;
import tandem.libp2p.PeerId;
import tandem.libp2p.Stream;
import tandem.primitives.Bytes;

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
  private static final int ERROR_BYTES_MAX = 256;
  private static final int ASKERS_MAX = 1_024;

  private final Bytes forkDigest;
  private final Handler handler;
  private final LongSupplier nowMs;
  private final TokenBuckets<PeerId> requests = new TokenBuckets<>(10, 40, ASKERS_MAX);
  private final TokenBuckets<PeerId> blocks = new TokenBuckets<>(256, 2_048, ASKERS_MAX);

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
    Answer answer;
    try {
      byte[] request = new byte[0];
      if (method.requestBytesMax() > 0) {
        request = SnappyFrames.decode(stream.input(Deadline.in(READ)), method.requestBytesMax());
      }
      answer = decide(stream.peer(), method, request);
    } catch (WireException e) {
      answer = new Answer.Error(INVALID_REQUEST, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer = new Answer.Error(SERVER_ERROR, "the node is stopping");
    }
    write(stream, method, answer);
  }

  private Answer decide(PeerId peer, RequestMethod method, byte[] request)
      throws InterruptedException {
    if (!requests.take(peer, 1, nowMs.getAsLong())) {
      return new Answer.Error(INVALID_REQUEST, "rate limited");
    }
    Answer answer = handler.answer(peer, method, request);
    if (answer instanceof Answer.Chunks(List<byte[]> ssz)
        && method.chunksMax() > 1
        && !blocks.take(peer, Math.max(1, ssz.size()), nowMs.getAsLong())) {
      return new Answer.Error(INVALID_REQUEST, "rate limited");
    }
    return answer;
  }

  private void write(Stream stream, RequestMethod method, Answer answer) throws IOException {
    switch (answer) {
      case Answer.Chunks(List<byte[]> ssz) -> {
        for (byte[] chunk : ssz) {
          byte[] context = method.hasContext() ? forkDigest.unsafeArray() : new byte[0];
          writeChunk(stream, 0, context, chunk);
        }
      }
      case Answer.Error(int code, String text) ->
          writeChunk(stream, code, new byte[0], brief(text));
    }
  }

  private static void writeChunk(Stream stream, int result, byte[] context, byte[] payload)
      throws IOException {
    byte[] framed = SnappyFrames.encode(payload);
    byte[] chunk = new byte[1 + context.length + framed.length];
    chunk[0] = (byte) result;
    System.arraycopy(context, 0, chunk, 1, context.length);
    System.arraycopy(framed, 0, chunk, 1 + context.length, framed.length);
    stream.write(chunk, Deadline.in(WRITE));
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
