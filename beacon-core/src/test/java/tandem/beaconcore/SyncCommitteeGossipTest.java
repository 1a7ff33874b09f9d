package tandem.beaconcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tandem.beaconcore.GossipMessage.Contribution;
import tandem.beaconcore.GossipMessage.SyncMessage;
import tandem.beaconspec.Aggregators;
import tandem.beaconspec.ContributionAndProof;
import tandem.beaconspec.SignedContributionAndProof;
import tandem.beaconspec.SyncAggregatorSelectionData;
import tandem.beaconspec.SyncCommitteeContribution;
import tandem.beaconspec.SyncCommitteeMessage;
import tandem.crypto.BlsSignature;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;
import tandem.ssz.Bits;

/// One case for each condition of `sync_committee_{subnet}` and
/// `sync_committee_contribution_and_proof`.
class SyncCommitteeGossipTest {
  private static final long SLOT = 1;

  private final DutyNetwork network = new DutyNetwork();
  private final DutyNode sender = network.node(0, DutyNetwork.VALIDATORS);
  private final DutyNode node = network.node(0, 0);
  private final long nowMs = network.startMs(SLOT) + 1_500;
  private SyncMessage message;
  private Contribution contribution;

  @BeforeEach
  void theSenderWorksForASlot() {
    sender.at(network.startMs(SLOT));
    sender.at(network.startMs(SLOT) + 10);
    sender.at(network.twoThirdsMs(SLOT));
    message = sender.published(SyncMessage.class).getFirst();
    contribution = sender.published(Contribution.class).getFirst();
  }

  // sync_committee_{subnet}

  @Test
  void acceptsAMessageOnceASubnet() {
    assertThat(judge(message)).isEqualTo(Verdict.ACCEPT);
    assertThat(judge(message)).isEqualTo(Verdict.IGNORE);
  }

  @Test
  void verifiesAMessageOnceForAllSubnets() {
    int before = network.bls.verified;
    for (SyncMessage each : sender.published(SyncMessage.class)) {
      if (each.message().equals(message.message())) {
        assertThat(judge(each)).isEqualTo(Verdict.ACCEPT);
      }
    }
    assertThat(network.bls.verified).isEqualTo(before + 1);
  }

  @Test
  void ignoresASecondMessageOfTheSlotAlsoForAnotherBlock() {
    judge(message);
    SyncCommitteeMessage valid = message.message();
    SyncCommitteeMessage other =
        new SyncCommitteeMessage(
            valid.slot(), Hash32.ZERO, valid.validatorIndex(), valid.signature());
    assertThat(judge(new SyncMessage(message.subnet(), other))).isEqualTo(Verdict.IGNORE);
  }

  @Test
  void ignoresAMessageOfAnySlotButThisOne() {
    assertThat(node.judge(network.startMs(SLOT + 1) + 600, message)).isEqualTo(Verdict.IGNORE);
    assertThat(node.judge(network.startMs(SLOT) - 600, message)).isEqualTo(Verdict.IGNORE);
    assertThat(node.judge(network.startMs(SLOT + 1) + 400, message)).isEqualTo(Verdict.ACCEPT);
  }

  @Test
  void rejectsASubnetWhereTheValidatorHasNoSeat() {
    assertThat(judge(new SyncMessage(4, message.message()))).isEqualTo(Verdict.REJECT);
  }

  @Test
  void rejectsAValidatorThatDoesNotExist() {
    for (long index : new long[] {-1, DutyNetwork.VALIDATORS, Long.MAX_VALUE}) {
      SyncCommitteeMessage valid = message.message();
      SyncCommitteeMessage other =
          new SyncCommitteeMessage(valid.slot(), valid.beaconBlockRoot(), index, valid.signature());
      assertThat(judge(new SyncMessage(message.subnet(), other))).isEqualTo(Verdict.REJECT);
    }
  }

  @Test
  void rejectsABadSignatureOnEverySubnet() {
    SyncCommitteeMessage valid = message.message();
    SyncCommitteeMessage wrong =
        new SyncCommitteeMessage(
            valid.slot(), valid.beaconBlockRoot(), valid.validatorIndex(), BlsSignature.EMPTY);
    for (int i = 0; i < 2; i++) {
      assertThat(judge(new SyncMessage(message.subnet(), wrong))).isEqualTo(Verdict.REJECT);
    }
    assertThat(judge(message)).isEqualTo(Verdict.ACCEPT);
  }

  @Test
  void listensToNobodyBeforeTheHeadIsSynced() {
    node.context.stage = Stage.DAG_SYNC;
    assertThat(judge(message)).isEqualTo(Verdict.IGNORE);
    assertThat(judge(contribution)).isEqualTo(Verdict.IGNORE);
  }

  // sync_committee_contribution_and_proof

