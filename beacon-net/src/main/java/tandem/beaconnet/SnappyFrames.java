package tandem.beaconnet;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.xerial.snappy.Snappy;

/// The payload of a request or of a response chunk (coordinator-net.md 3.2):
///
/// ```text
/// uvarint(length n) ‖ ff 06 00 00 "sNaPpY" ‖ chunk …      n = 0: the single byte 00
/// chunk = type (00 compressed, 01 not) ‖ length (3, little-endian) ‖ masked CRC-32C (4) ‖ data
/// ```
///
/// A chunk holds at most 65,536 bytes. Reading stops with the last of the n bytes, so nothing may
/// follow it in the same payload; skippable and empty chunks are refused, because original nodes
/// take them for the next result byte.
final class SnappyFrames {
  static final int CHUNK_BYTES_MAX = 65_536;

  private static final byte[] IDENTIFIER = {
    (byte) 0xff, 0x06, 0x00, 0x00, 's', 'N', 'a', 'P', 'p', 'Y'
  };
  private static final int COMPRESSED = 0x00;
  private static final int PLAIN = 0x01;
  private static final int CHECKSUM_BYTES = 4;

  private SnappyFrames() {}

  /// `payload` with its length and in frames.
  static byte[] encode(byte[] payload) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 32);
    int rest = payload.length;
    while (rest > 0x7f) {
      out.write(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
    if (payload.length == 0) {
      return out.toByteArray();
    }
    out.writeBytes(IDENTIFIER);
    for (int from = 0; from < payload.length; from += CHUNK_BYTES_MAX) {
      int to = Math.min(from + CHUNK_BYTES_MAX, payload.length);
      byte[] plain = Arrays.copyOfRange(payload, from, to);
      byte[] compressed = Snappy.compress(plain);
      boolean smaller = compressed.length < plain.length;
      byte[] data = smaller ? compressed : plain;
      out.write(smaller ? COMPRESSED : PLAIN);
      writeLittleEndian(out, data.length + CHECKSUM_BYTES, 3);
      writeLittleEndian(out, maskedChecksum(plain), CHECKSUM_BYTES);
      out.writeBytes(data);
    }
    return out.toByteArray();
  }

  /// Reads one payload and not a byte more.
  ///
  /// @param maxBytes longer payloads are refused before anything is allocated for them
  /// @throws WireException if the bytes are not such a payload
  /// @throws IOException if the stream fails or ends too early
  static byte[] decode(InputStream in, int maxBytes) throws IOException, WireException {
    int length = readLength(in, maxBytes);
    if (length == 0) {
      return new byte[0];
    }
    if (!Arrays.equals(readFully(in, IDENTIFIER.length), IDENTIFIER)) {
      throw new WireException("the snappy stream does not begin with its identifier");
    }
    byte[] payload = new byte[length];
    int filled = 0;
    while (filled < length) {
      filled += readChunk(in, payload, filled);
    }
    return payload;
  }

  private static int readLength(InputStream in, int maxBytes) throws IOException, WireException {
    long length = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      int next = readByte(in);
      if (shift == 63 && next > 1) {
        break;
      }
      length |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        if (length < 0 || length > maxBytes) {
          throw new WireException(
              "a payload of %s bytes where at most %d are allowed"
                  .formatted(Long.toUnsignedString(length), maxBytes));
        }
        return (int) length;
      }
    }
    throw new WireException("a length of more than 64 bits");
  }

  /// Puts the bytes of one chunk at `payload[filled…]`.
  ///
  /// @return how many, at least 1
  private static int readChunk(InputStream in, byte[] payload, int filled)
      throws IOException, WireException {
    int type = readByte(in);
    if (type != COMPRESSED && type != PLAIN) {
      throw new WireException("a snappy chunk of type 0x%02x".formatted(type));
    }
    int wanted = payload.length - filled;
    int chunkLength = readLittleEndian(in, 3);
    int dataLength = chunkLength - CHECKSUM_BYTES;
    if (dataLength < 1 || dataLength > Snappy.maxCompressedLength(CHUNK_BYTES_MAX)) {
      throw new WireException("a snappy chunk of " + chunkLength + " bytes");
    }
    int checksum = readLittleEndian(in, CHECKSUM_BYTES);
    byte[] data = readFully(in, dataLength);
    byte[] plain = type == PLAIN ? data : uncompress(data, Math.min(wanted, CHUNK_BYTES_MAX));
    if (plain.length == 0 || plain.length > wanted || plain.length > CHUNK_BYTES_MAX) {
      throw new WireException(
          "a snappy chunk of %d bytes where %d are left".formatted(plain.length, wanted));
    }
    if (maskedChecksum(plain) != checksum) {
      throw new WireException("a snappy chunk with a wrong checksum");
    }
    System.arraycopy(plain, 0, payload, filled, plain.length);
    return plain.length;
  }

  /// Snappy's block format, with the announced size checked before anything is allocated for it.
  static byte[] uncompress(byte[] data, int maxBytes) throws WireException {
    try {
      int length = Snappy.uncompressedLength(data);
      if (length < 0 || length > maxBytes) {
        throw new WireException(
            "snappy data of %d bytes where at most %d are allowed".formatted(length, maxBytes));
      }
      return Snappy.uncompress(data);
    } catch (IOException e) {
      throw new WireException("not snappy: " + e.getMessage());
    }
  }

  private static int maskedChecksum(byte[] plain) {
    CRC32C crc = new CRC32C();
    crc.update(plain);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }

  private static void writeLittleEndian(ByteArrayOutputStream out, int value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write(value >>> 8 * i);
    }
  }

  private static int readLittleEndian(InputStream in, int bytes) throws IOException {
    int value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= readByte(in) << 8 * i;
    }
    return value;
  }

  private static int readByte(InputStream in) throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new EOFException("the stream ends within a payload");
    }
    return next;
  }

  private static byte[] readFully(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the stream ends within a payload");
    }
    return bytes;
  }
}
