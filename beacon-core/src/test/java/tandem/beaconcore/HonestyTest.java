package tandem.beaconcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tandem.beaconspec.Attestation;
import tandem.beaconspec.AttestationData;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.beaconspec.SigningRoots;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;
import tandem.ssz.ByteSequence;

/// What whole nodes say to each other, through crashes, deafness and links that are cut: nothing
/// that is slashable, and nothing that another honest node rejects.
class HonestyTest {
  private static final int VALIDATORS = 24;

  private record Slot(long slot, long validator) {}

  private record Cast(int validator, long target) {}

  @Test
  void r21InWorkingEverySlotHasABlockAndEveryVoteIsIncludedInTimeAndRight() {
    CoordinatorNetwork network = new CoordinatorNetwork(11, 3, VALIDATORS);
    network.nodes.forEach(CoordinatorNetwork.Node::start);
    network.runEpochs(6);
    BeaconState state = network.nodes.getFirst().machine().headState();
    ByteSequence participation = state.previousEpochParticipation();
    for (int i = 0; i < VALIDATORS; i++) {
      assertThat(participation.get(i)).as("validator %d", i).isEqualTo(7);
    }
    for (long slot = 8; slot <= 45; slot++) {
      assertThat(network.nodes.getFirst().machine().blockRootAt(slot)).isNotNull();
    }
    SignedBeaconBlock head = network.headBlock(network.nodes.getFirst());
    assertThat(head.message().body().syncAggregate().syncCommitteeBits().count())
        .isEqualTo(network.config.syncCommitteeSize());
    assertNobodyRejects(network);
  }

  @Test
  void nothingSlashableIsSaidWhateverCrashes() {
    for (long seed = 1; seed <= 4; seed++) {
      CoordinatorNetwork network = new CoordinatorNetwork(seed, 3, VALIDATORS);
      network.nodes.forEach(CoordinatorNetwork.Node::start);
      network.runEpochs(1);
      Random random = new Random(seed);
      for (int i = 0; i < 30; i++) {
        CoordinatorNetwork.Node victim = network.nodes.get(random.nextInt(3));
        if (victim.isUp()) {
          victim.kill();
        }
        network.run(100 * (1 + random.nextInt(20)));
        for (CoordinatorNetwork.Node node : network.nodes) {
          if (!node.isUp()) {
            node.start();
          }
        }
        network.run(100 * random.nextInt(40));
      }
      assertNothingSlashable(network, "seed " + seed);
      assertNobodyRejects(network);
      network.runEpochs(5);
      for (CoordinatorNetwork.Node node : network.nodes) {
        assertThat(node.stage()).as("seed %d: %s", seed, node.key).isEqualTo(Stage.WORKING);
      }
    }
  }

  @Test
  void nobodyRejectsWhatANodeSaysThatHeardNothingForAWhile() {
    for (long seed = 1; seed <= 4; seed++) {
      CoordinatorNetwork network = new CoordinatorNetwork(seed, 3, VALIDATORS);
      network.nodes.forEach(CoordinatorNetwork.Node::start);
      network.runEpochs(3);
      Random random = new Random(seed);
      for (int i = 0; i < 6; i++) {
        CoordinatorNetwork.Node deaf = network.nodes.get(random.nextInt(3));
        deaf.hears = false;
        network.runSlots(1 + random.nextInt(12));
        deaf.hears = true;
        network.runSlots(random.nextInt(8));
      }
      assertNobodyRejects(network);
      assertNothingSlashable(network, "seed " + seed);
      long before = network.nodes.getFirst().finalizedEpoch;
      network.runEpochs(6);
      assertThat(network.nodes.getFirst().finalizedEpoch).as("seed %d", seed).isGreaterThan(before);
    }
  }

