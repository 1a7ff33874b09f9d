package tandem.devp2p;

import java.io.IOException;
import org.xerial.snappy.Snappy;

/// Snappy in its block format, as every message after Hello has it.
final class Compression {
  /// Bytes that one compressed byte can stand for: 64 of them in an element of 3.
  static final int RATIO_MAX = 22;

  private static final int LENGTH_BYTES_MAX = 5;

  private Compression() {}

  static byte[] compress(byte[] plain) {
    try {
      return Snappy.compress(plain);
    } catch (IOException e) {
      throw new IllegalStateException("snappy cannot compress " + plain.length + " bytes", e);
    }
  }

  /// Bytes that at most `plainMax` bytes can become.
  static int compressedMax(int plainMax) {
    return 32 + plainMax + plainMax / 6;
  }

  /// What was compressed. Nothing is made for a message that says to be more than it can be.
  ///
  /// @param plainMax bytes that it may have
  static byte[] decompress(byte[] compressed, int plainMax) throws RlpxException {
    long length = length(compressed);
    if (length > plainMax) {
      throw new RlpxException(
          "a message of %d bytes, of which %d are allowed".formatted(length, plainMax));
    }
    if (length > (long) compressed.length * RATIO_MAX) {
      throw new RlpxException(
          "%d compressed bytes are not %d".formatted(compressed.length, length));
    }
    try {
      return Snappy.uncompress(compressed);
    } catch (IOException e) {
      throw new RlpxException("not a compressed message");
    }
  }

  /// The length of the plain message, which comes first: a number by 7 bits, the lowest first.
  private static long length(byte[] compressed) throws RlpxException {
    long length = 0;
    for (int i = 0; i < LENGTH_BYTES_MAX && i < compressed.length; i++) {
      length |= (compressed[i] & 0x7fL) << (7 * i);
      if (compressed[i] >= 0) {
        return length;
      }
    }
    throw new RlpxException("a compressed message without its length");
  }
}
