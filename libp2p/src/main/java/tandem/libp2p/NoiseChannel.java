package tandem.libp2p;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// The encrypted bytes of a connection. Each message is `length, 2 bytes big-endian ‖ sealed`, at
/// most 65535 bytes sealed (coordinator-net.md 1.2). One thread reads and one writes.
final class NoiseChannel extends InputStream {
  static final int SEALED_MAX = 65535;
  static final int PLAIN_MAX = SEALED_MAX - NoiseCipher.TAG_BYTES;

  private static final byte[] NO_DATA = {};

  private final Wire wire;
  private final NoiseHandshake.Ciphers ciphers;

  private final byte[] sealed = new byte[SEALED_MAX];
  private final byte[] plain = new byte[PLAIN_MAX];
  private int at;
  private int end;
  private volatile long lastReadNanos = System.nanoTime();

  private final byte[] outgoing = new byte[2 + SEALED_MAX];

  NoiseChannel(Wire wire, NoiseHandshake.Ciphers ciphers) {
    this.wire = wire;
    this.ciphers = ciphers;
  }

  /// When the last message came in, in the terms of [System#nanoTime].
  long lastReadNanos() {
    return lastReadNanos;
  }

  /// Sends `length` bytes, at most [#PLAIN_MAX], as one message.
  void write(byte[] bytes, int from, int length) throws IOException {
    int sealedLength = ciphers.sender().encrypt(NO_DATA, bytes, from, length, outgoing, 2);
    outgoing[0] = (byte) (sealedLength >> 8);
    outgoing[1] = (byte) sealedLength;
    wire.write(outgoing, 0, 2 + sealedLength);
  }

  /// [#write] as a stream, for writes of at most [#PLAIN_MAX] bytes.
  OutputStream output() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        NoiseChannel.this.write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        NoiseChannel.this.write(bytes, from, length);
      }
    };
  }

  @Override
  public int read() throws IOException {
    return fill() ? plain[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, end - at);
    System.arraycopy(plain, at, into, from, count);
    at += count;
    return count;
  }

  /// Waits until there is plain text; false at the end of the connection.
  private boolean fill() throws IOException {
    while (at == end) {
      int length = readLength(wire.input());
      if (length < 0) {
        return false;
      }
      if (wire.input().readNBytes(sealed, 0, length) < length) {
        throw new EOFException("noise: the connection ends within a message");
      }
      at = 0;
      end = ciphers.receiver().decrypt(NO_DATA, sealed, 0, length, plain, 0);
      lastReadNanos = System.nanoTime();
    }
    return true;
  }

  /// The length before a message, or -1 at the end of the connection.
  static int readLength(InputStream in) throws IOException {
    int high = in.read();
    if (high < 0) {
      return -1;
    }
    int low = in.read();
    if (low < 0) {
      throw new EOFException("noise: the connection ends within a length");
    }
    return high << 8 | low;
  }
}