  @Test
  void aNodeWhoseGwatIsAwayMakesNoVotesAndTheOthersGoOn() {
    CoordinatorNetwork network = new CoordinatorNetwork(5, 4, VALIDATORS);
    network.nodes.forEach(CoordinatorNetwork.Node::start);
    network.runEpochs(3);
    CoordinatorNetwork.Node lonely = network.nodes.getLast();
    lonely.linkUp = false;
    network.runSlots(1);
    network.said.clear();
    network.runEpochs(4);
    // 18 of 24 vote, 16 justify, and a vote in the last slot of an epoch is counted an epoch later:
    // where the shuffling puts three voters there, so comes finality.
    network.runUntil(
        2 * CoordinatorNetwork.SLOTS_PER_EPOCH * CoordinatorNetwork.SLOT_MS,
        () -> network.nodes.getFirst().finalizedEpoch >= 4);
    Map<Cast, AttestationData> votes = votes(network);
    int first = VALIDATORS * 3 / 4;
    assertThat(votes.keySet()).noneMatch(vote -> vote.validator() >= first);
    assertThat(votes.keySet()).hasSizeGreaterThanOrEqualTo(first * 3);
    lonely.linkUp = true;
    network.runEpochs(2);
    assertThat(lonely.stage()).isEqualTo(Stage.WORKING);
  }

  private static void assertNobodyRejects(CoordinatorNetwork network) {
    List<String> rejections = new ArrayList<>();
    for (CoordinatorNetwork.Node node : network.nodes) {
      node.notes.stream()
          .filter(note -> note.startsWith("rejected"))
          .forEach(note -> rejections.add(node.key + " " + note));
    }
    assertThat(rejections).isEmpty();
    assertThat(network.verdicts.values()).doesNotContain(Verdict.REJECT);
  }

  private static void assertNothingSlashable(CoordinatorNetwork network, String run) {
    Map<Slot, Hash32> blocks = new HashMap<>();
    for (GossipMessage message : network.said) {
      if (message instanceof GossipMessage.Block(SignedBeaconBlock signed)) {
        Slot slot = new Slot(signed.message().slot(), signed.message().proposerIndex());
        Hash32 root = network.types.beaconBlock().hashTreeRoot(signed.message());
        Hash32 other = blocks.putIfAbsent(slot, root);
        assertThat(other == null || other.equals(root)).as("%s: %s twice", run, slot).isTrue();
      }
    }
    Map<Cast, AttestationData> votes = votes(network);
    assertThat(votes).as(run).isNotEmpty();
    votes.forEach((one, first) ->
        votes.forEach((other, second) -> {
          boolean surrounds =
              one.validator() == other.validator()
                  && first.source().epoch() < second.source().epoch()
                  && second.target().epoch() < first.target().epoch();
          assertThat(surrounds).as("%s: %s around %s", run, first, second).isFalse();
        }));
  }

  /// The votes that were said, by validator and target; two different ones for one target fail.
  private static Map<Cast, AttestationData> votes(CoordinatorNetwork network) {
    SigningRoots roots = SigningRoots.of(network.config, network.types, network.genesis);
    Map<Cast, AttestationData> votes = new HashMap<>();
    for (GossipMessage message : network.said) {
      if (message instanceof GossipMessage.SingleAttestation(_, var attestation)) {
        AttestationData data = attestation.data();
        int validator = signer(network, roots, attestation);
        AttestationData other = votes.putIfAbsent(new Cast(validator, data.target().epoch()), data);
        assertThat(other == null || other.equals(data))
            .as("validator %d votes for %s and for %s", validator, other, data)
            .isTrue();
      }
    }
    return votes;
  }

  /// Who made a signature, found by trying: a committee is not enough, since branches differ.
  private static int signer(
      CoordinatorNetwork network, SigningRoots roots, Attestation attestation) {
    Hash32 root = roots.attestation(attestation.data());
    for (int i = 0; i < VALIDATORS; i++) {
      if (network.bls.sign(network.keys.get(i), root).equals(attestation.signature())) {
        return i;
      }
    }
    throw new AssertionError("signed by nobody: " + attestation);
  }
}
