package tandem.libp2p;

import org.jspecify.annotations.Nullable;
import tandem.crypto.Secp256k1;
import tandem.primitives.Bytes;

/// Who a peer is: the identity multihash of its secp256k1 public key (coordinator-net.md 1.4).
///
/// ```
/// 00 25 │ 08 02 12 21 │ compressed public key
/// hash    PublicKey     33 bytes
/// ```
///
/// @param multihash the 39 bytes
public record PeerId(Bytes multihash) implements Comparable<PeerId> {
  private static final Bytes HASH = Bytes.fromHex("0025");
  private static final Bytes KEY = Bytes.fromHex("08021221");
  private static final int PREFIX = HASH.length() + KEY.length();
  private static final int LENGTH = PREFIX + 33;

  /// Longest text that is taken for a peer id; real ones have 53 characters.
  private static final int TEXT_MAX = 64;

  /// @throws IllegalArgumentException if `multihash` is of another form; whether the key is a point
  ///   of the curve shows when a signature is verified
  public PeerId {
    if (multihash.length() != LENGTH
        || !multihash.slice(0, HASH.length()).equals(HASH)
        || !multihash.slice(HASH.length(), PREFIX).equals(KEY)) {
      throw new IllegalArgumentException("not the peer id of a secp256k1 key: " + multihash);
    }
  }

  /// The peer of a public key.
  ///
  /// @param compressed public key of 33 bytes
  public static PeerId ofPublicKey(Bytes compressed) {
    byte[] bytes = new byte[PREFIX + compressed.length()];
    System.arraycopy(HASH.unsafeArray(), 0, bytes, 0, HASH.length());
    System.arraycopy(KEY.unsafeArray(), 0, bytes, HASH.length(), KEY.length());
    System.arraycopy(compressed.unsafeArray(), 0, bytes, PREFIX, compressed.length());
    return new PeerId(Bytes.wrap(bytes));
  }

  /// The peer id of a base58 text (`16Uiu2HA…`).
  ///
  /// @throws IllegalArgumentException if it is none
  public static PeerId parse(String text) {
    return new PeerId(Bytes.wrap(Base58.decode(text, TEXT_MAX)));
  }

  /// The public key, compressed, 33 bytes.
  public Bytes publicKey() {
    return multihash.slice(PREFIX, LENGTH);
  }

  /// The public key as libp2p's message `PublicKey`, 37 bytes.
  Bytes publicKeyMessage() {
    return multihash.slice(HASH.length(), LENGTH);
  }

  /// The peer whose key a message `PublicKey` holds, or null if it is no secp256k1 key.
  static @Nullable PeerId ofPublicKeyMessage(byte[] message) {
    if (message.length != LENGTH - HASH.length()) {
      return null;
    }
    Bytes all = Bytes.wrap(message);
    Bytes key = all.slice(KEY.length(), all.length());
    if (!all.slice(0, KEY.length()).equals(KEY) || Secp256k1.convert(key, true) == null) {
      return null;
    }
    return ofPublicKey(key);
  }

  @Override
  public int compareTo(PeerId other) {
    return multihash.compareTo(other.multihash);
  }

  /// The last eight characters, for logs.
  public String brief() {
    String text = toString();
    return "…" + text.substring(text.length() - 8);
  }

  /// The base58 text.
  @Override
  public String toString() {
    return Base58.encode(multihash.unsafeArray());
  }
}
