package tandem.beaconcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.Committees;
import tandem.beaconspec.Creators;
import tandem.pairprotocol.ConsensusInfo;
import tandem.pairprotocol.Stage;

/// Whole coordinators with scripted gwats, under simulated time.
class CoordinatorNetworkTest {
  @Test
  void threeNodesThatStartBeforeGenesisWorkAndFinalise() {
    CoordinatorNetwork network = new CoordinatorNetwork(1, 3, 24);
    network.nodes.forEach(CoordinatorNetwork.Node::start);
    network.runEpochs(6);
    for (CoordinatorNetwork.Node node : network.nodes) {
      assertThat(node.history)
          .containsExactly(
              Stage.CHECKPOINT_SYNC,
              Stage.DAG_SYNC,
              Stage.HEAD_SYNC_READY,
              Stage.HEAD_SYNC,
              Stage.WORKING);
      assertThat(node.finalizedEpoch).isGreaterThanOrEqualTo(3);
      assertThat(node.gwat.finalizedSlot).isGreaterThan(30);
      assertThat(node.alarms).isEmpty();
      assertThat(node.disconnects).isEmpty();
    }
    network.assertAgreement();
  }

  @Test
  void r17ALateNodeWithAnEmptyDatabaseSyncsInTwoPhasesThroughEveryStage() {
    CoordinatorNetwork network = new CoordinatorNetwork(2, 3, 24);
    network.nodes.forEach(CoordinatorNetwork.Node::start);
    network.runEpochs(9);
    CoordinatorNetwork.Node late = network.addWatcher().start();
    network.runUntil(60_000, () -> late.stage() == Stage.WORKING);
    assertThat(late.history)
        .containsExactly(
            Stage.CHECKPOINT_SYNC,
            Stage.DAG_SYNC,
            Stage.HEAD_SYNC_READY,
            Stage.HEAD_SYNC,
            Stage.WORKING);
    // The first range ends at the finalised epoch, not at the head.
    long finalizedSlot = network.nodes.getFirst().finalizedEpoch * 8;
    assertThat(
            late.requests.stream().filter(PeerRequest.BlocksByRange.class::isInstance).findFirst())
        .get()
        .isInstanceOfSatisfying(
            PeerRequest.BlocksByRange.class,
            range ->
                assertThat(range.startSlot() + range.count() - 1)
                    .isLessThanOrEqualTo(finalizedSlot));
    network.runSlots(4);
    network.assertAgreement();
    assertThat(late.gwat.finalizedSlot).isEqualTo(network.nodes.getFirst().gwat.finalizedSlot);
    assertThat(late.disconnects).isEmpty();
  }

  @Test
  void headSyncTellsEverySlotOnceWithTheCreatorsOfItsOwnEpoch() {
    CoordinatorNetwork network = new CoordinatorNetwork(3, 3, 24);
    network.nodes.forEach(CoordinatorNetwork.Node::start);
    // A third of the proposers is away: slots without a block, also at the start of epochs.
    network.runEpochs(3);
    network.nodes.getLast().kill();
    network.runEpochs(5);
    CoordinatorNetwork.Node late = network.addWatcher().start();
    network.runUntil(60_000, () -> late.stage() == Stage.WORKING);
    List<Long> slots = late.gwat.entries.stream().map(ConsensusInfo::slot).toList();
    long first = slots.getFirst();
    long last = slots.getLast();
    assertThat(slots).isEqualTo(LongStream.rangeClosed(first, last).boxed().toList());
    assertThat(late.machine().blockRootAt(first)).isNotNull();
    Creators creators = new Creators(network.config, new Committees(network.config));
    Map<Long, BeaconState> states = network.statesBySlot(network.nodes.getFirst());
    for (ConsensusInfo info : late.gwat.entries) {
      BeaconState own = states.get(info.slot());
      assertThat(info.creators()).isEqualTo(creators.of(own, info.slot()));
      assertThat(info.finalizing()).isNotEmpty();
    }
  }
}