  @Test
  void acceptsAContributionOnce() {
    assertThat(judge(contribution)).isEqualTo(Verdict.ACCEPT);
    int before = network.bls.verified;
    assertThat(judge(contribution)).isEqualTo(Verdict.IGNORE);
    assertThat(network.bls.verified).isEqualTo(before);
  }

  @Test
  void ignoresAContributionThatTellsNothingNew() {
    judge(contribution);
    int other = otherAggregator();
    assertThat(judge(by(other, inner()))).isEqualTo(Verdict.IGNORE);
  }

  @Test
  void ignoresAContributionOfAnySlotButThisOne() {
    assertThat(node.judge(network.startMs(SLOT + 1) + 600, contribution)).isEqualTo(Verdict.IGNORE);
  }

  @Test
  void rejectsASubcommitteeThatDoesNotExist() {
    for (long index : new long[] {-1, 4, Long.MAX_VALUE}) {
      assertThat(judge(by(aggregator(), with(index, inner().aggregationBits()))))
          .isEqualTo(Verdict.REJECT);
    }
  }

  @Test
  void rejectsAContributionWithoutParticipants() {
    Bits none = Bits.zero(inner().aggregationBits().length());
    assertThat(judge(by(aggregator(), with(inner().subcommitteeIndex(), none))))
        .isEqualTo(Verdict.REJECT);
  }

  @Test
  void rejectsAContributionWhoseSignatureIsNotOfItsMembers() {
    Bits one = Bits.of(inner().aggregationBits().length(), 0);
    assertThat(judge(by(aggregator(), with(inner().subcommitteeIndex(), one))))
        .isEqualTo(Verdict.REJECT);
  }

  @Test
  void rejectsAnAggregatorThatDoesNotExistOrWasNotSelected() {
    ContributionAndProof valid = contribution.contribution().message();
    ContributionAndProof nobody =
        new ContributionAndProof(DutyNetwork.VALIDATORS, inner(), valid.selectionProof());
    assertThat(judge(signed(nobody, aggregator()))).isEqualTo(Verdict.REJECT);
    ContributionAndProof unselected =
        new ContributionAndProof(aggregator(), inner(), unselectedProof());
    assertThat(judge(signed(unselected, aggregator()))).isEqualTo(Verdict.REJECT);
  }

  @Test
  void rejectsASelectionProofOfAnotherSubcommittee() {
    ContributionAndProof valid = contribution.contribution().message();
    int other = otherAggregator();
    ContributionAndProof stolen = new ContributionAndProof(other, inner(), valid.selectionProof());
    assertThat(judge(signed(stolen, other))).isEqualTo(Verdict.REJECT);
  }

  @Test
  void rejectsAContributionThatAnotherOneSigned() {
    assertThat(judge(signed(contribution.contribution().message(), otherAggregator())))
        .isEqualTo(Verdict.REJECT);
  }

  private Verdict judge(GossipMessage each) {
    return node.judge(nowMs, each);
  }

  private SyncCommitteeContribution inner() {
    return contribution.contribution().message().contribution();
  }

  private int aggregator() {
    return (int) contribution.contribution().message().aggregatorIndex();
  }

  /// Another validator that is selected for the same subcommittee.
  private int otherAggregator() {
    return IntStream.range(0, DutyNetwork.VALIDATORS)
        .filter(index -> index != aggregator())
        .filter(index -> Aggregators.isSyncAggregator(network.config, proof(index, inner())))
        .findFirst()
        .orElseThrow();
  }

  private BlsSignature unselectedProof() {
    return IntStream.range(0, DutyNetwork.VALIDATORS)
        .mapToObj(index -> proof(index, inner()))
        .filter(proof -> !Aggregators.isSyncAggregator(network.config, proof))
        .findFirst()
        .orElseThrow();
  }

  private SyncCommitteeContribution with(long subcommittee, Bits bits) {
    return new SyncCommitteeContribution(
        inner().slot(), inner().beaconBlockRoot(), subcommittee, bits, inner().signature());
  }

  private BlsSignature proof(int aggregator, SyncCommitteeContribution each) {
    Hash32 root =
        network
            .rules
            .signingRoots()
            .syncSelection(new SyncAggregatorSelectionData(each.slot(), each.subcommitteeIndex()));
    return network.bls.sign(network.keys.get(aggregator), root);
  }

  private Contribution by(int aggregator, SyncCommitteeContribution each) {
    return signed(
        new ContributionAndProof(aggregator, each, proof(aggregator, inner())), aggregator);
  }

  private Contribution signed(ContributionAndProof each, int signer) {
    Hash32 root = network.rules.signingRoots().contributionAndProof(each);
    return new Contribution(
        new SignedContributionAndProof(each, network.bls.sign(network.keys.get(signer), root)));
  }
}
