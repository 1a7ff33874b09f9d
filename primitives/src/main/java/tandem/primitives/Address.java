package tandem.primitives;

import java.util.Arrays;

/// 20 bytes: an account of gwat, ordered as an unsigned big-endian number.
public final class Address implements Comparable<Address> {
  public static final int LENGTH = 20;
  public static final Address ZERO = new Address(new byte[LENGTH]);

  private final byte[] bytes;
  private final int hashCode;

  private Address(byte[] bytes) {
    this.bytes = bytes;
    this.hashCode = Arrays.hashCode(bytes);
  }

  /// A copy of `bytes`.
  ///
  /// @throws IllegalArgumentException if they are not 20
  public static Address of(byte[] bytes) {
    return wrap(bytes.clone());
  }

  /// A copy of the 20 bytes at `offset`.
  public static Address of(byte[] bytes, int offset) {
    return wrap(Arrays.copyOfRange(bytes, offset, Math.addExact(offset, LENGTH)));
  }

  /// `bytes` itself, which the caller must not change any more.
  ///
  /// @throws IllegalArgumentException if they are not 20
  public static Address wrap(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("an address has 20 bytes, not " + bytes.length);
    }
    return new Address(bytes);
  }

  /// The address of 40 hexadecimal digits, with or without `0x`.
  ///
  /// @throws IllegalArgumentException if it is none
  public static Address fromHex(String text) {
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
  public int compareTo(Address other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Address that && Arrays.equals(bytes, that.bytes);
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
