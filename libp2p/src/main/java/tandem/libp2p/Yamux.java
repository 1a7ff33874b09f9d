package tandem.libp2p;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tandem.rim.Deadline;

/// `/yamux/1.0.0`, with flow control for each stream. A frame begins with
///
/// ```
/// version 0, 1 byte │ type, 1 byte │ flags, 2 bytes │ stream, 4 bytes │ length, 4 bytes
/// ```
///
/// in big-endian. The dialer's streams have odd numbers, the listener's even ones; 0 is the
/// connection itself.
final class Yamux extends Mux {
  static final String PROTOCOL = "/yamux/1.0.0";

  /// What each side may send on a new stream before it hears of a larger window.
  static final int INITIAL_WINDOW = 256 * 1024;

  private static final int HEADER = 12;

  private static final int DATA = 0;
  private static final int WINDOW_UPDATE = 1;
  private static final int PING = 2;
  private static final int GO_AWAY = 3;

  private static final int SYN = 1;
  private static final int ACK = 2;
  private static final int FIN = 4;
  private static final int RST = 8;

  private static final long STREAM_MAX = 0xffff_ffffL;

  private final AtomicLong nextId;
  private final AtomicLong pings = new AtomicLong();
  private volatile @Nullable Deadline farewell;

  Yamux(Context context) {
    super(context);
    this.nextId = new AtomicLong(context.dialed() ? 1 : 2);
  }

  @Override
  void run() throws IOException {
    byte[] bytes = new byte[HEADER];
    while (true) {
      int read = context().channel().readNBytes(bytes, 0, HEADER);
      if (read == 0) {
        return;
      }
      if (read < HEADER) {
        throw new EOFException("yamux: the connection ends within a header");
      }
      ByteBuffer header = ByteBuffer.wrap(bytes);
      int version = header.get();
      int type = header.get();
      int flags = header.getShort() & 0xffff;
      long id = header.getInt() & STREAM_MAX;
      long length = header.getInt() & 0xffff_ffffL;
      if (version != 0) {
        throw fault("yamux: version " + version);
      }
      switch (type) {
        case DATA -> onData(flags, id, length);
        case WINDOW_UPDATE -> onWindowUpdate(flags, id, length);
        case PING -> onPing(flags, id, (int) length);
        case GO_AWAY -> onGoAway(id, length);
        default -> throw fault("yamux: frame type " + type);
      }
    }
  }

  private void onData(int flags, long id, long length) throws IOException {
    boolean opens = (flags & SYN) != 0;
    MuxedStream stream = opens ? onOpen(id) : stream(id);
    long most = limits().streams().windowBytes();
    if (length > most || (stream != null && !stream.admit(length))) {
      throw fault("yamux: " + length + " bytes on stream " + id + " exceed its window");
    }
    receive(stream, length);
    onFlags(stream, flags);
    if (opens && stream != null) {
      start(stream);
    }
  }

  private void onWindowUpdate(int flags, long id, long delta) throws Libp2pException {
    boolean opens = (flags & SYN) != 0;
    MuxedStream stream = opens ? onOpen(id) : stream(id);
    if (stream != null) {
      stream.openWindow(delta);
    }
    onFlags(stream, flags);
    if (opens && stream != null) {
      start(stream);
    }
  }

  private @Nullable MuxedStream stream(long id) throws Libp2pException {
    if (id == 0) {
      throw fault("yamux: stream frame for the connection");
    }
    // A stream that is over here may still have frames on the way.
    return find(id);
  }

  private @Nullable MuxedStream onOpen(long id) throws Libp2pException {
    boolean theirs = id != 0 && (id % 2 == 0) == context().dialed();
    if (!theirs || find(id) != null) {
      throw fault("yamux: the peer opens stream " + id);
    }
    MuxedStream stream = accept(create(id, Direction.INBOUND));
    if (stream == null) {
      send(WINDOW_UPDATE, RST, id, 0);
    } else {
      send(WINDOW_UPDATE, ACK, id, windowAboveInitial());
    }
    return stream;
  }

  private static void onFlags(@Nullable MuxedStream stream, int flags) {
    if (stream == null) {
      return;
    }
    if ((flags & RST) != 0) {
      stream.onPeerReset();
    } else if ((flags & FIN) != 0) {
      stream.onPeerClosed();
    }
  }

  private void onPing(int flags, long id, int opaque) throws Libp2pException {
    if (id != 0) {
      throw fault("yamux: ping on stream " + id);
    }
    // Any frame is a sign of life, so answers need no matching.
    if ((flags & SYN) != 0) {
      send(PING, ACK, 0, opaque);
    }
  }

  private void onGoAway(long id, long code) throws Libp2pException {
    if (id != 0) {
      throw fault("yamux: farewell on stream " + id);
    }
    if (code != 0) {
      throw fault("yamux: the peer ends the connection with code " + code);
    }
    if (farewell == null) {
      farewell = Deadline.in(limits().times().linger());
    }
  }

  @Override
  MuxedStream nextOutbound() throws IOException {
    if (farewell != null) {
      throw new StreamResetException("the peer is ending the connection");
    }
    long id = nextId.getAndAdd(2);
    if (id > STREAM_MAX) {
      throw new LocalRefusalException("the connection has used up its stream numbers");
    }
    return create(id, Direction.OUTBOUND);
  }

  @Override
  void sendOpen(MuxedStream stream) {
    send(WINDOW_UPDATE, SYN, stream.key(), windowAboveInitial());
  }

  @Override
  void sendData(MuxedStream stream, byte[] bytes, int from, int length, Deadline deadline)
      throws IOException {
    byte[] frame = frame(DATA, 0, stream.key(), length, length);
    System.arraycopy(bytes, from, frame, HEADER, length);
    context().outbox().put(frame, deadline);
  }

  @Override
  void sendClose(MuxedStream stream) {
    send(WINDOW_UPDATE, FIN, stream.key(), 0);
  }

  @Override
  void sendReset(MuxedStream stream) {
    send(WINDOW_UPDATE, RST, stream.key(), 0);
  }

  @Override
  void consumed(MuxedStream stream, int count) {
    int credit = stream.credit(count);
    if (credit > 0) {
      send(WINDOW_UPDATE, 0, stream.key(), credit);
    }
  }

  @Override
  boolean ping() {
    send(PING, SYN, 0, (int) pings.getAndIncrement());
    return true;
  }

  @Override
  void sayFarewell() {
    send(GO_AWAY, 0, 0, 0);
  }

  @Override
  @Nullable Deadline peersFarewell() {
    return farewell;
  }

  private MuxedStream create(long id, Direction direction) {
    return new MuxedStream(this, id, direction, INITIAL_WINDOW, limits().streams().windowBytes());
  }

  private int windowAboveInitial() {
    return limits().streams().windowBytes() - INITIAL_WINDOW;
  }

  private void send(int type, int flags, long id, int length) {
    context().outbox().offer(frame(type, flags, id, length, 0));
  }

  private static byte[] frame(int type, int flags, long id, int length, int room) {
    return ByteBuffer.allocate(HEADER + room)
        .put((byte) 0)
        .put((byte) type)
        .putShort((short) flags)
        .putInt((int) id)
        .putInt(length)
        .array();
  }
}
