package tandem.beaconcore;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tandem.beaconcore.GossipMessage.Block;
import tandem.beaconspec.BeaconState;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;

/// Three branches: the second parts from the first after slot 5, the third after slot 16. The
/// committees of epoch 3 are fixed with slot 15.
class ShufflingsTest {
  private static final long EPOCH = 3;

  private final DutyNetwork network = new DutyNetwork();
  private final DutyNode node = network.node(0, 0);
  private final Shufflings shufflings = new Shufflings(network.config, node.chain);
  private Hash32 first;
  private Hash32 early;
  private Hash32 late;

  @BeforeEach
  void threeBranches() {
    DutyNode trunk = network.idle(node.chain);
    work(trunk, 1, 5);
    DutyNode second = network.idle(trunk.chain);
    work(trunk, 6, 16);
    DutyNode third = network.idle(trunk.chain);
    work(trunk, 17, 20);
    first = trunk.chain.headRoot();
    work(second, 9, 17);
    early = second.chain.headRoot();
    work(third, 18, 18);
    late = third.chain.headRoot();
    for (DutyNode each : new DutyNode[] {trunk, second, third}) {
      each.chain.blocks.values().forEach(block -> node.receive(network.startMs(20), block));
    }
  }

  @Test
  void branchesThatPartBeforeTheSeedIsFixedHaveTheirOwn() {
    assertThat(shufflings.isSame(first, early, EPOCH)).isFalse();
    assertThat(shufflings.isSame(first, early, 1)).as("fixed by genesis").isTrue();
  }

  @Test
  void branchesThatPartLaterShareIt() {
    assertThat(shufflings.isSame(first, late, EPOCH)).isTrue();
    assertThat(shufflings.isSame(late, early, EPOCH)).isFalse();
  }

  @Test
  void anUnknownBlockSharesNothing() {
    assertThat(shufflings.isSame(first, Hash32.fromHex("99".repeat(32)), EPOCH)).isFalse();
    assertThat(shufflings.state(Hash32.fromHex("99".repeat(32)), EPOCH)).isNull();
  }

  @Test
  void theCommitteesAreThoseOfTheBranchItself() {
    for (Hash32 root : new Hash32[] {first, early, late}) {
      BeaconState given = shufflings.state(root, EPOCH);
      assertThat(given).isNotNull();
      BeaconState own = node.chain.stateAt(root, network.config.startSlot(EPOCH));
      for (long slot = 24; slot < 32; slot++) {
        assertThat(network.rules.committees().committee(given, slot, 0))
            .isEqualTo(network.rules.committees().committee(own, slot, 0));
      }
    }
  }

  @Test
  void epochsAreNotProcessedForAPeersMessageBeyondAFew() {
    assertThat(shufflings.state(first, 2 + 4)).isNotNull();
    assertThat(shufflings.state(first, 2 + 5)).isNull();
    assertThat(shufflings.state(early, 2 + 5)).isNull();
  }

  private void work(DutyNode worker, long from, long to) {
    worker.context.stage = Stage.WORKING;
    for (long slot = from; slot <= to; slot++) {
      worker.at(network.startMs(slot));
    }
    assertThat(worker.published(Block.class)).isNotEmpty();
  }
}
