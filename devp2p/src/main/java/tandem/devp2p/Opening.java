package tandem.devp2p;

import java.io.IOException;
import java.util.List;
import java.util.random.RandomGenerator;
import tandem.rim.Deadline;

/// What happens on a fresh socket before messages of the protocol flow: the exchange of keys, and
/// both Hellos. The socket's own deadline bounds all of it.
final class Opening {
  private static final int HELLO = 0x00;

  /// Shorter is no message of the handshake.
  private static final int MESSAGE_MIN = Ecies.OVERHEAD + 64;

  private final Devp2pConfig config;
  private final RandomGenerator random;

  /// @param hello of the peer, which speaks our protocol
  record Opened(FrameChannel channel, Hello hello) {}

  /// @param random must be unpredictable
  Opening(Devp2pConfig config, RandomGenerator random) {
    this.config = config;
    this.random = random;
  }

  /// As the one who dialed.
  Opened dial(Wire wire, NodeId remote) throws IOException {
    Handshake handshake = new Handshake(config.key(), random);
    byte[] auth = handshake.auth(remote);
    wire.write(auth, deadline());
    byte[] ack = readPacket(wire);
    return greet(wire, handshake.asInitiator(remote, auth, ack));
  }

  /// As the one who was dialed.
  Opened receive(Wire wire) throws IOException {
    Handshake handshake = new Handshake(config.key(), random);
    byte[] packet = readPacket(wire);
    Handshake.Auth auth = handshake.readAuth(packet);
    byte[] ack = handshake.ack(auth);
    Handshake.Secrets secrets = handshake.asRecipient(auth, packet, ack);
    wire.write(ack, deadline());
    return greet(wire, secrets);
  }

  private byte[] readPacket(Wire wire) throws IOException {
    byte[] prefix = wire.read(2, deadline());
    int length = (prefix[0] & 0xff) << 8 | prefix[1] & 0xff;
    if (length < MESSAGE_MIN || length > Handshake.MESSAGE_MAX) {
      throw new RlpxException("a handshake message of " + length + " bytes");
    }
    byte[] packet = new byte[2 + length];
    System.arraycopy(prefix, 0, packet, 0, 2);
    System.arraycopy(wire.read(length, deadline()), 0, packet, 2, length);
    return packet;
  }

  private Opened greet(Wire wire, Handshake.Secrets secrets) throws IOException {
    FrameChannel channel = new FrameChannel(wire, secrets, config.limits().times().write());
    List<Capability> ours = List.of(config.protocol().capability());
    Hello hello = new Hello(Hello.VERSION, config.clientName(), ours, 0, config.key().id());
    channel.write(new FrameChannel.Message(HELLO, hello.encode()));
    try {
      if (secrets.remote().equals(config.key().id())) {
        throw new RlpxException(DisconnectReason.SELF, "that is ourselves");
      }
      return new Opened(channel, check(channel.read(deadline()), secrets.remote()));
    } catch (RlpxException e) {
      farewell(wire, channel, e.reason());
      throw e;
    }
  }

  private Hello check(FrameChannel.Message first, NodeId remote) throws IOException {
    if (first.code() == Connection.DISCONNECT) {
      throw new IOException("the peer refuses: " + DisconnectReason.decode(first.payload()));
    }
    if (first.code() != HELLO) {
      throw new RlpxException("a message of code " + first.code() + " before the hello");
    }
    Hello hello = Hello.decode(first.payload());
    if (hello.version() >= 0 && hello.version() < Hello.VERSION) {
      throw new RlpxException(
          DisconnectReason.INCOMPATIBLE_VERSION, "base protocol version " + hello.version());
    }
    if (!hello.id().equals(remote)) {
      throw new RlpxException(
          DisconnectReason.UNEXPECTED_IDENTITY, "it calls itself " + hello.id().brief());
    }
    if (!hello.capabilities().contains(config.protocol().capability())) {
      throw new RlpxException(
          DisconnectReason.USELESS_PEER,
          "it speaks " + hello.capabilities() + ", not " + config.protocol().capability());
    }
    return hello;
  }

  /// Tells the peer why nothing comes of it. What it has sent meanwhile is read, as a socket that
  /// is closed with unread bytes is reset and the reason lost.
  void farewell(Wire wire, FrameChannel channel, DisconnectReason reason) {
    Deadline deadline = Deadline.in(config.limits().times().farewell());
    wire.closeAt(deadline);
    try {
      channel.write(new FrameChannel.Message(Connection.DISCONNECT, reason.encode()));
      wire.finish();
      while (!deadline.passed()) {
        wire.read(1, deadline);
      }
    } catch (IOException e) {
      wire.close();
    }
  }

  private Deadline deadline() {
    return Deadline.in(config.limits().times().handshake());
  }
}
