package tandem.devp2p;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import tandem.rim.Deadline;

/// A peer that does what a test wants, message by message.
final class RawPeer implements AutoCloseable {
  final Socket socket;
  final Wire wire;
  final FrameChannel channel;

  private RawPeer(Socket socket, Wire wire, FrameChannel channel) {
    this.socket = socket;
    this.wire = wire;
    this.channel = channel;
  }

  static Socket socket(TestNode node) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.server.port());
    socket.setSoTimeout((int) TestNode.SOON.toMillis());
    return socket;
  }

  /// Agrees on keys.
  static RawPeer dial(TestNode node, NodeKey key) throws IOException {
    Socket socket = socket(node);
    Wire wire = new Wire(socket, Deadline.in(Duration.ofMinutes(1)));
    Deadline deadline = Deadline.in(TestNode.SOON);
    Handshake handshake = new Handshake(key, new Random(9));
    byte[] auth = handshake.auth(node.id());
    wire.write(auth, deadline);
    byte[] prefix = wire.read(2, deadline);
    int length = (prefix[0] & 0xff) << 8 | prefix[1] & 0xff;
    byte[] ack = new byte[2 + length];
    System.arraycopy(prefix, 0, ack, 0, 2);
    System.arraycopy(wire.read(length, deadline), 0, ack, 2, length);
    Handshake.Secrets secrets = handshake.asInitiator(node.id(), auth, ack);
    return new RawPeer(socket, wire, new FrameChannel(wire, secrets, TestNode.SOON));
  }

  /// Agrees on keys and exchanges Hellos.
  static RawPeer connect(TestNode node, NodeKey key) throws IOException {
    RawPeer peer = dial(node, key);
    peer.send(0, hello(key, 5, TestNode.ECHO.capability()));
    if (peer.read().code() != 0) {
      throw new AssertionError("no hello");
    }
    peer.channel.compress(16 << 20);
    return peer;
  }

  static RawPeer connect(TestNode node) throws IOException {
    return connect(node, NodeKey.generate());
  }

  static byte[] hello(NodeKey key, long version, Capability... capabilities) {
    return new Hello(version, "raw", List.of(capabilities), 0, key.id()).encode();
  }

  /// @param code on the wire
  void send(int code, byte[] payload) throws IOException {
    channel.write(new FrameChannel.Message(code, payload));
  }

  FrameChannel.Message read() throws IOException {
    return channel.read(Deadline.in(TestNode.SOON));
  }

  /// The reason that the node gives; what it says before is passed over.
  DisconnectReason readDisconnect() throws IOException {
    while (true) {
      FrameChannel.Message message = read();
      if (message.code() == Connection.DISCONNECT) {
        return DisconnectReason.decode(message.payload());
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
