package tandem.beaconcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tandem.beaconcore.GossipMessage.AttesterSlashed;
import tandem.beaconcore.GossipMessage.Block;
import tandem.beaconcore.GossipMessage.Exit;
import tandem.beaconcore.GossipMessage.ProposerSlashed;
import tandem.beaconspec.AttestationData;
import tandem.beaconspec.AttesterSlashing;
import tandem.beaconspec.BeaconBlockBody;
import tandem.beaconspec.BeaconBlockHeader;
import tandem.beaconspec.Checkpoint;
import tandem.beaconspec.IndexedAttestation;
import tandem.beaconspec.ProposerSlashing;
import tandem.beaconspec.SignedBeaconBlockHeader;
import tandem.beaconspec.SignedVoluntaryExit;
import tandem.beaconspec.VoluntaryExit;
import tandem.crypto.BlsSignature;
import tandem.primitives.Hash32;

/// One case for each condition of `voluntary_exit`, `proposer_slashing` and `attester_slashing`,
/// and what becomes of them in blocks.
class OperationGossipTest {
  private static final Hash32 ONE = Hash32.fromHex("11".repeat(32));
  private static final Hash32 OTHER = Hash32.fromHex("22".repeat(32));

  private final DutyNetwork network = new DutyNetwork();
  private final DutyNode node = network.node(0, DutyNetwork.VALIDATORS);
  private final long nowMs = network.startMs(1) + 1_000;

  // voluntary_exit

  @Test
  void acceptsAnExitOnceAndPutsItIntoABlock() {
    DutyNetwork quick = new DutyNetwork(DutyNetwork.VALIDATORS, 0);
    DutyNode leaving = quick.node(0, DutyNetwork.VALIDATORS);
    assertThat(leaving.judge(nowMs, exit(quick, 3, 0))).isEqualTo(Verdict.ACCEPT);
    assertThat(leaving.judge(nowMs, exit(quick, 3, 0))).isEqualTo(Verdict.IGNORE);
    leaving.at(quick.startMs(2));
    var block = leaving.published(Block.class).getLast().block();
    assertThat(block.message().body().voluntaryExits()).hasSize(1);
    DutyNode follower = quick.node(0, 0);
    follower.receive(quick.startMs(2), block);
    assertThat(follower.judge(quick.startMs(2), exit(quick, 3, 0)))
        .as("is leaving already")
        .isEqualTo(Verdict.IGNORE);
  }

  @Test
  void rejectsAnExitThatTheValidatorDidNotSign() {
    DutyNetwork quick = new DutyNetwork(DutyNetwork.VALIDATORS, 0);
    SignedVoluntaryExit other = exit(quick, 4, 0).exit();
    Exit forged = new Exit(new SignedVoluntaryExit(new VoluntaryExit(0, 3), other.signature()));
    assertThat(quick.node(0, 0).judge(nowMs, forged)).isEqualTo(Verdict.REJECT);
  }

  @Test
  void anExitBeforeTheValidatorHasServedIsNotPassedOn() {
    assertThat(judge(exit(network, 3, 0))).isEqualTo(Verdict.IGNORE);
  }

  @Test
  void rejectsAnExitOfALaterEpoch() {
    assertThat(judge(exit(network, 3, 1))).isEqualTo(Verdict.REJECT);
    assertThat(judge(exit(network, 3, -1))).isEqualTo(Verdict.REJECT);
  }

  @Test
  void ignoresAnExitOfAValidatorThatMayYetCome() {
    for (long index : new long[] {DutyNetwork.VALIDATORS, -1, Long.MAX_VALUE}) {
      Exit unknown =
          new Exit(new SignedVoluntaryExit(new VoluntaryExit(0, index), BlsSignature.EMPTY));
      assertThat(judge(unknown)).isEqualTo(Verdict.IGNORE);
    }
  }

  // proposer_slashing

  @Test
  void acceptsAProposerSlashingOnceAndPutsItIntoABlock() {
    assertThat(judge(proposer(2, 1, ONE, OTHER))).isEqualTo(Verdict.ACCEPT);
    assertThat(judge(proposer(2, 0, ONE, OTHER))).isEqualTo(Verdict.IGNORE);
    assertThat(nextBody().proposerSlashings()).hasSize(1);
    assertThat(slashed()).containsExactly(2);
  }

