package tandem.beaconcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.beaconcore.CoordinatorNetwork.Node;
import tandem.pairprotocol.Stage;

/// Crashes, cut links, new gwats, silence and deafness in random order; then the faults stop, and
/// all must work and agree (pair-sync.md L1). A seed says everything.
class CoordinatorStormTest {
  private static final int BLOWS = 24;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 16})
  void afterTheFaultsAllWorkAndAgree(long seed) {
    CoordinatorNetwork network = storm(seed);
    network.runUntil(
        180_000, () -> network.nodes.stream().allMatch(node -> node.stage() == Stage.WORKING));
    long finalized = network.nodes.getFirst().machine().finality().finalized().epoch();
    network.runEpochs(5);
    network.assertAgreement();
    for (Node node : network.nodes) {
      assertThat(node.stage()).as("%s: %s", node.key, node.why).isEqualTo(Stage.WORKING);
      assertThat(node.machine().finality().finalized().epoch())
          .as("%s finalises again", node.key)
          .isGreaterThan(finalized);
      assertThat(node.faultyFor).as("honest peers are never at fault").isEmpty();
      // Heads may differ by a block at any one moment.
      assertThat(node.gwat.finalizedSlot)
          .isCloseTo(network.nodes.getFirst().gwat.finalizedSlot, Offset.offset(8L));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {7})
  void theSameSeedGivesTheSameRun(long seed) {
    assertThat(account(storm(seed))).isEqualTo(account(storm(seed)));
  }

  private static List<String> account(CoordinatorNetwork network) {
    List<String> lines = new ArrayList<>();
    for (Node node : network.nodes) {
      lines.add(node.key + " " + node.why + node.notes + node.calls + node.requests);
    }
    return lines;
  }

  private static CoordinatorNetwork storm(long seed) {
    CoordinatorNetwork network = new CoordinatorNetwork(seed, 4, 24);
    network.nodes.forEach(Node::start);
    network.runEpochs(2);
    for (int blow = 0; blow < BLOWS; blow++) {
      Node node = network.nodes.get(network.random.nextInt(network.nodes.size()));
      switch (network.random.nextInt(6)) {
        case 0 -> {
          if (node.isUp()) {
            node.kill();
          }
        }
        case 1 -> node.linkUp = !node.linkUp;
        case 2 -> node.gwat = new ScriptedGwat(CoordinatorNetwork.CHAIN_ID);
        case 3 -> node.hears = !node.hears;
        case 4 -> {
          if (!network.muted.remove(node)) {
            network.muted.add(node);
          }
        }
        default -> {
          if (!node.isUp()) {
            node.start();
          }
        }
      }
      network.run(1_000L * (1 + network.random.nextInt(20)));
    }
    for (Node node : network.nodes) {
      node.linkUp = true;
      node.hears = true;
      network.muted.clear();
      if (!node.isUp()) {
        node.start();
      }
    }
    return network;
  }
}
