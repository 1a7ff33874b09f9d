package tandem.ssz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// A stretch of bytes that is to be a value, and where it lies. Reading consumes it from the front;
/// [#end] says that nothing may be left.
final class SszInput {
  private static final int NO_ELEMENT = -1;

  // Null for the whole value.
  private final @Nullable SszInput parent;
  // The path is made of names and indices only when there is something to complain about.
  private final String name;
  private final int index;

  private final ByteBuffer bytes;
  private final int total;

  private SszInput(@Nullable SszInput parent, String name, int index, ByteBuffer bytes, int total) {
    this.parent = parent;
    this.name = name;
    this.index = index;
    this.bytes = bytes;
    this.total = total;
  }

  static SszInput of(byte[] bytes, String name) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return new SszInput(null, name, NO_ELEMENT, buffer, bytes.length);
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

  /// The next `length` bytes, which are to be the field `name`.
  SszInput field(int length, String fieldName) {
    return part(length, fieldName, NO_ELEMENT);
  }

  /// The next `length` bytes, which are to be element `element`.
  SszInput element(int length, int element) {
    return part(length, "", element);
  }

  private SszInput part(int length, String partName, int partIndex) {
    if (length < 0 || length > left()) {
      throw fault(
          "%s has %d bytes where %d are left"
              .formatted(
                  partIndex == NO_ELEMENT ? partName : "[" + partIndex + "]", length, left()));
    }
    ByteBuffer part =
        bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).limit(bytes.position() + length);
    bytes.position(bytes.position() + length);
    return new SszInput(this, partName, partIndex, part, total);
  }

  /// Everything must have been read.
  void end() {
    if (left() > 0) {
      throw fault(left() + " bytes too many");
    }
  }

  SszException fault(String what) {
    return new SszException(path() + " at byte " + bytes.position() + " of " + total + ": " + what);
  }

  private String path() {
    if (parent == null) {
      return name;
    }
    return parent.path() + (index == NO_ELEMENT ? "." + name : "[" + index + "]");
  }

  private void require(int length) {
    if (length > left()) {
      throw fault(length + " bytes are wanted, " + left() + " are left");
    }
  }
}
