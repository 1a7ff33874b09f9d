package tandem.beaconnet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tandem.beaconnet.RequestException.Kind;
import tandem.libp2p.Host;
import tandem.libp2p.LocalRefusalException;
import tandem.libp2p.PeerId;
import tandem.libp2p.Stream;
import tandem.libp2p.UnsupportedProtocolException;
import tandem.primitives.Bytes;
import tandem.rim.Deadline;

/// Asks peers (coordinator-net.md 3.2, 3.3). Calls block, on the caller's virtual thread.
///
/// ```text
/// response = chunk …   chunk = result (1) ‖ [fork digest (4)] ‖ payload
/// ```
final class RequestClient {
  /// How long a request may take.
  ///
  /// @param open until the stream is open
  /// @param first until the first byte of the response
  /// @param chunk from one chunk to the next
  /// @param whole all of it
  record Times(Duration open, Duration first, Duration chunk, Duration whole) {
    static final Times DEFAULT =
        new Times(
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30));
  }

  private static final int ERROR_BYTES_MAX = 256;
  private static final int SUCCESS = 0;

  private final Host host;
  private final Bytes forkDigest;
  private final Times times;

  /// @param forkDigest of this network's only fork, 4 bytes
  RequestClient(Host host, Bytes forkDigest, Times times) {
    this.host = host;
    this.forkDigest = forkDigest;
    this.times = times;
  }

  /// Sends `request` (SSZ) and waits for the whole response.
  ///
  /// @param chunksMax more are the peer's fault
  /// @param bytesMax of all chunks together; more are the peer's fault
  /// @param deadline if it comes before the usual one
  /// @return the chunks, SSZ
  List<byte[]> ask(
      PeerId peer,
      RequestMethod method,
      byte[] request,
      int chunksMax,
      long bytesMax,
      Deadline deadline)
      throws RequestException {
    Deadline whole = deadline.atMost(times.whole());
    try (Stream stream =
        host.newStream(peer, List.of(method.protocol()), whole.atMost(times.open()))) {
      if (method.requestBytesMax() > 0) {
        stream.write(SnappyFrames.encode(request), whole.atMost(times.first()));
      }
      stream.closeWrite();
      return readChunks(stream, method, chunksMax, bytesMax, whole);
    } catch (WireException e) {
      throw new RequestException(Kind.BAD_BYTES, method + ": " + e.getMessage(), e);
    } catch (SocketTimeoutException e) {
      throw new RequestException(Kind.TIMED_OUT, method + ": no answer in time", e);
    } catch (LocalRefusalException e) {
      throw new RequestException(Kind.LOCAL, method + ": " + e.getMessage(), e);
    } catch (UnsupportedProtocolException e) {
      throw new RequestException(Kind.UNSUPPORTED, method + " is not served", e);
    } catch (EOFException e) {
      throw new RequestException(Kind.GONE, method + ": the answer was cut off", e);
    } catch (IOException e) {
      throw new RequestException(Kind.GONE, method + ": " + e.getMessage(), e);
    }
  }

  private List<byte[]> readChunks(
      Stream stream, RequestMethod method, int chunksMax, long bytesMax, Deadline whole)
      throws IOException, WireException, RequestException {
    List<byte[]> chunks = new ArrayList<>();
    long bytes = 0;
    Duration patience = times.first();
    while (true) {
      byte[] result = new byte[1];
      if (stream.read(result, 0, 1, whole.atMost(patience)) < 0) {
        return chunks;
      }
      InputStream in = stream.input(whole.atMost(times.chunk()));
      if (result[0] != SUCCESS) {
        String text = new String(SnappyFrames.decode(in, ERROR_BYTES_MAX), UTF_8);
        throw new RequestException(
            Kind.REFUSED, "%s: error %d, %s".formatted(method, result[0] & 0xff, printable(text)));
      }
      if (chunks.size() == Math.min(chunksMax, method.chunksMax())) {
        throw new WireException("more than " + chunks.size() + " chunks");
      }
      if (method.hasContext()) {
        byte[] digest = in.readNBytes(forkDigest.length());
        if (!Arrays.equals(digest, forkDigest.unsafeArray())) {
          throw new WireException("a block of the fork " + Bytes.wrap(digest));
        }
      }
      byte[] chunk = SnappyFrames.decode(in, method.chunkBytesMax());
      bytes += chunk.length;
      if (bytes > bytesMax) {
        throw new WireException("more than " + bytesMax + " bytes");
      }
      chunks.add(chunk);
      patience = times.chunk();
    }
  }

  private static String printable(String text) {
    return text.replaceAll("[^ -~]", "?");
  }
}
