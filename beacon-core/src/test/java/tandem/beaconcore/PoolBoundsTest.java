package tandem.beaconcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.beaconspec.Attestation;
import tandem.beaconspec.AttestationData;
import tandem.beaconspec.BeaconBlockHeader;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.Checkpoint;
import tandem.beaconspec.ProposerSlashing;
import tandem.beaconspec.SignedBeaconBlockHeader;
import tandem.beaconspec.SignedVoluntaryExit;
import tandem.beaconspec.SyncCommitteeContribution;
import tandem.beaconspec.VoluntaryExit;
import tandem.crypto.BlsSignature;
import tandem.primitives.Hash32;
import tandem.ssz.Bits;

/// What pools hold at most, and when they let go of it.
class PoolBoundsTest {
  private static final BlsSignature SIGNATURE = BlsSignature.EMPTY;

  private final SumBls bls = new SumBls();

  @Test
  void attestationsOfTheOldestSlotGiveWayWhenThereAreTooMany() {
    AttestationPool pool = new AttestationPool(bls);
    for (int i = 0; i < AttestationPool.VOTES_MAX + 100; i++) {
      pool.addSingle(data(i / 1_000, i), 8, 0, SIGNATURE);
    }
    assertThat(pool.size()).isLessThanOrEqualTo(AttestationPool.VOTES_MAX);
    assertThat(pool.votes(0, 0)).isEmpty();
    assertThat(pool.votes(1, 1)).hasSize(1_000);
  }

  @Test
  void aFloodOfOneSlotFindsNoMoreRoomThanThePoolHas() {
    AttestationPool pool = new AttestationPool(bls);
    for (int i = 0; i < AttestationPool.VOTES_MAX + 100; i++) {
      pool.addSingle(data(5, i), 8, 0, SIGNATURE);
    }
    assertThat(pool.size()).isEqualTo(AttestationPool.VOTES_MAX);
  }

  @Test
  void attestationsAreForgottenWithTheirSlot() {
    AttestationPool pool = new AttestationPool(bls);
    pool.addSingle(data(3, 0), 8, 0, SIGNATURE);
    pool.addSingle(data(4, 0), 8, 0, SIGNATURE);
    pool.prune(4);
    assertThat(pool.aggregate(data(3, 0))).isNull();
    assertThat(pool.aggregate(data(4, 0))).isNotNull();
    assertThat(pool.size()).isEqualTo(1);
  }

  @Test
  void theSameVoteOfSeveralAttestersIsOneAggregate() {
    AttestationPool pool = new AttestationPool(bls);
    for (int position = 0; position < 8; position += 2) {
      pool.addSingle(data(3, 0), 8, position, SIGNATURE);
    }
    Attestation aggregate = pool.aggregate(data(3, 0));
    assertThat(aggregate).isNotNull();
    assertThat(aggregate.aggregationBits()).isEqualTo(Bits.of(8, 0, 2, 4, 6));
  }

  @Test
  void syncSignaturesFindNoMoreRoomThanThePoolHas() {
    SyncCommitteePool pool = new SyncCommitteePool(bls, 4, 8);
    for (int i = 0; i < 2 * SyncCommitteePool.PILES_MAX; i++) {
      pool.addMessage(1, root(i), 0, List.of(0), SIGNATURE);
    }
    assertThat(pool.size()).isEqualTo(SyncCommitteePool.PILES_MAX);
    pool.prune(2);
    assertThat(pool.size()).isZero();
  }

  @Test
  void aSyncAggregateJoinsWhatTheSubcommitteesSigned() {
    SyncCommitteePool pool = new SyncCommitteePool(bls, 4, 8);
    pool.addMessage(1, root(0), 0, List.of(1, 5), SIGNATURE);
    pool.addMessage(1, root(1), 0, List.of(2), SIGNATURE);
    pool.addContribution(new SyncCommitteeContribution(1, root(0), 3, Bits.of(8, 0, 7), SIGNATURE));
    assertThat(pool.aggregate(1, root(0)).syncCommitteeBits()).isEqualTo(Bits.of(32, 1, 5, 24, 31));
    assertThat(pool.aggregate(2, root(0)).syncCommitteeSignature())
        .as("nobody signed in that slot")
        .isEqualTo(BlsSignature.INFINITY);
  }

  @Test
  void slashingsAndExitsAreBoundedAndForgottenOnceTheyAreFinal() {
    DutyNetwork network = new DutyNetwork();
    OperationPool pool = new OperationPool(network.config, new OperationRules(network.rules));
    for (int i = 0; i < 2 * OperationPool.EXITS_MAX; i++) {
      pool.add(new SignedVoluntaryExit(new VoluntaryExit(0, i), SIGNATURE));
      pool.add(slashing(i));
    }
    assertThat(pool.size())
        .isEqualTo(OperationPool.EXITS_MAX + OperationPool.PROPOSER_SLASHINGS_MAX);
    BeaconState finalized = network.genesis.copy();
    pool.prune(finalized);
    assertThat(pool.pack(finalized).proposerSlashings())
        .as("as many as a block takes, of those who are there")
        .hasSize(DutyNetwork.VALIDATORS);
    assertThat(pool.pack(finalized).exits()).as("nobody has served long enough").isEmpty();
  }

  private static AttestationData data(long slot, int kind) {
    return new AttestationData(
        slot, 0, root(kind), new Checkpoint(0, Hash32.ZERO), new Checkpoint(0, Hash32.ZERO));
  }

  private static ProposerSlashing slashing(int proposer) {
    return new ProposerSlashing(header(proposer, 1), header(proposer, 2));
  }

  private static SignedBeaconBlockHeader header(int proposer, int body) {
    return new SignedBeaconBlockHeader(
        new BeaconBlockHeader(1, proposer, Hash32.ZERO, Hash32.ZERO, root(body)), SIGNATURE);
  }

  private static Hash32 root(int number) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) number;
    bytes[1] = (byte) (number >> 8);
    bytes[2] = (byte) (number >> 16);
    bytes[31] = 1;
    return Hash32.of(bytes);
  }
}
