package tandem.primitives;

import java.util.Arrays;

/// An immutable byte string of any length.
public final class Bytes implements Comparable<Bytes> {
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] bytes;

  private Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /// A copy of `bytes`.
  public static Bytes of(byte... bytes) {
    return bytes.length == 0 ? EMPTY : new Bytes(bytes.clone());
  }

  /// A copy of `bytes[from, to)`.
  public static Bytes of(byte[] bytes, int from, int to) {
    return from == to ? EMPTY : new Bytes(Arrays.copyOfRange(bytes, from, to));
  }

  /// `bytes` itself, which the caller must not change any more.
  public static Bytes wrap(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Bytes(bytes);
  }

  /// The bytes of a hexadecimal text, with or without `0x`.
  ///
  /// @throws IllegalArgumentException if it is none
  public static Bytes fromHex(String text) {
    return wrap(Hex.decode(text));
  }

  public int length() {
    return bytes.length;
  }

  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /// Byte `index` as 0 to 255.
  public int at(int index) {
    return bytes[index] & 0xff;
  }

  /// Bytes `[from, to)`.
  public Bytes slice(int from, int to) {
    return of(bytes, from, to);
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

  /// Unsigned, byte by byte; a prefix comes first.
  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// The hexadecimal form, shortened above 64 bytes.
  @Override
  public String toString() {
    if (bytes.length <= 64) {
      return toHex();
    }
    return Hex.encode(Arrays.copyOf(bytes, 32)) + "…(" + bytes.length + " bytes)";
  }
}
