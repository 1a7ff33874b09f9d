package tandem.beaconnet;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tandem.gossipsub.GossipVersion;
import tandem.gossipsub.Rpc;
import tandem.gossipsub.RpcCodec;
import tandem.gossipsub.RpcException;
import tandem.libp2p.Host;
import tandem.libp2p.PeerId;
import tandem.libp2p.Stream;
import tandem.rim.Deadline;

/// The streams on which peers gossip to us: RPCs, each behind its length (an unsigned varint).
final class GossipReceiver {
  /// Takes what peers send.
  interface Listener {
    /// May block, to slow the peer down.
    void received(PeerId peer, Rpc rpc) throws InterruptedException;

    /// The peer's bytes are wrong.
    void fault(PeerId peer, String why);
  }

  /// A peer may have nothing to say for long; the connection itself has its own time limits.
  private static final Duration QUIET = Duration.ofMinutes(1);

  private static final Duration WHOLE_RPC = Duration.ofSeconds(30);
  private static final int END = -1;

  private final Listener listener;

  /// The newest stream of each peer; it takes the place of an older one.
  private final Map<PeerId, Stream> streams = new ConcurrentHashMap<>();

  private volatile boolean closed;

  /// Listens at `host` from now on.
  GossipReceiver(Host host, Listener listener) {
    this.listener = listener;
    for (GossipVersion version : GossipVersion.values()) {
      host.handle(version.protocol(), this::receive);
    }
  }

  void close() {
    closed = true;
    streams.values().forEach(Stream::reset);
  }

  private void receive(Stream stream) throws IOException {
    PeerId peer = stream.peer();
    Stream older = streams.put(peer, stream);
    if (older != null) {
      older.reset();
    }
    try {
      readAll(stream);
    } catch (RpcException | WireException e) {
      listener.fault(peer, "gossip: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      streams.remove(peer, stream);
    }
  }

  private void readAll(Stream stream)
      throws IOException, RpcException, WireException, InterruptedException {
    while (!closed) {
      int first = awaitByte(stream);
      if (first == END) {
        return;
      }
      InputStream in = stream.input(Deadline.in(WHOLE_RPC));
      int length = readLength(in, first);
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        return;
      }
      listener.received(stream.peer(), RpcCodec.decode(bytes));
    }
  }

  private int awaitByte(Stream stream) throws IOException {
    byte[] one = new byte[1];
    while (!closed) {
      try {
        return stream.read(one, 0, 1, Deadline.in(QUIET)) < 0 ? END : one[0] & 0xff;
      } catch (SocketTimeoutException e) {
        // Nothing to say is allowed.
        continue;
      }
    }
    return END;
  }

  private static int readLength(InputStream in, int first) throws IOException, WireException {
    long length = first & 0x7f;
    int next = first;
    for (int shift = 7; next >= 0x80; shift += 7) {
      next = in.read();
      if (next < 0 || shift > 28) {
        throw new WireException("a length that does not end");
      }
      length |= (long) (next & 0x7f) << shift;
    }
    if (length > RpcCodec.BYTES_MAX) {
      throw new WireException(length + " bytes where an RPC has at most " + RpcCodec.BYTES_MAX);
    }
    return (int) length;
  }
}