  @Test
  void rejectsHeadersThatProveNothing() {
    assertThat(judge(proposer(2, 1, ONE, ONE))).as("the same").isEqualTo(Verdict.REJECT);
    SignedBeaconBlockHeader first = header(2, 1, ONE);
    assertThat(judge(new ProposerSlashed(new ProposerSlashing(first, header(2, 2, OTHER)))))
        .as("of two slots")
        .isEqualTo(Verdict.REJECT);
    assertThat(judge(new ProposerSlashed(new ProposerSlashing(first, header(3, 1, OTHER)))))
        .as("of two proposers")
        .isEqualTo(Verdict.REJECT);
  }

  @Test
  void rejectsHeadersThatTheProposerDidNotSign() {
    SignedBeaconBlockHeader first = header(2, 1, ONE);
    SignedBeaconBlockHeader second = header(2, 1, OTHER);
    SignedBeaconBlockHeader forged =
        new SignedBeaconBlockHeader(second.message(), first.signature());
    assertThat(judge(new ProposerSlashed(new ProposerSlashing(first, forged))))
        .isEqualTo(Verdict.REJECT);
  }

  @Test
  void ignoresASlashingOfAProposerThatMayYetComeOrIsSlashedAlready() {
    SignedBeaconBlockHeader first = header(2, 1, ONE);
    assertThat(judge(new ProposerSlashed(unknownProposer()))).isEqualTo(Verdict.IGNORE);
    judge(proposer(2, 1, ONE, OTHER));
    nextBody();
    DutyNode follower = network.node(0, 0);
    follower.receive(nowMs + 2_000, node.published(Block.class).getLast().block());
    assertThat(
            follower.judge(
                nowMs + 2_000,
                new ProposerSlashed(new ProposerSlashing(first, header(2, 1, OTHER)))))
        .isEqualTo(Verdict.IGNORE);
  }

  // attester_slashing

  @Test
  void acceptsADoubleVoteAndPutsItIntoABlock() {
    assertThat(judge(attesters(data(0, 1, ONE), data(0, 1, OTHER), 3, 4)))
        .isEqualTo(Verdict.ACCEPT);
    assertThat(node.chain.equivocators).containsExactlyInAnyOrder(3, 4);
    assertThat(nextBody().attesterSlashings()).hasSize(1);
    assertThat(slashed()).containsExactly(3, 4);
  }

  @Test
  void acceptsASurroundVote() {
    assertThat(judge(attesters(data(0, 3, ONE), data(1, 2, OTHER), 3))).isEqualTo(Verdict.ACCEPT);
  }

  @Test
  void ignoresASlashingThatAccusesNobodyNew() {
    judge(attesters(data(0, 1, ONE), data(0, 1, OTHER), 3, 4));
    assertThat(judge(attesters(data(0, 2, ONE), data(0, 2, OTHER), 4))).isEqualTo(Verdict.IGNORE);
    assertThat(judge(attesters(data(0, 2, ONE), data(0, 2, OTHER), 4, 5)))
        .isEqualTo(Verdict.ACCEPT);
  }

  @Test
  void rejectsAttestationsThatProveNothing() {
    assertThat(judge(attesters(data(0, 1, ONE), data(0, 1, ONE), 3)))
        .as("the same")
        .isEqualTo(Verdict.REJECT);
    assertThat(judge(attesters(data(0, 1, ONE), data(1, 2, OTHER), 3)))
        .as("one after the other")
        .isEqualTo(Verdict.REJECT);
    AttesterSlashing apart =
        new AttesterSlashing(indexed(data(0, 1, ONE), 3), indexed(data(0, 1, OTHER), 4));
    assertThat(judge(new AttesterSlashed(apart)))
        .as("of different validators")
        .isEqualTo(Verdict.REJECT);
  }

  @Test
  void rejectsIndicesThatAreNotInOrder() {
    for (long[] wrong : new long[][] {{}, {4, 3}, {3, 3}, {-1, 3}, {3, Long.MAX_VALUE}}) {
      IndexedAttestation first =
          new IndexedAttestation(
              LongStream.of(wrong).boxed().toList(), data(0, 1, ONE), BlsSignature.EMPTY);
      AttesterSlashing slashing = new AttesterSlashing(first, indexed(data(0, 1, OTHER), 3));
      assertThat(judge(new AttesterSlashed(slashing))).isEqualTo(Verdict.REJECT);
    }
  }

