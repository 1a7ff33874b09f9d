package tandem.devp2p;

import tandem.primitives.Bytes;

/// The public key of a node, which is its name: x ‖ y, 64 bytes. Whether it is a point of the curve
/// shows in the handshake.
public record NodeId(Bytes bytes) implements Comparable<NodeId> {
  public static final int LENGTH = 64;

  public NodeId {
    if (bytes.length() != LENGTH) {
      throw new IllegalArgumentException("a node id has 64 bytes, not " + bytes.length());
    }
  }

  /// The id of a public key of 65 bytes (`04 ‖ x ‖ y`).
  static NodeId ofPublicKey(Bytes publicKey) {
    return new NodeId(publicKey.slice(1, 1 + LENGTH));
  }

  /// `04 ‖ x ‖ y`.
  Bytes publicKey() {
    byte[] key = new byte[1 + LENGTH];
    key[0] = 4;
    System.arraycopy(bytes.unsafeArray(), 0, key, 1, LENGTH);
    return Bytes.wrap(key);
  }

  /// 128 hexadecimal digits.
  public String toHex() {
    return bytes.toHex().substring(2);
  }

  /// The first 8 of them, for logs.
  public String brief() {
    return toHex().substring(0, 8);
  }

  @Override
  public int compareTo(NodeId other) {
    return bytes.compareTo(other.bytes);
  }

  @Override
  public String toString() {
    return toHex();
  }
}
