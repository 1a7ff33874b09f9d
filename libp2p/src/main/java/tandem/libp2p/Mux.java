package tandem.libp2p;

import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tandem.rim.Deadline;

/// Many streams over one connection. [#run] reads frames on the connection's reader thread and
/// never waits for a writer; all other calls may come from any thread.
abstract sealed class Mux permits Yamux, Mplex {
  /// Muxers in the order of preference: the library default of the Go peers.
  static final List<String> PROTOCOLS = List.of(Yamux.PROTOCOL, Mplex.PROTOCOL);

  /// Data bytes we put into one frame, so that a frame and its header always fit into one message
  /// of the channel.
  static final int DATA_MAX = 32 * 1024;

  private static final int CHUNK_BYTES = 16 * 1024;

  /// What a muxer needs of its connection.
  ///
  /// @param dialed whether we opened it
  /// @param acceptor starts the handler of a stream the peer opened, without waiting for it
  record Context(
      PeerId peer,
      boolean dialed,
      NoiseChannel channel,
      Outbox outbox,
      Limits limits,
      Consumer<MuxedStream> acceptor) {}

  private final Context context;
  private final byte[] chunk = new byte[CHUNK_BYTES];
  private final ConcurrentHashMap<Long, MuxedStream> streams = new ConcurrentHashMap<>();
  private final AtomicInteger inbound = new AtomicInteger();
  private final AtomicInteger outbound = new AtomicInteger();
  private final AtomicInteger heldBytes = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();

  Mux(Context context) {
    this.context = context;
  }

  static Mux of(String protocol, Context context) {
    return protocol.equals(Yamux.PROTOCOL) ? new Yamux(context) : new Mplex(context);
  }

  /// Reads frames until the connection ends.
  ///
  /// @throws Libp2pException if the peer breaks the protocol
  abstract void run() throws IOException;

  /// Sends data of at most [#DATA_MAX] bytes that the peer's window takes.
  abstract void sendData(MuxedStream stream, byte[] bytes, int from, int length, Deadline deadline)
      throws IOException;

  abstract void sendClose(MuxedStream stream);

  abstract void sendReset(MuxedStream stream);

  /// The user of `stream` took `count` bytes.
  abstract void consumed(MuxedStream stream, int count);

  /// Asks the peer for a sign of life; false if the protocol has no means for it.
  abstract boolean ping();

  /// Tells the peer that the connection ends.
  abstract void sayFarewell();

  /// Until when the peer, which has said that it ends the connection, may take for it; null if it
  /// has not.
  abstract @Nullable Deadline peersFarewell();

  /// A new stream, not yet announced to the peer.
  abstract MuxedStream nextOutbound() throws IOException;

  abstract void sendOpen(MuxedStream stream);

  /// Opens a stream.
  ///
  /// @throws LocalRefusalException if there are too many already
  final MuxedStream open() throws IOException {
    if (outbound.incrementAndGet() > limits().streams().outbound()) {
      outbound.decrementAndGet();
      throw new LocalRefusalException("too many streams to " + peer().brief());
    }
    MuxedStream stream;
    try {
      stream = nextOutbound();
    } catch (IOException e) {
      outbound.decrementAndGet();
      throw e;
    }
    streams.put(stream.key(), stream);
    sendOpen(stream);
    if (closed.get()) {
      stream.onConnectionLost("the connection is closed");
    }
    return stream;
  }

  /// Resets what lingers. Called from time to time.
  final void expire() {
    streams.values().forEach(MuxedStream::expire);
  }

  /// Ends all streams, as the connection has.
  final void lose(String why) {
    closed.set(true);
    List.copyOf(streams.values()).forEach(stream -> stream.onConnectionLost(why));
  }

  final PeerId peer() {
    return context.peer();
  }

  final Limits limits() {
    return context.limits();
  }

  final Context context() {
    return context;
  }

  final @Nullable MuxedStream find(long key) {
    return streams.get(key);
  }

  /// A stream the peer opens, or null if it has too many.
  final @Nullable MuxedStream accept(MuxedStream stream) {
    if (inbound.incrementAndGet() > limits().streams().inbound()) {
      inbound.decrementAndGet();
      return null;
    }
    streams.put(stream.key(), stream);
    return stream;
  }

  /// Starts the handler of an accepted stream.
  final void start(MuxedStream stream) {
    context.acceptor().accept(stream);
  }

  final boolean remove(MuxedStream stream) {
    return streams.remove(stream.key(), stream);
  }

  final void ended(Direction direction) {
    (direction == Direction.INBOUND ? inbound : outbound).decrementAndGet();
  }

  /// Accounts `count` more unread bytes; false if that is too much for one connection.
  final boolean tryHold(int count) {
    if (heldBytes.addAndGet(count) > limits().streams().connectionReceiveBytes()) {
      heldBytes.addAndGet(-count);
      return false;
    }
    return true;
  }

  final void release(int count) {
    heldBytes.addAndGet(-count);
  }

  /// Passes the next `length` bytes of the connection to `stream`, or drops them if it is null. A
  /// stream that cannot hold them is reset; the rest is dropped.
  final void receive(@Nullable MuxedStream stream, long length) throws IOException {
    MuxedStream to = stream;
    long left = length;
    while (left > 0) {
      int count = context.channel().read(chunk, 0, (int) Math.min(left, chunk.length));
      if (count < 0) {
        throw new EOFException("the connection ends within a frame");
      }
      left -= count;
      if (to != null && !to.deliver(chunk, 0, count, Deadline.in(limits().times().stall()))) {
        to.reset();
        to = null;
      }
    }
  }

  static Libp2pException fault(String what) {
    return new Libp2pException(what);
  }
}
