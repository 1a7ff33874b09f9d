package tandem.trie;

import java.util.Arrays;

/// Keys as half-bytes, one an array element, and their compact form (yellow paper appendix C).
final class Nibbles {
  private Nibbles() {}

  /// Two nibbles a byte, the high one first.
  static byte[] ofKey(byte[] key) {
    byte[] nibbles = new byte[2 * key.length];
    for (int i = 0; i < key.length; i++) {
      nibbles[2 * i] = (byte) (key[i] >> 4 & 0xf);
      nibbles[2 * i + 1] = (byte) (key[i] & 0xf);
    }
    return nibbles;
  }

  /// The key of an even number of nibbles.
  static byte[] toKey(byte[] nibbles) {
    byte[] key = new byte[nibbles.length / 2];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (nibbles[2 * i] << 4 | nibbles[2 * i + 1]);
    }
    return key;
  }

  /// A flag nibble (2 for a leaf, 1 for an odd length), zero padding if even, and the nibbles.
  static byte[] compact(byte[] nibbles, boolean leaf) {
    boolean odd = nibbles.length % 2 == 1;
    byte[] compact = new byte[nibbles.length / 2 + 1];
    compact[0] = (byte) ((leaf ? 0x20 : 0) | (odd ? 0x10 | nibbles[0] : 0));
    int at = odd ? 1 : 0;
    for (int i = 1; i < compact.length; i++, at += 2) {
      compact[i] = (byte) (nibbles[at] << 4 | nibbles[at + 1]);
    }
    return compact;
  }

  /// Whether `compact` could have been made by [#compact(byte[], boolean)].
  static boolean isCompact(byte[] compact) {
    return compact.length > 0
        && (compact[0] & 0xc0) == 0
        && ((compact[0] & 0x10) != 0 || (compact[0] & 0x0f) == 0);
  }

  static boolean isLeaf(byte[] compact) {
    return (compact[0] & 0x20) != 0;
  }

  /// The nibbles of a compact form.
  static byte[] expand(byte[] compact) {
    byte[] all = ofKey(compact);
    return Arrays.copyOfRange(all, (compact[0] & 0x10) != 0 ? 1 : 2, all.length);
  }

  /// Nibbles that `a[from…]` and `b` have in common at their beginning.
  static int common(byte[] a, int from, byte[] b) {
    int mismatch = Arrays.mismatch(a, from, a.length, b, 0, b.length);
    return mismatch < 0 ? b.length : mismatch;
  }

  static byte[] tail(byte[] nibbles, int from) {
    return Arrays.copyOfRange(nibbles, from, nibbles.length);
  }

  static byte[] join(byte[] first, int middle, byte[] last) {
    byte[] joined = Arrays.copyOf(first, first.length + 1 + last.length);
    joined[first.length] = (byte) middle;
    System.arraycopy(last, 0, joined, first.length + 1, last.length);
    return joined;
  }

  static byte[] join(byte[] first, byte[] last) {
    byte[] joined = Arrays.copyOf(first, first.length + last.length);
    System.arraycopy(last, 0, joined, first.length, last.length);
    return joined;
  }
}
