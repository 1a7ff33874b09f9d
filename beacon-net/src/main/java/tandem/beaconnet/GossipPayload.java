package tandem.beaconnet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.xerial.snappy.Snappy;
import tandem.primitives.Bytes;

/// The bytes of a gossiped message: snappy's block format over SSZ, at most 1 MiB before and after
/// (coordinator-net.md 2.2), and its identifier (2.3).
final class GossipPayload {
  static final int BYTES_MAX = 1 << 20;
  static final int ID_BYTES = 20;

  private static final byte[] VALID = {1, 0, 0, 0};
  private static final byte[] INVALID = {0, 0, 0, 0};

  private GossipPayload() {}

  static byte[] encode(byte[] ssz) {
    if (ssz.length > BYTES_MAX) {
      throw new IllegalArgumentException(ssz.length + " bytes are too many for a gossip message");
    }
    try {
      return Snappy.compress(ssz);
    } catch (IOException e) {
      throw new UncheckedIOException("snappy refuses to compress", e);
    }
  }

  /// @throws WireException if the data is not snappy or too large
  static byte[] decode(byte[] data) throws WireException {
    if (data.length > BYTES_MAX) {
      throw new WireException(
          data.length + " bytes where a gossip message has at most " + BYTES_MAX);
    }
    return SnappyFrames.uncompress(data, BYTES_MAX);
  }

  /// The first 20 bytes of SHA-256(domain ‖ u64 length of topic, little-endian ‖ topic ‖ data),
  /// over the decompressed data if it decompresses, else over the data as it came, with another
  /// domain.
  static Bytes messageId(String topic, byte[] data) {
    byte[] domain = VALID;
    byte[] content;
    try {
      content = decode(data);
    } catch (WireException e) {
      domain = INVALID;
      content = data;
    }
    byte[] name = topic.getBytes(UTF_8);
    byte[] length =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(name.length).array();
    MessageDigest sha256 = sha256();
    sha256.update(domain);
    sha256.update(length);
    sha256.update(name);
    return Bytes.of(sha256.digest(content), 0, ID_BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
