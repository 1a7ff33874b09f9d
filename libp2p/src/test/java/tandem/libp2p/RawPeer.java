package tandem.libp2p;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static tandem.libp2p.Hexes.hex;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import tandem.rim.Deadline;

/// A peer that says through noise whatever a test wants, as the dialer.
final class RawPeer implements AutoCloseable {
  private static final String VERSION = "/multistream/1.0.0";

  private final Identity identity = Identity.generate();
  private final Wire wire;
  private final NoiseChannel channel;

  RawPeer(TestHost host, String muxer) throws IOException {
    Socket socket = new Socket();
    // Small, so that it is soon full when the peer does not read.
    socket.setReceiveBufferSize(8 * 1024);
    socket.connect(new InetSocketAddress("127.0.0.1", host.address().port()));
    wire = new Wire(socket, Duration.ofSeconds(30), TestHost.soon());
    HostConfig config = HostConfig.of(identity, "raw", new HostTest.QuietListener());
    channel =
        new Upgrade(config, List.of(muxer)).run(wire, Direction.OUTBOUND, host.address()).channel();
  }

  PeerId id() {
    return identity.peerId();
  }

  void send(byte[] bytes) throws IOException {
    for (int at = 0; at < bytes.length; at += NoiseChannel.PLAIN_MAX) {
      channel.write(bytes, at, Math.min(NoiseChannel.PLAIN_MAX, bytes.length - at));
    }
  }

  void send(String bytes) throws IOException {
    send(hex(bytes));
  }

  /// Sends bytes until the host closes the connection.
  void sendForEver(byte[] bytes) {
    Deadline deadline = TestHost.soon();
    try {
      while (!deadline.passed()) {
        send(bytes);
      }
      throw new AssertionError("the host takes everything");
    } catch (IOException e) {
      // As it should be.
    }
  }

  /// Reads frames of yamux, without the data of data frames, until one is `wanted` (type, flags,
  /// stream).
  long expectYamux(int type, int flags, int stream) throws IOException {
    while (true) {
      byte[] bytes = channel.readNBytes(12);
      assertThat(bytes).as("the connection ended").hasSize(12);
      ByteBuffer header = ByteBuffer.wrap(bytes);
      assertThat(header.get()).isZero();
      int nextType = header.get();
      int nextFlags = header.getShort();
      int nextStream = header.getInt();
      int length = header.getInt();
      if (nextType == 0) {
        channel.skipNBytes(length);
      }
      if (nextType == type && nextFlags == flags && nextStream == stream) {
        return length;
      }
    }
  }

  /// Whether the host accepts stream `id`, which was just opened, rather than resets it.
  boolean acceptsYamux(int id) throws IOException {
    while (true) {
      ByteBuffer header = ByteBuffer.wrap(channel.readNBytes(12));
      int type = header.getShort();
      int flags = header.getShort();
      int stream = header.getInt();
      if (type == 0) {
        channel.skipNBytes(header.getInt());
      }
      if (type == 1 && stream == id && (flags & 10) != 0) {
        return (flags & 2) != 0;
      }
    }
  }

  /// Reads frames of mplex until one has `header`; its data.
  byte[] expectMplex(long header) throws IOException {
    while (true) {
      long next = Varint.read(channel, Long.MAX_VALUE, "header");
      byte[] data = channel.readNBytes((int) Varint.read(channel, 1 << 20, "length"));
      if (next == header) {
        return data;
      }
    }
  }

  /// Refuses the stream on which the host wants to identify us, so that we count as connected.
  void refuseIdentify(TestHost host, String muxer) throws Exception {
    if (muxer.equals(Yamux.PROTOCOL)) {
      expectYamux(1, 1, 2);
      send(yamux(1, 8, 2, 0));
    } else {
      assertThat(expectMplex(0)).containsExactly('0');
      send(mplex(5, new byte[0]));
    }
    assertThat(host.next(TestHost.Connected.class).peer().peer()).isEqualTo(id());
  }

  static byte[] yamux(int type, int flags, int stream, int length) {
    return ByteBuffer.allocate(12)
        .put((byte) 0)
        .put((byte) type)
        .putShort((short) flags)
        .putInt(stream)
        .putInt(length)
        .array();
  }

  static byte[] yamuxData(int flags, int stream, byte[] data) {
    return join(yamux(0, flags, stream, data.length), data);
  }

  static byte[] mplex(long header, byte[] data) {
    byte[] prefix = new byte[Varint.size(header) + Varint.size(data.length)];
    int at = Varint.put(prefix, 0, header);
    Varint.put(prefix, at, data.length);
    return join(prefix, data);
  }

  /// The proposal of `protocol`.
  static byte[] proposal(String protocol) {
    return join(token(VERSION), token(protocol));
  }

  static byte[] join(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }

  private static byte[] token(String text) {
    byte[] line = (text + "\n").getBytes(US_ASCII);
    return join(new byte[] {(byte) line.length}, line);
  }

  @Override
  public void close() {
    wire.close();
  }
}
