package tandem.libp2p;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import tandem.rim.Deadline;

/// The socket of a connection. Its blocking calls have no timeouts of their own; [#expire], called
/// by the host's clock, closes a socket whose time is up, and that ends the call.
final class Wire {
  private static final int BUFFER_BYTES = 16 * 1024;

  private final Socket socket;
  private final InputStream input;
  private final OutputStream output;
  private final Duration writeTimeout;

  private volatile @Nullable Deadline handshake;
  private volatile @Nullable Deadline farewell;
  private volatile @Nullable Deadline writing;
  private volatile @Nullable String expired;

  /// @param handshake until when [#handshakeDone] must have been called
  Wire(Socket socket, Duration writeTimeout, Deadline handshake) throws IOException {
    this.socket = socket;
    this.writeTimeout = writeTimeout;
    this.handshake = handshake;
    socket.setTcpNoDelay(true);
    keepAlive(socket);
    this.input = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
    this.output = socket.getOutputStream();
  }

  InputStream input() {
    return input;
  }

  void write(byte[] bytes, int from, int length) throws IOException {
    writing = Deadline.in(writeTimeout);
    output.write(bytes, from, length);
    writing = null;
  }

  /// [#write] as a stream.
  OutputStream output() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        Wire.this.write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        Wire.this.write(bytes, from, length);
      }
    };
  }

  void handshakeDone() {
    handshake = null;
  }

  /// The socket is closed at `deadline` at the latest.
  void closeAt(Deadline deadline) {
    farewell = deadline;
  }

  /// Says that nothing more is written; the peer then closes, and [#closeAt] waits for it.
  void finish() throws IOException {
    socket.shutdownOutput();
  }

  /// Closes the socket if something takes too long.
  void expire() {
    expire(handshake, "handshake");
    expire(writing, "write");
    expire(farewell, "farewell");
  }

  private void expire(@Nullable Deadline end, String what) {
    if (end != null && end.passed() && expired == null) {
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

  /// TCP's own probes: mplex has none, and Go peers answer no libp2p ping.
  private static void keepAlive(Socket socket) throws IOException {
    socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
      socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 30);
      socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 10);
      socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
    }
  }
}
