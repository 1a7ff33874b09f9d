package tandem.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NodePortsTest {
  @Test
  void givesEachPairPortsOfItsOwn() {
    List<NodePorts> ports = NodePorts.free(5, new Random(1));

    assertThat(ports.stream().flatMap(NodePortsTest::all)).hasSize(20).doesNotHaveDuplicates();
    assertThat(ports.stream().flatMap(NodePortsTest::all)).allMatch(port -> port < 32_768);
  }

  @Test
  void leavesOutPortsThatAreInUse() throws Exception {
    int first = NodePorts.free(1, new Random(2)).getFirst().gwatP2p();
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), first));

      assertThat(NodePorts.free(1, new Random(2)).stream().flatMap(NodePortsTest::all))
          .doesNotContain(first);
    }
  }

  private static Stream<Integer> all(NodePorts ports) {
    return Stream.of(
        ports.gwatP2p(), ports.gwatRpc(), ports.coordinatorP2p(), ports.coordinatorRest());
  }
}
