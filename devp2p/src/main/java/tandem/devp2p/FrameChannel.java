package tandem.devp2p;

import java.io.IOException;
import java.time.Duration;
import tandem.rim.Deadline;

/// Messages of a connection whose keys are agreed. One thread reads, one writes.
final class FrameChannel {
  /// @param code 0 to 255, that of the base protocol or of what follows it
  record Message(int code, byte[] payload) {}

  private static final int DISCONNECT_BYTES_MAX = 16;

  private final Wire wire;
  private final FrameCipher cipher;
  private final Duration writeTime;
  private volatile int payloadMax = Hello.BYTES_MAX;
  private volatile boolean compressing;

  FrameChannel(Wire wire, Handshake.Secrets secrets, Duration writeTime) {
    this.wire = wire;
    this.cipher = new FrameCipher(secrets);
    this.writeTime = writeTime;
  }

  /// After Hello: messages are compressed and may have `max` bytes before that.
  void compress(int max) {
    payloadMax = max;
    compressing = true;
  }

  /// The next message: [#awaitFrame] and [#readFrame].
  Message read(Deadline deadline) throws IOException {
    return readFrame(awaitFrame(deadline), deadline);
  }

  /// Waits for the next frame.
  ///
  /// @return its length, which is within the bound of messages
  /// @throws RlpxException if the peer breaks the protocol
  /// @throws IOException if the stream ends or `deadline` passes
  int awaitFrame(Deadline deadline) throws IOException {
    int length = cipher.openHeader(wire.read(FrameCipher.HEADER_LENGTH, deadline));
    int max = 2 + (compressing ? Compression.compressedMax(payloadMax) : payloadMax);
    if (length > max) {
      throw new RlpxException(
          "a frame of %d bytes, of which %d are allowed".formatted(length, max));
    }
    return length;
  }

  /// The message in the frame that [#awaitFrame] has met.
  ///
  /// @throws RlpxException if the peer breaks the protocol
  /// @throws IOException if the stream ends or `deadline` passes
  Message readFrame(int length, Deadline deadline) throws IOException {
    byte[] body = wire.read(FrameCipher.bodyLength(length), deadline);
    return decode(cipher.openBody(body, length));
  }

  void write(Message message) throws IOException {
    wire.write(frame(message), Deadline.in(writeTime));
  }

  /// The next frame to be written.
  byte[] frame(Message message) {
    byte[] payload = compressing ? Compression.compress(message.payload()) : message.payload();
    return cipher.seal(code(message.code()), payload);
  }

  private Message decode(byte[] content) throws RlpxException {
    if (content.length == 0) {
      throw new RlpxException("a frame without a message");
    }
    int first = content[0] & 0xff;
    if (first > 0x81 || first == 0 || first == 0x81 && (content.length < 2 || content[1] >= 0)) {
      throw new RlpxException("a message whose code is no number of one byte");
    }
    int code = first == 0x81 ? content[1] & 0xff : first & 0x7f;
    int codeLength = first == 0x81 ? 2 : 1;
    byte[] payload = new byte[content.length - codeLength];
    System.arraycopy(content, codeLength, payload, 0, payload.length);
    return new Message(code, compressing ? decompress(code, payload) : payload);
  }

  private byte[] decompress(int code, byte[] payload) throws RlpxException {
    try {
      return Compression.decompress(payload, payloadMax);
    } catch (RlpxException e) {
      // Programs differ in whether the last message is compressed.
      if (code == Connection.DISCONNECT && payload.length <= DISCONNECT_BYTES_MAX) {
        return payload;
      }
      throw e;
    }
  }

  /// A number of one byte in RLP.
  private static byte[] code(int code) {
    if (code == 0) {
      return new byte[] {(byte) 0x80};
    }
    return code < 0x80 ? new byte[] {(byte) code} : new byte[] {(byte) 0x81, (byte) code};
  }
}
