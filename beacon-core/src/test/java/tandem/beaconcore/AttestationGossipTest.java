package tandem.beaconcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tandem.beaconcore.GossipMessage.Aggregate;
import tandem.beaconcore.GossipMessage.Block;
import tandem.beaconcore.GossipMessage.SingleAttestation;
import tandem.beaconspec.AggregateAndProof;
import tandem.beaconspec.Attestation;
import tandem.beaconspec.AttestationData;
import tandem.beaconspec.Checkpoint;
import tandem.beaconspec.SignedAggregateAndProof;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.crypto.BlsSecretKey;
import tandem.crypto.BlsSignature;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;
import tandem.ssz.Bits;

/// One case for each condition of `beacon_attestation_{subnet}` and `beacon_aggregate_and_proof`.
class AttestationGossipTest {
  private static final long SLOT = 9;
  private static final Hash32 ELSEWHERE = Hash32.fromHex("77".repeat(32));

  private final DutyNetwork network = new DutyNetwork();
  private final DutyNode sender = network.node(0, DutyNetwork.VALIDATORS);
  private final DutyNode node = network.node(0, 0);
  private final long nowMs = network.startMs(SLOT) + 1_400;
  private SignedBeaconBlock block;
  private SingleAttestation single;
  private Aggregate aggregate;

  @BeforeEach
  void theSenderWorksForAFewSlots() {
    for (long slot = 1; slot <= SLOT; slot++) {
      sender.at(network.startMs(slot));
      sender.at(network.startMs(slot) + 10);
      if (slot < SLOT) {
        node.receive(network.startMs(slot), sender.published(Block.class).getLast().block());
      }
    }
    sender.at(network.twoThirdsMs(SLOT));
    block = sender.published(Block.class).getLast().block();
    single = sender.published(SingleAttestation.class).getLast();
    aggregate = sender.published(Aggregate.class).getLast();
    node.receive(network.startMs(SLOT), block);
  }

  // beacon_attestation_{subnet}

  @Test
  void acceptsASingleAttestationOnceAndKeepsIt() {
    assertThat(judge(single)).isEqualTo(Verdict.ACCEPT);
    int verified = network.bls.verified;
    assertThat(judge(single)).isEqualTo(Verdict.IGNORE);
    assertThat(network.bls.verified).as("known before it is verified").isEqualTo(verified);
  }

  @Test
  void knowsAnAttestationAsLongAsItMayBePassedOn() {
    judge(single);
    for (long slot = SLOT + 1; slot <= SLOT + 32; slot++) {
      assertThat(node.judge(network.startMs(slot), single)).isEqualTo(Verdict.IGNORE);
    }
  }

  @Test
  void ignoresASecondVoteOfTheEpoch() {
    judge(single);
    assertThat(judge(mutated(data -> withBlock(data, block.message().parentRoot()))))
        .isEqualTo(Verdict.IGNORE);
  }

  @Test
  void rejectsACommitteeThatDoesNotExist() {
    assertThat(judge(mutated(data -> withIndex(data, 1)))).isEqualTo(Verdict.REJECT);
    assertThat(judge(mutated(data -> withIndex(data, 64)))).isEqualTo(Verdict.REJECT);
    assertThat(judge(mutated(data -> withIndex(data, -1)))).isEqualTo(Verdict.REJECT);
  }

  @Test
  void rejectsTheWrongSubnet() {
    int other = (single.subnet() + 1) % 64;
    assertThat(judge(new SingleAttestation(other, single.attestation()))).isEqualTo(Verdict.REJECT);
  }

  @Test
  void ignoresWhatIsNotNearInTime() {
    assertThat(judge(mutated(data -> withSlot(data, SLOT + 1)))).isEqualTo(Verdict.IGNORE);
    assertThat(judge(mutated(data -> withSlot(data, -1)))).isEqualTo(Verdict.IGNORE);
    assertThat(node.judge(network.startMs(SLOT + 33) + 600, single)).isEqualTo(Verdict.IGNORE);
  }

  @Test
  void allowsClocksToDifferByHalfASecond() {
    assertThat(node.judge(network.startMs(SLOT + 33) + 400, single)).isEqualTo(Verdict.ACCEPT);
    assertThat(node.judge(network.startMs(SLOT) - 600, other())).isEqualTo(Verdict.IGNORE);
    assertThat(node.judge(network.startMs(SLOT) - 400, other())).isEqualTo(Verdict.ACCEPT);
  }

  @Test
  void rejectsATargetOfAnotherEpoch() {
    assertThat(judge(mutated(data -> withTarget(data, 0, data.target().root()))))
        .isEqualTo(Verdict.REJECT);
  }

  @Test
  void rejectsAnythingButExactlyOneBit() {
    Attestation valid = single.attestation();
    int length = valid.aggregationBits().length();
    for (Bits bits : List.of(Bits.zero(length), Bits.of(length, 0, 1))) {
      Attestation wrong = new Attestation(bits, valid.data(), valid.signature());
      assertThat(judge(new SingleAttestation(single.subnet(), wrong))).isEqualTo(Verdict.REJECT);
    }
  }

