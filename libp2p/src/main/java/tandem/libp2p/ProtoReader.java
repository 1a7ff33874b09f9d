package tandem.libp2p;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/// Reads one protobuf message field by field:
///
/// ```java
/// while (in.next()) {
///   switch (in.field()) {
///     case 1 -> name = in.string();
///     default -> in.skip();
///   }
/// }
/// ```
///
/// Every field must be read or skipped. The message is in memory and was bounded by whoever read
/// it; nothing here is larger than it.
final class ProtoReader {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;

  private final byte[] bytes;
  private final String what;
  private int at;
  private int field;
  private int wireType;

  /// @param what name of the message for exceptions
  ProtoReader(byte[] bytes, String what) {
    this.bytes = bytes;
    this.what = what;
  }

  /// Moves to the next field; false at the end of the message.
  boolean next() throws Libp2pException {
    if (at == bytes.length) {
      return false;
    }
    long tag = number();
    long number = tag >>> 3;
    if (number == 0 || number > 0x1fff_ffff) {
      throw fault("field number " + Long.toUnsignedString(number));
    }
    field = (int) number;
    wireType = (int) (tag & 7);
    return true;
  }

  int field() {
    return field;
  }

  /// The number of the current field, as 64 unsigned bits.
  long varint() throws Libp2pException {
    require(VARINT);
    return number();
  }

  /// The bytes of the current field.
  byte[] bytes() throws Libp2pException {
    require(LENGTH);
    int length = length();
    byte[] value = Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return value;
  }

  /// The text of the current field; what is not UTF-8 becomes a replacement character.
  String string() throws Libp2pException {
    return new String(bytes(), UTF_8);
  }

  /// Passes over the current field.
  void skip() throws Libp2pException {
    switch (wireType) {
      case VARINT -> number();
      case FIXED64 -> advance(8);
      case LENGTH -> advance(length());
      case FIXED32 -> advance(4);
      default -> throw fault("wire type " + wireType);
    }
  }

  private void require(int expected) throws Libp2pException {
    if (wireType != expected) {
      throw fault("wire type " + wireType + " instead of " + expected);
    }
  }

  private int length() throws Libp2pException {
    long length = number();
    if (length < 0 || length > bytes.length - at) {
      throw fault("length " + Long.toUnsignedString(length) + " runs over the end");
    }
    return (int) length;
  }

  private void advance(int count) throws Libp2pException {
    if (count > bytes.length - at) {
      throw fault("the message ends within a value");
    }
    at += count;
  }

  /// Protobuf's own rule: up to ten bytes, not necessarily the shortest form.
  private long number() throws Libp2pException {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (at == bytes.length) {
        throw fault("the message ends within a number");
      }
      byte next = bytes[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw fault("number of more than 10 bytes");
  }

  private Libp2pException fault(String fault) {
    return new Libp2pException(
        what + ", field " + field + " at byte " + at + " of " + bytes.length + ": " + fault);
  }
}
