package tandem.libp2p;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tandem.rim.Deadline;

/// `/mplex/6.7.0`. A frame is `uvarint(stream ‖ flag, 3 bits) ‖ uvarint(length) ‖ data`.
///
/// There is no flow control: a stream whose reader is slow holds up all of its connection, for as
/// long as the limits allow, and is then reset.
final class Mplex extends Mux {
  static final String PROTOCOL = "/mplex/6.7.0";

  /// Longest message of the protocol.
  static final int MESSAGE_MAX = 1 << 20;

  private static final long HEADER_MAX = 1L << 60;
  private static final byte[] NOTHING = {};

  private static final int NEW_STREAM = 0;
  private static final int MESSAGE = 2;
  private static final int CLOSE = 4;
  private static final int RESET = 6;

  private final AtomicLong nextId = new AtomicLong();

  Mplex(Context context) {
    super(context);
  }

  @Override
  void run() throws IOException {
    NoiseChannel in = context().channel();
    for (int first = in.read(); first >= 0; first = in.read()) {
      long header = Varint.readAfter(in, first, HEADER_MAX, "mplex header");
      long length = Varint.read(in, MESSAGE_MAX, "mplex length");
      onFrame(header >>> 3, (int) (header & 7), length);
    }
  }

  /// Apart from the first, each kind of frame has two flags: the even one is sent by the side that
  /// opened the stream, the odd one below it by the other.
  private void onFrame(long id, int flag, long length) throws IOException {
    if (flag == NEW_STREAM) {
      onNewStream(id, length);
      return;
    }
    boolean fromOpener = flag % 2 == 0;
    MuxedStream stream = find(key(id, !fromOpener));
    int kind = fromOpener ? flag : flag + 1;
    switch (kind) {
      case MESSAGE -> receive(stream, length);
      case CLOSE -> {
        receive(null, length);
        if (stream != null) {
          stream.onPeerClosed();
        }
      }
      case RESET -> {
        receive(null, length);
        if (stream != null) {
          stream.onPeerReset();
        }
      }
      default -> throw fault("mplex: flag " + flag);
    }
  }

  /// The data of the frame is a name, which nobody uses.
  private void onNewStream(long id, long nameLength) throws IOException {
    receive(null, nameLength);
    long key = key(id, false);
    if (find(key) != null) {
      throw fault("mplex: the peer opens stream " + id + " twice");
    }
    MuxedStream stream = create(key, Direction.INBOUND);
    if (accept(stream) == null) {
      sendReset(stream);
    } else {
      start(stream);
    }
  }

  @Override
  MuxedStream nextOutbound() {
    return create(key(nextId.getAndIncrement(), true), Direction.OUTBOUND);
  }

  @Override
  void sendOpen(MuxedStream stream) {
    long id = stream.key() >>> 1;
    byte[] name = Long.toString(id).getBytes(US_ASCII);
    context().outbox().offer(frame(id << 3 | NEW_STREAM, name, 0, name.length));
  }

  @Override
  void sendData(MuxedStream stream, byte[] bytes, int from, int length, Deadline deadline)
      throws IOException {
    context().outbox().put(frame(header(stream, MESSAGE), bytes, from, length), deadline);
  }

  @Override
  void sendClose(MuxedStream stream) {
    context().outbox().offer(frame(header(stream, CLOSE), NOTHING, 0, 0));
  }

  @Override
  void sendReset(MuxedStream stream) {
    context().outbox().offer(frame(header(stream, RESET), NOTHING, 0, 0));
  }

  @Override
  void consumed(MuxedStream stream, int count) {
    // No window to open.
  }

  @Override
  boolean ping() {
    return false;
  }

  @Override
  void sayFarewell() {
    // The protocol has no word for it.
  }

  @Override
  @Nullable Deadline peersFarewell() {
    return null;
  }

  private MuxedStream create(long key, Direction direction) {
    return new MuxedStream(
        this, key, direction, Long.MAX_VALUE >> 1, limits().streams().mplexBytes());
  }

  /// Both sides number their streams from 0, so the number alone is no name.
  private static long key(long id, boolean ours) {
    return id << 1 | (ours ? 1 : 0);
  }

  private static long header(MuxedStream stream, int kind) {
    boolean ours = stream.direction() == Direction.OUTBOUND;
    return stream.key() >>> 1 << 3 | (ours ? kind : kind - 1);
  }

  private static byte[] frame(long header, byte[] bytes, int from, int length) {
    int headerSize = Varint.size(header);
    byte[] frame = new byte[headerSize + Varint.size(length) + length];
    int at = Varint.put(frame, 0, header);
    at = Varint.put(frame, at, length);
    System.arraycopy(bytes, from, frame, at, length);
    return frame;
  }
}