  @Test
  void rejectsBitsOfAnotherCommitteeSize() {
    Attestation valid = single.attestation();
    for (int length : new int[] {1, 3, 2_048}) {
      Attestation wrong = new Attestation(Bits.of(length, 0), valid.data(), valid.signature());
      assertThat(judge(new SingleAttestation(single.subnet(), wrong))).isEqualTo(Verdict.REJECT);
    }
  }

  @Test
  void rejectsABadSignatureAndStillTakesTheRightOneLater() {
    Attestation valid = single.attestation();
    Attestation wrong = new Attestation(valid.aggregationBits(), valid.data(), BlsSignature.EMPTY);
    assertThat(judge(new SingleAttestation(single.subnet(), wrong))).isEqualTo(Verdict.REJECT);
    assertThat(judge(single)).isEqualTo(Verdict.ACCEPT);
  }

  @Test
  void rejectsAVoteForABlockThatIsKnownToBeInvalid() {
    node.chain.invalid.add(ELSEWHERE);
    assertThat(judge(mutated(data -> withBlock(data, ELSEWHERE)))).isEqualTo(Verdict.REJECT);
  }

  @Test
  void rejectsATargetThatIsNotAnAncestorOfTheBlock() {
    assertThat(judge(mutated(data -> withTarget(data, 1, node.chain.genesisRoot))))
        .isEqualTo(Verdict.REJECT);
  }

  @Test
  void rejectsAVoteForALaterBlock() {
    assertThat(judge(mutated(data -> withSlot(data, SLOT - 1)))).isEqualTo(Verdict.REJECT);
  }

  @Test
  void keepsAnAttestationForABlockThatIsNotThereAndTakesItInWithTheBlock() {
    DutyNode late = network.node(0, 0);
    for (SignedBeaconBlock each : node.chain.blocks.values()) {
      if (each.message().slot() < SLOT) {
        late.receive(network.startMs(each.message().slot()), each);
      }
    }
    assertThat(late.judge(nowMs, single)).isEqualTo(Verdict.IGNORE);
    assertThat(late.judge(nowMs, aggregate)).isEqualTo(Verdict.IGNORE);
    late.receive(nowMs + 100, block);
    int verified = network.bls.verified;
    assertThat(late.judge(nowMs + 200, single)).as("known now").isEqualTo(Verdict.IGNORE);
    assertThat(late.judge(nowMs + 200, aggregate)).as("known now").isEqualTo(Verdict.IGNORE);
    assertThat(network.bls.verified).isEqualTo(verified);
  }

  @Test
  void forgetsAnAttestationWhoseBlockDoesNotCome() {
    DutyNode late = network.node(0, 0);
    late.judge(nowMs, single);
    late.at(nowMs + 2 * 2_000);
    for (SignedBeaconBlock each : node.chain.blocks.values()) {
      late.receive(nowMs + 2 * 2_000, each);
    }
    assertThat(late.judge(nowMs + 4_100, single)).as("new").isEqualTo(Verdict.ACCEPT);
  }

  @Test
  void listensToNobodyBeforeTheFirstSyncIsOver() {
    node.context.stage = Stage.CHECKPOINT_SYNC;
    assertThat(judge(single)).isEqualTo(Verdict.IGNORE);
  }

  // beacon_aggregate_and_proof

  @Test
  void acceptsAnAggregateOnceAndKeepsIt() {
    assertThat(judge(aggregate)).isEqualTo(Verdict.ACCEPT);
    int verified = network.bls.verified;
    assertThat(judge(aggregate)).isEqualTo(Verdict.IGNORE);
    assertThat(network.bls.verified).isEqualTo(verified);
  }

  @Test
  void ignoresAnAggregateThatTellsNothingNew() {
    judge(aggregate);
    assertThat(judge(by(otherAggregator(), message().aggregate()))).isEqualTo(Verdict.IGNORE);
  }

  @Test
  void rejectsAnAggregateWithoutParticipants() {
    Attestation valid = message().aggregate();
    Attestation none =
        new Attestation(
            Bits.zero(valid.aggregationBits().length()), valid.data(), BlsSignature.INFINITY);
    assertThat(judge(by(aggregator(), none))).isEqualTo(Verdict.REJECT);
  }

  @Test
  void rejectsAnAggregatorOutsideTheCommittee() {
    int outsider = outsider();
    assertThat(judge(by(outsider, message().aggregate()))).isEqualTo(Verdict.REJECT);
    AggregateAndProof nobody =
        new AggregateAndProof(Long.MAX_VALUE, message().aggregate(), message().selectionProof());
    assertThat(judge(signed(nobody, aggregator()))).isEqualTo(Verdict.REJECT);
  }

