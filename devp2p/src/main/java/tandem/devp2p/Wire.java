package tandem.devp2p;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tandem.rim.Deadline;

/// The socket of a connection. One thread reads, one writes. Reads and writes have no timeouts of
/// their own, as those of sockets begin anew with every byte; [#expire], called by the server's
/// clock, closes a socket whose time is up, and that ends the call.
final class Wire {
  /// A message is taken in by pieces of this size, so that memory is given for what has arrived and
  /// not for what was announced.
  private static final int PIECE_BYTES = 64 << 10;

  private final Socket socket;
  private final InputStream input;
  private final OutputStream output;
  private final InetSocketAddress local;
  private final InetSocketAddress remote;

  private volatile @Nullable Deadline reading;
  private volatile @Nullable Deadline writing;
  private volatile @Nullable Deadline end;
  private volatile @Nullable String expired;

  /// @param end until when [#stay] must have been called
  Wire(Socket socket, Deadline end) throws IOException {
    this.socket = socket;
    this.end = end;
    socket.setTcpNoDelay(true);
    this.input = new BufferedInputStream(socket.getInputStream(), 16 << 10);
    this.output = socket.getOutputStream();
    this.local = new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
    this.remote = new InetSocketAddress(socket.getInetAddress(), socket.getPort());
  }

  InetSocketAddress local() {
    return local;
  }

  InetSocketAddress remote() {
    return remote;
  }

  /// @throws EOFException if the stream ends before
  byte[] read(int length, Deadline deadline) throws IOException {
    reading = deadline;
    byte[] bytes = new byte[Math.min(length, PIECE_BYTES)];
    int have = 0;
    while (have < length) {
      if (have == bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * have));
      }
      int count = input.read(bytes, have, bytes.length - have);
      if (count < 0) {
        throw new EOFException("the peer closed the connection");
      }
      have += count;
    }
    reading = null;
    return bytes;
  }

  void write(byte[] bytes, Deadline deadline) throws IOException {
    writing = deadline;
    output.write(bytes);
    writing = null;
  }

  /// The connection may last from now on.
  void stay() {
    end = null;
  }

  /// The socket is closed at `deadline` at the latest.
  void closeAt(Deadline deadline) {
    end = deadline;
  }

  /// Says that nothing more is written.
  void finish() throws IOException {
    socket.shutdownOutput();
  }

  /// Closes the socket if something takes too long.
  void expire() {
    expire(reading, "silence");
    expire(writing, "a write");
    expire(end, "the handshake or the farewell");
  }

  private void expire(@Nullable Deadline deadline, String what) {
    if (deadline != null && deadline.passed() && expired == null) {
      expired = what;
      close();
    }
  }

  /// What took too long, or null if nothing did.
  @Nullable String expired() {
    return expired;
  }

  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Nobody is left who could use the socket.
    }
  }
}
