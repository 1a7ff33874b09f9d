package tandem.primitives;

import java.util.Arrays;

/// 32 bytes: a block hash, a root, a spine. Ordered as an unsigned big-endian number.
public final class Hash32 implements Comparable<Hash32> {
  public static final int LENGTH = 32;
  public static final Hash32 ZERO = new Hash32(new byte[LENGTH]);

  private final byte[] bytes;
  private final int hashCode;

  private Hash32(byte[] bytes) {
    this.bytes = bytes;
    this.hashCode = Arrays.hashCode(bytes);
  }

  /// A copy of `bytes`.
  ///
  /// @throws IllegalArgumentException if they are not 32
  public static Hash32 of(byte[] bytes) {
    return wrap(bytes.clone());
  }

  /// A copy of the 32 bytes at `offset`.
  public static Hash32 of(byte[] bytes, int offset) {
    return wrap(Arrays.copyOfRange(bytes, offset, Math.addExact(offset, LENGTH)));
  }

  /// `bytes` itself, which the caller must not change any more.
  ///
  /// @throws IllegalArgumentException if they are not 32
  public static Hash32 wrap(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a hash has 32 bytes, not " + bytes.length);
    }
    return new Hash32(bytes);
  }

  /// The hash of 64 hexadecimal digits, with or without `0x`.
  ///
  /// @throws IllegalArgumentException if it is none
  public static Hash32 fromHex(String text) {
    return wrap(Hex.decode(text));
  }

  public boolean isZero() {
    return equals(ZERO);
  }

  /// A copy of the bytes.
  public byte[] toArray() {
    return bytes.clone();
  }

  /// The array behind this value, for hashing and encoding. It must not be changed.
  public byte[] unsafeArray() {
    return bytes;
  }

  public String toHex() {
    return Hex.encode(bytes);
  }

  /// The first eight digits, for logs.
  public String brief() {
    return Hex.encodeBare(Arrays.copyOf(bytes, 4));
  }

  @Override
  public int compareTo(Hash32 other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hash32 that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return hashCode;
  }

  @Override
  public String toString() {
    return toHex();
  }
}
