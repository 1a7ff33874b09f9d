package tandem.faultproxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/// A server, a proxy before it, and connections through both. Every wait ends after half a minute.
final class Ends implements AutoCloseable {
  static final int PATIENCE_MS = 30_000;

  final ManualTicker ticker = new ManualTicker();
  final FaultProxy proxy;
  private final ServerSocket server;
  private final List<Socket> sockets = new ArrayList<>();

  Ends() throws IOException {
    server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    server.setSoTimeout(PATIENCE_MS);
    InetSocketAddress target =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
    proxy = FaultProxy.to(target, 7, ticker);
  }

  Socket dial() throws IOException {
    return keep(new Socket(InetAddress.getLoopbackAddress(), proxy.port()));
  }

  Socket accept() throws IOException {
    return keep(server.accept());
  }

  private Socket keep(Socket socket) throws IOException {
    socket.setSoTimeout(PATIENCE_MS);
    sockets.add(socket);
    return socket;
  }

  static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
  }

  static void expect(Socket socket, String text) throws IOException {
    assertThat(socket.getInputStream().readNBytes(text.length())).asString().isEqualTo(text);
  }

  /// The stream has ended orderly.
  static void expectEnd(Socket socket) throws IOException {
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
  }

  /// Waits until the proxy has been sent so many bytes by the client.
  void awaitFromClient(long bytes) {
    await(() -> proxy.traffic().fromClient() >= bytes);
  }

  /// Waits until `condition` holds; looks again and again.
  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE_MS * 1_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.yield();
    }
  }

  @Override
  public void close() throws IOException {
    proxy.close();
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