  @Test
  void rejectsAttestationsThatTheirValidatorsDidNotSign() {
    IndexedAttestation valid = indexed(data(0, 1, ONE), 3);
    IndexedAttestation forged =
        new IndexedAttestation(valid.attestingIndices(), data(0, 1, OTHER), valid.signature());
    assertThat(judge(new AttesterSlashed(new AttesterSlashing(valid, forged))))
        .isEqualTo(Verdict.REJECT);
  }

  @Test
  void ignoresASlashingOfValidatorsThatMayYetCome() {
    List<Long> unknown = List.of((long) DutyNetwork.VALIDATORS);
    AttesterSlashing slashing =
        new AttesterSlashing(
            new IndexedAttestation(unknown, data(0, 1, ONE), BlsSignature.EMPTY),
            new IndexedAttestation(unknown, data(0, 1, OTHER), BlsSignature.EMPTY));
    assertThat(judge(new AttesterSlashed(slashing))).isEqualTo(Verdict.IGNORE);
  }

  @Test
  void aValidatorIsSlashedOnceInABlockWhateverThePoolHolds() {
    judge(proposer(3, 1, ONE, OTHER));
    judge(attesters(data(0, 1, ONE), data(0, 1, OTHER), 3));
    BeaconBlockBody body = nextBody();
    assertThat(body.proposerSlashings()).hasSize(1);
    assertThat(body.attesterSlashings()).isEmpty();
  }

  private Verdict judge(GossipMessage message) {
    return node.judge(nowMs, message);
  }

  private BeaconBlockBody nextBody() {
    node.at(network.startMs(2));
    return node.published(Block.class).getLast().block().message().body();
  }

  private List<Integer> slashed() {
    var validators = node.chain.stateAt(node.chain.headRoot(), 0).validators();
    return java.util.stream.IntStream.range(0, validators.size())
        .filter(index -> validators.get(index).slashed())
        .boxed()
        .toList();
  }

  private static Exit exit(DutyNetwork network, int validator, long epoch) {
    VoluntaryExit message = new VoluntaryExit(epoch, validator);
    Hash32 root = network.rules.signingRoots().voluntaryExit(message);
    return new Exit(
        new SignedVoluntaryExit(message, network.bls.sign(network.keys.get(validator), root)));
  }

  private ProposerSlashed proposer(int validator, long slot, Hash32 one, Hash32 other) {
    return new ProposerSlashed(
        new ProposerSlashing(header(validator, slot, one), header(validator, slot, other)));
  }

  private SignedBeaconBlockHeader header(int proposer, long slot, Hash32 body) {
    BeaconBlockHeader header =
        new BeaconBlockHeader(slot, proposer, Hash32.ZERO, Hash32.ZERO, body);
    Hash32 root = network.rules.signingRoots().header(header);
    return new SignedBeaconBlockHeader(header, network.bls.sign(network.keys.get(proposer), root));
  }

  private static ProposerSlashing unknownProposer() {
    return new ProposerSlashing(
        new SignedBeaconBlockHeader(
            new BeaconBlockHeader(1, 1_000, Hash32.ZERO, Hash32.ZERO, ONE), BlsSignature.EMPTY),
        new SignedBeaconBlockHeader(
            new BeaconBlockHeader(1, 1_000, Hash32.ZERO, Hash32.ZERO, OTHER), BlsSignature.EMPTY));
  }

  private AttesterSlashed attesters(AttestationData one, AttestationData other, long... who) {
    return new AttesterSlashed(new AttesterSlashing(indexed(one, who), indexed(other, who)));
  }

  private IndexedAttestation indexed(AttestationData data, long... who) {
    Hash32 root = network.rules.signingRoots().attestation(data);
    List<BlsSignature> signatures =
        LongStream.of(who)
            .mapToObj(index -> network.bls.sign(network.keys.get((int) index), root))
            .toList();
    return new IndexedAttestation(
        LongStream.of(who).boxed().toList(), data, network.bls.aggregate(signatures));
  }

  private static AttestationData data(long source, long target, Hash32 root) {
    return new AttestationData(
        1, 0, root, new Checkpoint(source, ONE), new Checkpoint(target, ONE));
  }
}
