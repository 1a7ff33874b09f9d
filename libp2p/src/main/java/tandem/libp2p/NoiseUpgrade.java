package tandem.libp2p;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Secures a connection: the Noise handshake with libp2p's payload, which ties the static key to an
/// identity (coordinator-net.md 1.2).
final class NoiseUpgrade {
  static final String PROTOCOL = "/noise";

  private static final byte[] SIGNATURE_PREFIX = "noise-libp2p-static-key:".getBytes(US_ASCII);
  private static final byte[] NOTHING = {};

  private NoiseUpgrade() {}

  /// A secured connection and who is at its other end.
  record Secured(NoiseChannel channel, PeerId peer) {}

  /// @param initiator whether we dialed
  /// @param expected who must be at the other end, or null if anybody may
  /// @throws Libp2pException if the handshake fails or another peer answers
  static Secured run(Wire wire, Identity identity, boolean initiator, @Nullable PeerId expected)
      throws IOException {
    X25519 ourStatic = X25519.generate();
    NoiseHandshake noise = new NoiseHandshake(initiator, NOTHING, ourStatic, X25519.generate());
    byte[] payload = payload(identity, ourStatic.publicKey());
    PeerId peer;
    if (initiator) {
      send(wire, noise.write(NOTHING));
      peer = verify(noise.read(receive(wire)), noise.theirStatic());
      // Whom we did not mean to reach does not learn who we are.
      requirePeer(peer, expected);
      send(wire, noise.write(payload));
    } else {
      noise.read(receive(wire));
      send(wire, noise.write(payload));
      peer = verify(noise.read(receive(wire)), noise.theirStatic());
      requirePeer(peer, expected);
    }
    return new Secured(new NoiseChannel(wire, noise.split()), peer);
  }

  static byte[] payload(Identity identity, byte[] staticKey) {
    return new ProtoWriter()
        .bytes(1, identity.peerId().publicKeyMessage().unsafeArray())
        .bytes(2, identity.sign(signed(staticKey)).unsafeArray())
        .done();
  }

  /// The peer whose key signed `staticKey`.
  static PeerId verify(byte[] payload, byte[] staticKey) throws Libp2pException {
    byte[] key = NOTHING;
    byte[] signature = NOTHING;
    ProtoReader in = new ProtoReader(payload, "noise payload");
    while (in.next()) {
      switch (in.field()) {
        case 1 -> key = in.bytes();
        case 2 -> signature = in.bytes();
        default -> in.skip();
      }
    }
    PeerId peer = PeerId.ofPublicKeyMessage(key);
    if (peer == null) {
      throw new Libp2pException("noise payload: identity key is no secp256k1 key");
    }
    if (!Identity.verify(peer, signed(staticKey), signature)) {
      throw new Libp2pException("noise payload: the signature is not " + peer + "'s");
    }
    return peer;
  }

  private static void requirePeer(PeerId peer, @Nullable PeerId expected) throws Libp2pException {
    if (expected != null && !expected.equals(peer)) {
      throw new Libp2pException("noise: " + peer + " answered for " + expected);
    }
  }

  private static byte[] signed(byte[] staticKey) {
    byte[] message = new byte[SIGNATURE_PREFIX.length + staticKey.length];
    System.arraycopy(SIGNATURE_PREFIX, 0, message, 0, SIGNATURE_PREFIX.length);
    System.arraycopy(staticKey, 0, message, SIGNATURE_PREFIX.length, staticKey.length);
    return message;
  }

  private static void send(Wire wire, byte[] message) throws IOException {
    byte[] framed = new byte[2 + message.length];
    framed[0] = (byte) (message.length >> 8);
    framed[1] = (byte) message.length;
    System.arraycopy(message, 0, framed, 2, message.length);
    wire.write(framed, 0, framed.length);
  }

  private static byte[] receive(Wire wire) throws IOException {
    int length = NoiseChannel.readLength(wire.input());
    byte[] message = length < 0 ? NOTHING : wire.input().readNBytes(length);
    if (length < 0 || message.length < length) {
      throw new EOFException("noise: the connection ends within the handshake");
    }
    return message;
  }
}
