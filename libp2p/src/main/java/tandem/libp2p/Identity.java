package tandem.libp2p;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import tandem.crypto.Secp256k1;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;

/// The secret key of a node and the peer id that follows from it. Where the key is kept is the
/// caller's affair (coordinator-net.md 1.4).
public final class Identity {
  private final Bytes secret;
  private final PeerId peerId;

  private Identity(Bytes secret) {
    this.secret = secret;
    this.peerId = PeerId.ofPublicKey(Secp256k1.publicKey(secret, true));
  }

  /// The identity of a secret key.
  ///
  /// @param secret scalar of 32 bytes
  /// @throws IllegalArgumentException if it is no secret key of secp256k1
  public static Identity of(Bytes secret) {
    return new Identity(secret);
  }

  /// A new identity.
  public static Identity generate() {
    SecureRandom random = new SecureRandom();
    byte[] secret = new byte[32];
    do {
      random.nextBytes(secret);
    } while (!Secp256k1.isSecret(Bytes.wrap(secret)));
    return new Identity(Bytes.wrap(secret));
  }

  public Bytes secret() {
    return secret;
  }

  public PeerId peerId() {
    return peerId;
  }

  /// A signature of the SHA-256 of `message`, as libp2p signs with secp256k1: DER.
  Bytes sign(byte[] message) {
    return Secp256k1.signDer(sha256(message), secret);
  }

  /// Whether `signature` is `peer`'s under `message`.
  static boolean verify(PeerId peer, byte[] message, byte[] signature) {
    return Secp256k1.verifyDer(sha256(message), Bytes.wrap(signature), peer.publicKey());
  }

  /// The peer id; never the secret.
  @Override
  public String toString() {
    return "Identity[" + peerId + "]";
  }

  private static Hash32 sha256(byte[] message) {
    try {
      return Hash32.wrap(MessageDigest.getInstance("SHA-256").digest(message));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
