package tandem.gwatcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.gwatcore.GwatNetwork.Node;
import tandem.pairprotocol.Stage;
import tandem.store.MemoryStore;

/// Whole gwat nodes under one coordinator (pair-sync.md 12, as far as gwat alone goes).
class GwatNetworkTest {
  private static GwatNetwork network(long seed, int running, int count) {
    GwatNetwork network = new GwatNetwork(seed, count);
    for (Node node : network.nodes.subList(0, running)) {
      node.start();
    }
    return network;
  }

  private static void assertWorking(GwatNetwork network) {
    for (Node node : network.nodes) {
      assertThat(node.stage())
          .as("%s, %s", node.key, node.machine().status())
          .isEqualTo(Stage.WORKING);
      assertThat(node.faults).as("nobody is at fault").isEmpty();
      assertThat(node.alarms).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void nodesThatStartTogetherBeforeGenesisWorkAndFinaliseTheSame(long seed) {
    GwatNetwork network = network(seed, 3, 3);
    network.runSlots(40);
    assertWorking(network);
    network.assertAgreement();
    assertThat(network.nodes.getFirst().last().number()).isGreaterThan(40);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aLateNodePassesAllStagesInOrderAndArrivesWithTheSameState(long seed) {
    GwatNetwork network = network(seed, 3, 4);
    network.runSlots(60);
    Node late = network.nodes.get(3);
    late.start();
    network.runSlots(10);
    assertThat(late.history)
        .containsExactly(
            Stage.CHECKPOINT_SYNC,
            Stage.DAG_SYNC,
            Stage.HEAD_SYNC_READY,
            Stage.HEAD_SYNC,
            Stage.WORKING);
    assertWorking(network);
    network.assertAgreement();
    assertThat(late.last().number()).isGreaterThan(60);
  }

  @Test
  void aNodeTakesTheWholeFinalisedChainBeforeItsCoordinatorHasNamedATarget() {
    GwatNetwork network = network(9, 3, 4);
    network.runSlots(100);
    Node late = network.nodes.get(3);
    late.isCoordinated = false;
    late.start();
    network.runSlots(10);
    assertThat(late.history)
        .containsExactly(Stage.CHECKPOINT_SYNC, Stage.DAG_SYNC, Stage.HEAD_SYNC_READY);
    assertThat(late.last().number()).isGreaterThan(2 * 64);
    network.assertAgreement();
    late.isCoordinated = true;
    network.runSlots(5);
    assertWorking(network);
    network.assertAgreement();
  }

  @Test
  void aLateNodeGetsThereThoughAFifthOfAllMessagesIsLost() {
    GwatNetwork network = network(4, 3, 4);
    network.runSlots(40);
    network.loss = 0.2;
    network.nodes.get(3).start();
    network.runSlots(30);
    network.loss = 0;
    network.runSlots(10);
    assertWorking(network);
    network.assertAgreement();
  }

  @Test
  void aRestartOfAHealthyNodeExecutesNothingAgain() {
    GwatNetwork network = network(5, 3, 3);
    network.runSlots(40);
    Node node = network.nodes.get(1);
    node.kill();
    node.start();
    network.run(3_000);
    assertThat(node.unwoundBlocks).isZero();
    assertThat(node.finalisedBlocks).as("only what is new").isLessThan(10);
    network.runSlots(4);
    assertWorking(network);
    network.assertAgreement();
  }

  @Test
  void aNodeThatWasAwayForLongComesBack() {
    GwatNetwork network = network(6, 3, 3);
    network.runSlots(20);
    Node node = network.nodes.get(2);
    node.kill();
    network.runSlots(80);
    node.start();
    network.runSlots(10);
    assertWorking(network);
    network.assertAgreement();
  }

  @Test
  void aNodeWhoseDatabaseWasWipedComesBack() {
    GwatNetwork network = network(7, 3, 3);
    network.runSlots(40);
    Node node = network.nodes.get(2);
    node.kill();
    node.store = new MemoryStore();
    node.start();
    network.runSlots(10);
    assertWorking(network);
    network.assertAgreement();
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16})
  void aNodeThatIsKilledAtRandomMomentsAlwaysComesBack(long seed) {
    GwatNetwork network = network(seed, 3, 4);
    network.runSlots(30);
    Node late = network.nodes.get(3);
    late.start();
    for (int i = 0; i < 8; i++) {
      network.run(100 + network.random.nextInt(6_000));
      late.kill();
      network.run(network.random.nextInt(3_000));
      late.start();
    }
    network.runSlots(12);
    assertWorking(network);
    network.assertAgreement();
  }

  @Test
  void sameSeedSameChain() {
    List<String> runs =
        List.of(21L, 21L).stream()
            .map(seed -> {
              GwatNetwork network = network(seed, 3, 3);
              network.runSlots(20);
              return network.nodes.getFirst().last().toString();
            })
            .toList();
    assertThat(runs.getFirst()).isEqualTo(runs.getLast());
  }
}