  @Test
  void rejectsASelectionProofThatTheAggregatorDidNotMake() {
    AggregateAndProof wrong =
        new AggregateAndProof(aggregator(), message().aggregate(), BlsSignature.EMPTY);
    assertThat(judge(signed(wrong, aggregator()))).isEqualTo(Verdict.REJECT);
  }

  @Test
  void rejectsAnAggregateThatAnotherOneSigned() {
    assertThat(judge(signed(message(), outsider()))).isEqualTo(Verdict.REJECT);
  }

  @Test
  void rejectsAnAggregateSignatureThatIsNotOfItsMembers() {
    Attestation valid = message().aggregate();
    Attestation wrong =
        new Attestation(valid.aggregationBits(), valid.data(), single.attestation().signature());
    assertThat(judge(by(aggregator(), wrong))).isEqualTo(Verdict.REJECT);
    assertThat(judge(aggregate)).as("nothing was remembered").isEqualTo(Verdict.ACCEPT);
  }

  @Test
  void rejectsAnAggregateOfACommitteeThatDoesNotExistOrOfAnotherSize() {
    Attestation valid = message().aggregate();
    Attestation elsewhere =
        new Attestation(valid.aggregationBits(), withIndex(valid.data(), 3), valid.signature());
    assertThat(judge(by(aggregator(), elsewhere))).isEqualTo(Verdict.REJECT);
    Attestation longer = new Attestation(Bits.of(9, 0, 1), valid.data(), valid.signature());
    assertThat(judge(by(aggregator(), longer))).isEqualTo(Verdict.REJECT);
  }

  @Test
  void ignoresAnAggregateOfAnotherTimeAndRejectsOneOfAnotherEpoch() {
    assertThat(node.judge(network.startMs(SLOT + 34), aggregate)).isEqualTo(Verdict.IGNORE);
    Attestation valid = message().aggregate();
    Attestation wrong =
        new Attestation(
            valid.aggregationBits(),
            withTarget(valid.data(), 0, valid.data().target().root()),
            valid.signature());
    assertThat(judge(by(aggregator(), wrong))).isEqualTo(Verdict.REJECT);
  }

  private Verdict judge(GossipMessage message) {
    return node.judge(nowMs, message);
  }

  private AggregateAndProof message() {
    return aggregate.aggregate().message();
  }

  private int aggregator() {
    return (int) message().aggregatorIndex();
  }

  private int[] committee() {
    return network
        .rules
        .committees()
        .committee(node.chain.stateAt(node.chain.headRoot(), 0), SLOT, 0);
  }

  private int otherAggregator() {
    for (int member : committee()) {
      if (member != aggregator()) {
        return member;
      }
    }
    throw new AssertionError("a committee of one");
  }

  private int outsider() {
    for (int i = 0; i < DutyNetwork.VALIDATORS; i++) {
      int candidate = i;
      if (Arrays.stream(committee()).noneMatch(member -> member == candidate)) {
        return i;
      }
    }
    throw new AssertionError("all are in the committee");
  }

  private SingleAttestation other() {
    return sender
        .published(SingleAttestation.class)
        .get(sender.published(SingleAttestation.class).size() - 2);
  }

  /// The single attestation with other data, signed by its attester.
  private SingleAttestation mutated(UnaryOperator<AttestationData> change) {
    Attestation valid = single.attestation();
    AttestationData data = change.apply(valid.data());
    int position = valid.aggregationBits().stream().findFirst().orElseThrow();
    BlsSecretKey key = network.keys.get(committee()[position]);
    Hash32 root = network.rules.signingRoots().attestation(data);
    Attestation changed =
        new Attestation(valid.aggregationBits(), data, network.bls.sign(key, root));
    return new SingleAttestation(single.subnet(), changed);
  }

  private Aggregate by(int aggregator, Attestation attestation) {
    BlsSignature proof =
        network.bls.sign(
            network.keys.get(aggregator),
            network.rules.signingRoots().selection(attestation.data().slot()));
    return signed(new AggregateAndProof(aggregator, attestation, proof), aggregator);
  }

  private Aggregate signed(AggregateAndProof message, int signer) {
    Hash32 root = network.rules.signingRoots().aggregateAndProof(message);
    return new Aggregate(
        new SignedAggregateAndProof(message, network.bls.sign(network.keys.get(signer), root)));
  }

  private static AttestationData withSlot(AttestationData data, long slot) {
    return new AttestationData(
        slot, data.index(), data.beaconBlockRoot(), data.source(), data.target());
  }

  private static AttestationData withIndex(AttestationData data, long index) {
    return new AttestationData(
        data.slot(), index, data.beaconBlockRoot(), data.source(), data.target());
  }

  private static AttestationData withBlock(AttestationData data, Hash32 root) {
    return new AttestationData(data.slot(), data.index(), root, data.source(), data.target());
  }

  private static AttestationData withTarget(AttestationData data, long epoch, Hash32 root) {
    return new AttestationData(
        data.slot(),
        data.index(),
        data.beaconBlockRoot(),
        data.source(),
        new Checkpoint(epoch, root));
  }
}
