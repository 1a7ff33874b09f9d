package tandem.beaconcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tandem.beaconcore.GossipMessage.Block;
import tandem.beaconcore.GossipMessage.SingleAttestation;
import tandem.beaconspec.Attestation;
import tandem.beaconspec.AttestationData;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.Checkpoint;
import tandem.crypto.BlsSignature;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;
import tandem.ssz.Bits;

class AttestationPackerTest {
  private static final int VALIDATORS = 64;
  private static final long LAST = 12;

  private final DutyNetwork network = new DutyNetwork(VALIDATORS, 256);
  // Votes of every slot, none of which is in a block.
  private final List<SingleAttestation> votes = new ArrayList<>();
  private DutyNode node;
  private BeaconState state;
  private Hash32 head;

  @BeforeEach
  void nobodyIncludesAnythingForAWhile() {
    node = network.node(0, 0);
    for (long slot = 1; slot <= LAST; slot++) {
      DutyNode proposer = network.idle(node.chain);
      proposer.context.stage = Stage.WORKING;
      proposer.at(network.startMs(slot));
      proposer.at(network.startMs(slot) + 10);
      votes.addAll(proposer.published(SingleAttestation.class));
      node.receive(network.startMs(slot), proposer.published(Block.class).getFirst().block());
    }
    head = node.chain.headRoot();
    state = node.chain.stateAt(head, LAST + 1);
  }

  @Test
  void includesEverybodyOnceWhenAllSinglesAreThere() {
    AttestationPool pool = pool();
    votes.forEach(vote -> addSingle(pool, vote.attestation()));
    List<Attestation> packed = packer(pool).pack(state, head);
    assertThat(packed).as("one a committee; the oldest slots are out of the window").hasSize(8);
    assertThat(packed).allMatch(each -> each.aggregationBits().count() == 8);
  }

  @Test
  void leavesOutWhatABlockCannotCarry() {
    AttestationPool pool = pool();
    AttestationData valid = votes.getLast().attestation().data();
    AttestationData wrongSource =
        new AttestationData(
            valid.slot(),
            valid.index(),
            valid.beaconBlockRoot(),
            new Checkpoint(1, Hash32.ZERO),
            valid.target());
    AttestationData unknownTarget =
        new AttestationData(
            valid.slot(),
            valid.index(),
            valid.beaconBlockRoot(),
            valid.source(),
            new Checkpoint(valid.target().epoch(), Hash32.fromHex("55".repeat(32))));
    AttestationData tooNew =
        new AttestationData(
            LAST + 1, valid.index(), valid.beaconBlockRoot(), valid.source(), valid.target());
    for (AttestationData data : List.of(wrongSource, unknownTarget, tooNew)) {
      pool.addSingle(data, 8, 0, BlsSignature.EMPTY);
    }
    assertThat(packer(pool).pack(state, head)).isEmpty();
  }

  @Test
  void addsTheHeaviestFirst() {
    AttestationPool pool = pool();
    votes.forEach(vote -> addSingle(pool, vote.attestation()));
    List<Attestation> packed = packer(pool).pack(state, head);
    assertThat(packed.getFirst().data().slot())
        .as("of the last slot, whose head still counts")
        .isEqualTo(LAST);
  }

  @Test
  void includesNobodyTwice() {
    AttestationPool pool = pool();
    votes.forEach(vote -> addSingle(pool, vote.attestation()));
    DutyNode proposer = network.idle(node.chain);
    for (SingleAttestation vote : votes) {
      proposer.judge(network.startMs(LAST) + 1_000, vote);
    }
    proposer.context.stage = Stage.WORKING;
    proposer.at(network.startMs(LAST + 1));
    var block = proposer.published(Block.class).getFirst().block();
    assertThat(block.message().body().attestations()).hasSize(8);
    node.receive(network.startMs(LAST + 1), block);
    BeaconState next = node.chain.stateAt(node.chain.headRoot(), LAST + 2);
    assertThat(packer(pool).pack(next, node.chain.headRoot())).isEmpty();
  }

  @Test
  void choosesAsASlowSearchDoes() {
    long seed = 4711;
    Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      AttestationPool pool = pool();
      for (SingleAttestation vote : votes) {
        if (random.nextInt(4) == 0) {
          addSingle(pool, vote.attestation());
        }
        if (random.nextBoolean()) {
          pool.addAggregate(randomAggregate(random, vote.attestation()));
        }
      }
      assertThat(summary(packer(pool).pack(state, head)))
          .as("seed %d round %d", seed, round)
          .isEqualTo(summary(slowly(pool)));
    }
  }

  /// Compares every vote with every other one for each choice.
  private List<Attestation> slowly(AttestationPool pool) {
    Map<Integer, Integer> current = new HashMap<>();
    Map<Integer, Integer> previous = new HashMap<>();
    List<Attestation> chosen = new ArrayList<>();
    while (true) {
      VotePile.Choice best = null;
      AttestationPool.Votes from = null;
      for (AttestationPool.Votes each : pool.votes(LAST + 1 - 8, LAST)) {
        Map<Integer, Integer> covered = each.data().target().epoch() == 1 ? current : previous;
        int[] committee = network.rules.committees().committee(state, each.data().slot(), 0);
        VotePile.Choice choice =
            each.pile()
                .best(position ->
                    weight(flags(each.data()) & ~covered.getOrDefault(committee[position], 0)));
        if (choice != null && (best == null || choice.weight() > best.weight())) {
          best = choice;
          from = each;
        }
      }
      if (best == null) {
        return chosen;
      }
      chosen.add(pool.attestation(from.data(), from.pile(), best));
      Map<Integer, Integer> covered = from.data().target().epoch() == 1 ? current : previous;
      int[] committee = network.rules.committees().committee(state, from.data().slot(), 0);
      int flags = flags(from.data());
      best.members().stream()
          .forEach(position -> covered.merge(committee[position], flags, (a, b) -> a | b));
    }
  }

  /// All votes of this network are for the right source, target and head.
  private static int flags(AttestationData data) {
    long delay = LAST + 1 - data.slot();
    return (delay <= 2 ? 1 : 0) | (delay <= 8 ? 2 : 0) | (delay == 1 ? 4 : 0);
  }

  private static long weight(int flags) {
    return 32L
        * (((flags & 1) != 0 ? 14 : 0) + ((flags & 2) != 0 ? 26 : 0) + ((flags & 4) != 0 ? 14 : 0));
  }

  private static List<String> summary(List<Attestation> packed) {
    return packed.stream().map(each -> each.data().slot() + " " + each.aggregationBits()).toList();
  }

  private AttestationPool pool() {
    return new AttestationPool(network.bls);
  }

  private AttestationPacker packer(AttestationPool pool) {
    return new AttestationPacker(network.rules, new Shufflings(network.config, node.chain), pool);
  }

  private static void addSingle(AttestationPool pool, Attestation vote) {
    int position = vote.aggregationBits().stream().findFirst().orElseThrow();
    pool.addSingle(vote.data(), vote.aggregationBits().length(), position, vote.signature());
  }

  private static Attestation randomAggregate(Random random, Attestation like) {
    int length = like.aggregationBits().length();
    BitSet members = BitSet.valueOf(new long[] {1 + random.nextInt((1 << length) - 1)});
    Bits bits = BitSets.toBits(members, length);
    return new Attestation(bits, like.data(), BlsSignature.EMPTY);
  }
}
