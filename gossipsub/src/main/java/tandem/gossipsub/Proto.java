package tandem.gossipsub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import tandem.primitives.Bytes;

/// Protobuf, as much as an [Rpc] needs.
final class Proto {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;

  private Proto() {}

  /// Reads one message field by field; every field must be read or skipped.
  static final class Reader {
    private final byte[] bytes;
    private final int end;
    private int at;
    private int field;
    private int wireType;

    Reader(byte[] bytes) {
      this(bytes, 0, bytes.length);
    }

    private Reader(byte[] bytes, int from, int end) {
      this.bytes = bytes;
      this.at = from;
      this.end = end;
    }

    /// Moves to the next field; false at the end of the message.
    boolean next() throws RpcException {
      if (at == end) {
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

    long varint() throws RpcException {
      require(VARINT);
      return number();
    }

    Bytes bytes() throws RpcException {
      require(LENGTH);
      int from = take(length());
      return Bytes.of(bytes, from, at);
    }

    String string() throws RpcException {
      require(LENGTH);
      int from = take(length());
      return new String(bytes, from, at - from, UTF_8);
    }

    /// The message of the current field.
    Reader message() throws RpcException {
      require(LENGTH);
      int from = take(length());
      return new Reader(bytes, from, at);
    }

    void skip() throws RpcException {
      switch (wireType) {
        case VARINT -> number();
        case FIXED64 -> take(8);
        case LENGTH -> take(length());
        case FIXED32 -> take(4);
        default -> throw fault("wire type " + wireType);
      }
    }

    RpcException fault(String fault) {
      return new RpcException("field %d at byte %d of %d: %s".formatted(field, at, end, fault));
    }

    private void require(int expected) throws RpcException {
      if (wireType != expected) {
        throw fault("wire type " + wireType + " instead of " + expected);
      }
    }

    private int length() throws RpcException {
      long length = number();
      if (length < 0 || length > end - at) {
        throw fault("length " + Long.toUnsignedString(length) + " runs over the end");
      }
      return (int) length;
    }

    private int take(int count) throws RpcException {
      if (count > end - at) {
        throw fault("the message ends within a value");
      }
      int from = at;
      at += count;
      return from;
    }

    /// Up to ten bytes, not necessarily the shortest form: protobuf's own rule.
    private long number() throws RpcException {
      long value = 0;
      for (int shift = 0; shift < 70; shift += 7) {
        if (at == end) {
          throw fault("the message ends within a number");
        }
        byte next = bytes[at++];
        value |= (long) (next & 0x7f) << shift;
        if (next >= 0) {
          return value;
        }
      }
      throw fault("a number of more than 10 bytes");
    }
  }

  /// Writes one message, in the order of the calls.
  static final class Writer {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Writer varint(int field, long value) {
      number((long) field << 3);
      number(value);
      return this;
    }

    Writer bytes(int field, Bytes value) {
      return raw(field, value.unsafeArray());
    }

    Writer string(int field, String value) {
      return raw(field, value.getBytes(UTF_8));
    }

    Writer message(int field, Writer value) {
      return raw(field, value.done());
    }

    byte[] done() {
      return out.toByteArray();
    }

    private Writer raw(int field, byte[] value) {
      number((long) field << 3 | LENGTH);
      number(value.length);
      out.writeBytes(value);
      return this;
    }

    private void number(long value) {
      long rest = value;
      byte[] buffer = new byte[10];
      int size = 0;
      while ((rest & ~0x7fL) != 0) {
        buffer[size++] = (byte) (rest | 0x80);
        rest >>>= 7;
      }
      buffer[size++] = (byte) rest;
      out.writeBytes(Arrays.copyOf(buffer, size));
    }
  }
}
