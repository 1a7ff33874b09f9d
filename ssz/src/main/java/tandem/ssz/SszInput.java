package tandem.ssz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A stretch of bytes that is to be a value, and where it lies. Reading consumes it from the front;
/// [#end] says that nothing may be left.
final class SszInput {
  /// Names a part of a value; made only when there is something to complain about.
  private final String path;

  private final ByteBuffer bytes;
  private final int total;

  private SszInput(ByteBuffer bytes, int total, String path) {
    this.bytes = bytes;
    this.total = total;
    this.path = path;
  }

  static SszInput of(byte[] bytes, String name) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return new SszInput(buffer, bytes.length, name);
  }

  /// Bytes that have not been read.
  int left() {
    return bytes.remaining();
  }

  long uint64() {
    require(8);
    return bytes.getLong();
  }

  int uint8() {
    require(1);
    return bytes.get() & 0xff;
  }

  /// An offset of four bytes; above 2^31 it is out of every bound.
  int offset() {
    require(4);
    int offset = bytes.getInt();
    if (offset < 0) {
      throw fault("offset " + Integer.toUnsignedString(offset) + " is beyond the end");
    }
    return offset;
  }

  byte[] take(int length) {
    require(length);
    byte[] taken = new byte[length];
    bytes.get(taken);
    return taken;
  }

  /// The next `length` bytes as an input of their own.
  SszInput part(int length, String name) {
    if (length < 0 || length > left()) {
      throw fault(name + " has " + length + " bytes where " + left() + " are left");
    }
    ByteBuffer part =
        bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).limit(bytes.position() + length);
    bytes.position(bytes.position() + length);
    return new SszInput(part, total, name.startsWith("[") ? path + name : path + "." + name);
  }

  /// Everything must have been read.
  void end() {
    if (left() > 0) {
      throw fault(left() + " bytes too many");
    }
  }

  SszException fault(String what) {
    return new SszException(path + " at byte " + bytes.position() + " of " + total + ": " + what);
  }

  private void require(int length) {
    if (length > left()) {
      throw fault(length + " bytes are wanted, " + left() + " are left");
    }
  }
}
