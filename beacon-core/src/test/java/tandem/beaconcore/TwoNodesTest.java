package tandem.beaconcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.beaconcore.GossipMessage.Block;
import tandem.beaconspec.BeaconState;
import tandem.pairprotocol.LinkOutcome;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.primitives.Hash32;

/// Nodes that share the validators of a network and hear each other's messages.
class TwoNodesTest {
  private static final long STEP_MS = 100;

  private final DutyNetwork network = new DutyNetwork();
  private final List<DutyNode> nodes = new ArrayList<>();

  @Test
  void finaliseWhatTheyPropose() {
    nodes.add(network.node(0, 6));
    nodes.add(network.node(6, DutyNetwork.VALIDATORS));
    run(1, 5 * 8);
    for (DutyNode node : nodes) {
      assertThat(node.chain.headRoot()).isEqualTo(nodes.getFirst().chain.headRoot());
      assertThat(node.chain.headSlot()).isEqualTo(39);
      assertThat(node.chain.finalized().epoch()).isEqualTo(2);
    }
  }

  @Test
  void loseNobodysVote() {
    nodes.add(network.node(0, 6));
    nodes.add(network.node(6, DutyNetwork.VALIDATORS));
    run(1, 3 * 8);
    DutyNode node = nodes.getFirst();
    BeaconState state = node.chain.stateAt(node.chain.headRoot(), 0);
    for (int i = 0; i < DutyNetwork.VALIDATORS; i++) {
      assertThat(state.previousEpochParticipation().get(i))
          .as("source, target and head of validator %d", i)
          .isEqualTo(7);
    }
    assertThat(
            node.chain
                .signedBlock(node.chain.headRoot())
                .message()
                .body()
                .syncAggregate()
                .syncCommitteeBits()
                .count())
        .isEqualTo(network.config.syncCommitteeSize());
  }

  @Test
  void finaliseTheSpinesThatTheirGwatsOffer() {
    nodes.add(network.node(0, 8));
    nodes.add(network.node(8, DutyNetwork.VALIDATORS));
    nodes.forEach(node -> node.gwat = TwoNodesTest::oneSpineASlot);
    run(1, 2 * 8);
    DutyNode node = nodes.getFirst();
    BeaconState state = node.chain.stateAt(node.chain.headRoot(), 0);
    assertThat(state.lastFinalizedSpine()).isNotEqualTo(DutyNetwork.GWAT_GENESIS);
    assertThat(state.finalizing()).isNotEmpty();
  }

  /// Runs from the start of one slot to the start of another.
  private void run(long fromSlot, long toSlot) {
    for (long ms = network.startMs(fromSlot); ms < network.startMs(toSlot); ms += STEP_MS) {
      for (DutyNode node : nodes) {
        node.at(ms);
      }
      for (DutyNode node : nodes) {
        List<GossipMessage> sent = List.copyOf(node.published);
        node.published.clear();
        for (DutyNode other : nodes) {
          for (GossipMessage message : sent) {
            deliver(ms, node, other, message);
          }
        }
      }
    }
  }

  private static void deliver(long ms, DutyNode from, DutyNode to, GossipMessage message) {
    if (from == to) {
      return;
    }
    if (message instanceof Block(var block)) {
      assertThat(to.receive(ms, block)).isTrue();
    } else {
      assertThat(to.judge(ms, message)).as("%s", message).isNotEqualTo(Verdict.REJECT);
    }
  }

  private static LinkOutcome oneSpineASlot(LinkRequest request) {
    if (request instanceof LinkRequest.GetCandidates(long slot)) {
      List<Hash32> spines = new ArrayList<>();
      for (long each = Math.max(0, slot - 20); each <= slot; each++) {
        byte[] hash = new byte[32];
        hash[31] = (byte) (each + 1);
        spines.add(Hash32.of(hash));
      }
      return new LinkOutcome.Answered(new LinkResponse.Candidates(spines));
    }
    return DutyNode.agreeable(request);
  }
}
