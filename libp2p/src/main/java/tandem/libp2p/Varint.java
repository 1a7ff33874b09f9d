package tandem.libp2p;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// Unsigned variable-length integers of multiformats: seven bits a byte, the low ones first, in the
/// shortest form, below 2^63.
final class Varint {
  private static final int MAX_BYTES = 9;

  private Varint() {}

  static int size(long value) {
    return value == 0 ? 1 : (70 - Long.numberOfLeadingZeros(value)) / 7;
  }

  /// Writes `value` at `at`.
  ///
  /// @return the index behind it
  static int put(byte[] into, int at, long value) {
    int index = at;
    long rest = value;
    while (rest > 0x7f) {
      into[index++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    into[index++] = (byte) rest;
    return index;
  }

  /// Reads a number of at most `max`.
  ///
  /// @param what name of the number for the exception
  /// @throws EOFException if `in` ends within or before the number
  /// @throws Libp2pException if it is above `max` or not in its shortest form
  static long read(InputStream in, long max, String what) throws IOException {
    return readAfter(in, in.read(), max, what);
  }

  /// As [#read], after the first byte `first` has been read; -1 is the end of the stream.
  static long readAfter(InputStream in, int first, long max, String what) throws IOException {
    long value = 0;
    int next = first;
    for (int i = 0; i < MAX_BYTES; i++) {
      if (next < 0) {
        throw new EOFException(what + ": the stream ends within a number");
      }
      value |= (long) (next & 0x7f) << (7 * i);
      if (next < 0x80) {
        if (next == 0 && i > 0) {
          throw new Libp2pException(what + ": number not in its shortest form");
        }
        if (value > max) {
          throw new Libp2pException(what + ": " + value + " is above " + max);
        }
        return value;
      }
      next = in.read();
    }
    throw new Libp2pException(what + ": number of more than " + MAX_BYTES + " bytes");
  }
}
