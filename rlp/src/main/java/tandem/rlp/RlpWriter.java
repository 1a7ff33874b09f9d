package tandem.rlp;

import java.util.Arrays;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;

/// Writes RLP back to front, so that the length of a list is known when its prefix is written.
///
/// Items are therefore given in **reverse order**: the last field first. A list is closed by
/// [#list(int)] with the mark that [#mark()] gave before its last field was written.
///
/// ```java
/// RlpWriter out = new RlpWriter();
/// int end = out.mark();
/// out.number(slot);       // second field
/// out.hash(parent);       // first field
/// out.list(end);
/// byte[] bytes = out.toByteArray();
/// ```
public final class RlpWriter {
  private byte[] buffer;
  private int start;

  public RlpWriter() {
    this(256);
  }

  /// @param capacityBytes expected size; the buffer grows as needed
  public RlpWriter(int capacityBytes) {
    buffer = new byte[Math.max(capacityBytes, 16)];
    start = buffer.length;
  }

  /// The place up to which a list that is begun now will reach: bytes written so far.
  public int mark() {
    return buffer.length - start;
  }

  /// Closes the list of everything that was written since `mark`.
  public RlpWriter list(int mark) {
    prefix(0xc0, mark() - mark);
    return this;
  }

  /// A byte string.
  public RlpWriter bytes(byte[] value) {
    return bytes(value, 0, value.length);
  }

  /// The byte string `value[from, to)`.
  public RlpWriter bytes(byte[] value, int from, int to) {
    int length = to - from;
    raw(value, from, to);
    if (length != 1 || value[from] < 0) {
      prefix(0x80, length);
    }
    return this;
  }

  public RlpWriter bytes(Bytes value) {
    return bytes(value.unsafeArray());
  }

  public RlpWriter hash(Hash32 value) {
    return bytes(value.unsafeArray());
  }

  public RlpWriter address(Address value) {
    return bytes(value.unsafeArray());
  }

  /// An unsigned number of 64 bits: big-endian without leading zeros, zero as the empty string.
  public RlpWriter number(long unsigned) {
    if (unsigned != 0 && (unsigned & ~0x7fL) == 0) {
      reserve(1);
      buffer[--start] = (byte) unsigned;
      return this;
    }
    int length = lengthOf(unsigned);
    bigEndian(unsigned, length);
    prefix(0x80, length);
    return this;
  }

  /// The big-endian number in `value` without its leading zeros.
  public RlpWriter number(byte[] value) {
    int from = 0;
    while (from < value.length && value[from] == 0) {
      from++;
    }
    return bytes(value, from, value.length);
  }

  /// `encoded` as it is; it must be one or more whole items.
  public RlpWriter raw(byte[] encoded) {
    return raw(encoded, 0, encoded.length);
  }

  /// What was written, in the order of reading.
  public byte[] toByteArray() {
    return Arrays.copyOfRange(buffer, start, buffer.length);
  }

  private RlpWriter raw(byte[] value, int from, int to) {
    int length = to - from;
    reserve(length);
    start -= length;
    System.arraycopy(value, from, buffer, start, length);
    return this;
  }

  private void prefix(int base, int length) {
    if (length < 56) {
      reserve(1);
      buffer[--start] = (byte) (base + length);
      return;
    }
    int lengthLength = lengthOf(length);
    bigEndian(length, lengthLength);
    reserve(1);
    buffer[--start] = (byte) (base + 55 + lengthLength);
  }

  private void bigEndian(long value, int length) {
    reserve(length);
    long rest = value;
    for (int i = 0; i < length; i++) {
      buffer[--start] = (byte) rest;
      rest >>>= 8;
    }
  }

  private static int lengthOf(long value) {
    return (64 - Long.numberOfLeadingZeros(value) + 7) / 8;
  }

  private void reserve(int more) {
    if (start >= more) {
      return;
    }
    int used = mark();
    byte[] larger =
        new byte[Math.max(Math.addExact(used, more), Math.multiplyExact(buffer.length, 2))];
    System.arraycopy(buffer, start, larger, larger.length - used, used);
    start = larger.length - used;
    buffer = larger;
  }
}
