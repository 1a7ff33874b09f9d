package tandem.gwatcore;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.pairprotocol.Stage;

/// R15: a gwat whose coordinator is silent follows the finalised chain of its peers, makes no
/// block, and works again only after head sync.
class R15CatchUpTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void followsItsPeersWhileTheCoordinatorIsSilent(long seed) {
    GwatNetwork network = new GwatNetwork(seed, 4);
    network.nodes.forEach(GwatNetwork.Node::start);
    network.runSlots(20);
    GwatNetwork.Node node = network.nodes.get(3);
    assertThat(node.stage()).isEqualTo(Stage.WORKING);
    node.isCoordinated = false;
    network.runSlots(34);
    assertThat(node.stage()).isEqualTo(Stage.CATCH_UP);
    long before = node.last().number();
    network.runSlots(30);
    assertThat(node.stage()).isEqualTo(Stage.CATCH_UP);
    // What its peers had a few slots ago.
    assertThat(node.last().number()).isGreaterThan(before + 15);
    long theirs = network.nodes.get(0).last().number();
    assertThat(node.last().number()).isGreaterThan(theirs - 15);
    assertThat(node.machine().status().waitsFor()).contains("silent");
    network.assertAgreement();

    node.isCoordinated = true;
    network.runSlots(10);
    assertThat(node.stage()).isEqualTo(Stage.WORKING);
    assertThat(node.faults).isEmpty();
    network.assertAgreement();
  }
}
