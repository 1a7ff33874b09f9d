package tandem.ssz;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Hex;

/// A sequence of bits that never changes: the value of bitvectors and bitlists. Bit i is bit i mod
/// 8 of byte i div 8.
public final class Bits {
  private final byte[] bytes;
  private final int length;

  private Bits(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
  }

  /// `length` bits, none of them set.
  public static Bits zero(int length) {
    return new Bits(new byte[(length + 7) / 8], length);
  }

  /// `length` bits, of which these are set.
  ///
  /// @throws IndexOutOfBoundsException if one is not among them
  public static Bits of(int length, int... set) {
    byte[] bytes = new byte[(length + 7) / 8];
    for (int each : set) {
      bytes[checked(each, length) / 8] |= (byte) (1 << each % 8);
    }
    return new Bits(bytes, length);
  }

  /// The caller leaves the array alone and has cleared the bits behind the last one.
  static Bits wrap(byte[] bytes, int length) {
    return new Bits(bytes, length);
  }

  public int length() {
    return length;
  }

  /// @throws IndexOutOfBoundsException if `index` is not below [#length]
  public boolean get(int index) {
    return (bytes[checked(index, length) / 8] >> index % 8 & 1) == 1;
  }

  /// These bits and that one.
  public Bits with(int index) {
    if (get(index)) {
      return this;
    }
    byte[] copy = bytes.clone();
    copy[index / 8] |= (byte) (1 << index % 8);
    return new Bits(copy, length);
  }

  /// The bits that are set here or there.
  ///
  /// @throws IllegalArgumentException if the lengths differ
  public Bits or(Bits other) {
    requireLength(other);
    byte[] united = bytes.clone();
    for (int i = 0; i < united.length; i++) {
      united[i] |= other.bytes[i];
    }
    return new Bits(united, length);
  }

  /// Whether a bit is set here and there.
  ///
  /// @throws IllegalArgumentException if the lengths differ
  public boolean intersects(Bits other) {
    requireLength(other);
    for (int i = 0; i < bytes.length; i++) {
      if ((bytes[i] & other.bytes[i]) != 0) {
        return true;
      }
    }
    return false;
  }

  /// Whether all bits that are set there are set here.
  ///
  /// @throws IllegalArgumentException if the lengths differ
  public boolean contains(Bits other) {
    requireLength(other);
    for (int i = 0; i < bytes.length; i++) {
      if ((other.bytes[i] & ~bytes[i]) != 0) {
        return false;
      }
    }
    return true;
  }

  /// How many are set.
  public int count() {
    int count = 0;
    for (byte each : bytes) {
      count += Integer.bitCount(each & 0xff);
    }
    return count;
  }

  public boolean isEmpty() {
    return count() == 0;
  }

  /// The indices of those that are set, ascending.
  public IntStream stream() {
    return IntStream.range(0, length).filter(this::get);
  }

  /// The bytes, which the caller leaves alone.
  byte[] unsafeArray() {
    return bytes;
  }

  private void requireLength(Bits other) {
    if (length != other.length) {
      throw new IllegalArgumentException(length + " bits and " + other.length + " bits");
    }
  }

  private static int checked(int index, int length) {
    if (index < 0 || index >= length) {
      throw new IndexOutOfBoundsException("bit " + index + " of " + length);
    }
    return index;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Bits that && length == that.length && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(bytes) + length;
  }

  @Override
  public String toString() {
    return length + " bits " + Hex.encode(bytes);
  }
}
