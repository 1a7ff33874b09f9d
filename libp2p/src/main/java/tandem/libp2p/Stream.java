package tandem.libp2p;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import tandem.rim.Deadline;

/// Two directions of bytes to a peer, for one protocol. Calls block, each until its deadline. One
/// thread may read while another writes. A write that throws may have sent a part; the stream
/// should then be [#reset].
///
/// All calls throw [java.net.SocketTimeoutException] when the deadline passes and
/// [StreamResetException] when one side has reset the stream or the connection is gone.
public interface Stream extends AutoCloseable {
  /// A write of up to this many bytes travels in one frame of the muxer; Go peers read some small
  /// fields with one read (coordinator-net.md 1.2).
  int UNSPLIT_BYTES = 1024;

  PeerId peer();

  /// The protocol that was agreed.
  String protocol();

  /// Who opened it.
  Direction direction();

  /// Waits for at least one byte.
  ///
  /// @return the number of bytes read, or -1 if the peer has closed its side
  int read(byte[] into, int offset, int length, Deadline deadline) throws IOException;

  /// Returns once the bytes are queued, and the peer's window has room for them.
  void write(byte[] bytes, int offset, int length, Deadline deadline) throws IOException;

  default void write(byte[] bytes, Deadline deadline) throws IOException {
    write(bytes, 0, bytes.length, deadline);
  }

  /// Exactly `length` bytes.
  ///
  /// @throws EOFException if the peer closes its side before
  default byte[] readExactly(int length, Deadline deadline) throws IOException {
    byte[] bytes = new byte[length];
    int at = 0;
    while (at < length) {
      int count = read(bytes, at, length - at, deadline);
      if (count < 0) {
        throw new EOFException("the stream ends after " + at + " of " + length + " bytes");
      }
      at += count;
    }
    return bytes;
  }

  /// This stream's bytes, all reads until `deadline`. Closing it does nothing.
  default InputStream input(Deadline deadline) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        return length == 0 ? 0 : Stream.this.read(into, offset, length, deadline);
      }
    };
  }

  /// Writes to this stream, all until `deadline`. Closing it does nothing.
  default OutputStream output(Deadline deadline) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        Stream.this.write(bytes, offset, length, deadline);
      }
    };
  }

  /// Tells the peer that nothing more comes from us. Reading goes on.
  void closeWrite();

  /// Ends the stream at once, in both directions; the peer sees an error.
  void reset();

  /// Ends the stream in good order: nothing more comes from us, and what the peer still sends is
  /// dropped, for a while.
  @Override
  void close();
}
