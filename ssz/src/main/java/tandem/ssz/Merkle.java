package tandem.ssz;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import tandem.primitives.Hash32;

/// Binary Merkle trees over chunks of 32 bytes, padded with zero chunks up to a limit
/// (simple-serialize.md, Merkleization).
public final class Merkle {
  static final int CHUNK_BYTES = 32;

  /// Roots of trees of zero chunks by depth; 64 is more than any limit needs.
  private static final byte[][] ZERO = new byte[65][];

  private static final ThreadLocal<MessageDigest> SHA256 =
      ThreadLocal.withInitial(() -> {
        try {
          return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
          throw new IllegalStateException("every JDK has SHA-256", e);
        }
      });

  static {
    ZERO[0] = new byte[CHUNK_BYTES];
    for (int depth = 1; depth < ZERO.length; depth++) {
      ZERO[depth] = hash(ZERO[depth - 1], ZERO[depth - 1]);
    }
  }

  private Merkle() {}

  /// SHA-256.
  public static Hash32 sha256(byte[]... parts) {
    MessageDigest digest = SHA256.get();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return Hash32.wrap(digest.digest());
  }

  /// The parent of two nodes.
  public static Hash32 parent(Hash32 left, Hash32 right) {
    return Hash32.wrap(hash(left.unsafeArray(), right.unsafeArray()));
  }

  static byte[] hash(byte[] left, byte[] right) {
    MessageDigest digest = SHA256.get();
    digest.update(left);
    digest.update(right);
    return digest.digest();
  }

  /// The root of a tree of zero chunks; the array is shared.
  static byte[] zero(int depth) {
    return ZERO[depth];
  }

  /// The depth of the smallest tree with room for `chunks`.
  static int depth(long chunks) {
    return chunks <= 1 ? 0 : Long.SIZE - Long.numberOfLeadingZeros(chunks - 1);
  }

  /// The root over `count` chunks that lie one behind the other, in a tree of `depth`. The chunks
  /// are overwritten.
  static byte[] root(byte[] chunks, int count, int depth) {
    if (count == 0) {
      return zero(depth);
    }
    MessageDigest digest = SHA256.get();
    int width = count;
    for (int level = 0; level < depth; level++) {
      for (int i = 0; i < width; i += 2) {
        digest.update(chunks, i * CHUNK_BYTES, CHUNK_BYTES);
        if (i + 1 < width) {
          digest.update(chunks, (i + 1) * CHUNK_BYTES, CHUNK_BYTES);
        } else {
          digest.update(zero(level));
        }
        try {
          digest.digest(chunks, i / 2 * CHUNK_BYTES, CHUNK_BYTES);
        } catch (DigestException e) {
          throw new IllegalStateException("a digest of 32 bytes fits", e);
        }
      }
      width = (width + 1) / 2;
    }
    return Arrays.copyOf(chunks, CHUNK_BYTES);
  }

  /// A tree of `depth` grown to `limitDepth` with zero chunks to its right.
  static byte[] extend(byte[] root, int depth, int limitDepth) {
    byte[] extended = root;
    for (int level = depth; level < limitDepth; level++) {
      extended = hash(extended, zero(level));
    }
    return extended;
  }

  /// `mix_in_length`.
  static Hash32 withLength(byte[] root, long length) {
    byte[] chunk = new byte[CHUNK_BYTES];
    for (int i = 0; i < Long.BYTES; i++) {
      chunk[i] = (byte) (length >>> 8 * i);
    }
    return Hash32.wrap(hash(root, chunk));
  }
}
