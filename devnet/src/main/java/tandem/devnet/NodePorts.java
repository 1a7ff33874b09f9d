package tandem.devnet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// The ports of a pair on loopback.
public record NodePorts(int gwatP2p, int gwatRpc, int coordinatorP2p, int coordinatorRest) {
  /// From one pair's ports to the next one's.
  public static final int STRIDE = 10;

  /// Free ports are looked for below those that systems give to outgoing connections: such a one
  /// could be taken between the choice and its use.
  private static final int FREE_FROM = 20_000;

  private static final int FREE_TO = 32_000;

  /// Ports that are the same each time: of pair `index`, from 0, above `base`.
  public static NodePorts ofBase(int base, int index) {
    int first = base + STRIDE * index;
    return new NodePorts(first, first + 1, first + 2, first + 3);
  }

  /// Ports at which nobody listens now.
  ///
  /// @param random where the search begins, so that two networks seldom meet
  public static List<NodePorts> free(int count, RandomGenerator random) {
    List<Integer> ports = new ArrayList<>();
    int span = FREE_TO - FREE_FROM;
    int first = random.nextInt(span);
    for (int i = 0; i < span && ports.size() < 4 * count; i++) {
      int port = FREE_FROM + (first + i) % span;
      if (isFree(port)) {
        ports.add(port);
      }
    }
    if (ports.size() < 4 * count) {
      throw Refusal.failed("there are not enough free ports on this machine");
    }
    List<NodePorts> all = new ArrayList<>();
    for (int i = 0; i < 4 * count; i += 4) {
      all.add(new NodePorts(ports.get(i), ports.get(i + 1), ports.get(i + 2), ports.get(i + 3)));
    }
    return all;
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
