package tandem.libp2p;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/// Writes one protobuf message, in the order of the calls.
final class ProtoWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  ProtoWriter varint(int field, long value) {
    number((long) field << 3);
    number(value);
    return this;
  }

  ProtoWriter bytes(int field, byte[] value) {
    number((long) field << 3 | 2);
    number(value.length);
    out.writeBytes(value);
    return this;
  }

  ProtoWriter string(int field, String value) {
    return bytes(field, value.getBytes(UTF_8));
  }

  byte[] done() {
    return out.toByteArray();
  }

  private void number(long value) {
    byte[] encoded = new byte[Varint.size(value)];
    Varint.put(encoded, 0, value);
    out.writeBytes(encoded);
  }
}
