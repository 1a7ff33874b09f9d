package tandem.beaconcore;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tandem.beaconspec.AttestationData;
import tandem.beaconspec.AttesterSlashing;
import tandem.beaconspec.BeaconBlockHeader;
import tandem.beaconspec.BeaconConfig;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.IndexedAttestation;
import tandem.beaconspec.ProposerSlashing;
import tandem.beaconspec.SignedBeaconBlockHeader;
import tandem.beaconspec.SignedVoluntaryExit;
import tandem.beaconspec.SigningRoots;
import tandem.beaconspec.Validator;
import tandem.beaconspec.VoluntaryExit;
import tandem.crypto.Bls;
import tandem.crypto.BlsPublicKey;
import tandem.crypto.SignatureSet;

/// The conditions of `process_proposer_slashing`, `process_attester_slashing` and
/// `process_voluntary_exit`, taken apart into what is wrong for good and what depends on the state,
/// since gossip must blame nobody for the latter.
final class OperationRules {
  /// What a state says to an exit.
  enum Exit {
    NOW,
    /// Its epoch, or the time that a validator must serve, is still to come.
    LATER,
    /// It is leaving already, or has left.
    HAS_LEFT,
    /// The state has no such validator.
    UNKNOWN
  }

  private final BeaconConfig config;
  private final SigningRoots roots;
  private final Bls bls;

  OperationRules(Rules rules) {
    this.config = rules.config();
    this.roots = rules.signingRoots();
    this.bls = rules.bls();
  }

  /// Whether the state has this validator and could slash it now.
  boolean isSlashable(BeaconState state, long index) {
    return isKnown(state, index) && state.validators().get((int) index).isSlashableAt(epoch(state));
  }

  Exit mayExit(BeaconState state, VoluntaryExit exit) {
    if (!isKnown(state, exit.validatorIndex())) {
      return Exit.UNKNOWN;
    }
    Validator validator = state.validators().get((int) exit.validatorIndex());
    if (validator.exitEpoch() != BeaconConfig.FAR_FUTURE_EPOCH) {
      return Exit.HAS_LEFT;
    }
    long epoch = epoch(state);
    // The activation epoch of one who waits is the far future: unsigned, and the sum must not wrap.
    boolean hasServed =
        Long.compareUnsigned(validator.activationEpoch(), epoch) <= 0
            && epoch - validator.activationEpoch() >= config.shardCommitteePeriod();
    return hasServed && Long.compareUnsigned(exit.epoch(), epoch) <= 0 ? Exit.NOW : Exit.LATER;
  }

  SignatureSet signature(BeaconState state, SignedVoluntaryExit exit) {
    return new SignatureSet(
        List.of(key(state, exit.message().validatorIndex())),
        roots.voluntaryExit(exit.message()),
        exit.signature());
  }

  /// Whether the two headers prove anything against their proposer.
  static boolean isProof(ProposerSlashing slashing) {
    BeaconBlockHeader first = slashing.signedHeader1().message();
    BeaconBlockHeader second = slashing.signedHeader2().message();
    return first.slot() == second.slot()
        && first.proposerIndex() == second.proposerIndex()
        && !first.equals(second);
  }

  /// Whether both headers are signed by their proposer, whom the state must know.
  boolean isSigned(BeaconState state, ProposerSlashing slashing) {
    return bls.verifyAll(
        List.of(header(state, slashing.signedHeader1()), header(state, slashing.signedHeader2())));
  }

  static int proposer(ProposerSlashing slashing) {
    return Math.toIntExact(slashing.signedHeader1().message().proposerIndex());
  }

  /// Whether the two attestations contradict each other, and their indices are in order.
  static boolean isProof(AttesterSlashing slashing) {
    AttestationData first = slashing.attestation1().data();
    AttestationData second = slashing.attestation2().data();
    boolean isDouble = !first.equals(second) && first.target().epoch() == second.target().epoch();
    boolean surrounds =
        Long.compareUnsigned(first.source().epoch(), second.source().epoch()) < 0
            && Long.compareUnsigned(second.target().epoch(), first.target().epoch()) < 0;
    return (isDouble || surrounds)
        && isAscending(slashing.attestation1())
        && isAscending(slashing.attestation2());
  }

  /// Whether the state knows every validator of both attestations.
  static boolean knowsAll(BeaconState state, AttesterSlashing slashing) {
    // Ascending, so the last is the greatest.
    return isKnown(state, slashing.attestation1().attestingIndices().getLast())
        && isKnown(state, slashing.attestation2().attestingIndices().getLast());
  }

  /// Whether both attestations are signed by those they name, whom the state must know.
  boolean isSigned(BeaconState state, AttesterSlashing slashing) {
    return bls.verifyAll(
        List.of(indexed(state, slashing.attestation1()), indexed(state, slashing.attestation2())));
  }

  /// The validators that are in both attestations, ascending.
  static List<Integer> accused(AttesterSlashing slashing) {
    Set<Long> both = new TreeSet<>(slashing.attestation1().attestingIndices());
    both.retainAll(new TreeSet<>(slashing.attestation2().attestingIndices()));
    return both.stream().map(Math::toIntExact).toList();
  }

  private static boolean isAscending(IndexedAttestation attestation) {
    long last = -1;
    for (long index : attestation.attestingIndices()) {
      if (index <= last || index > Integer.MAX_VALUE) {
        return false;
      }
      last = index;
    }
    return last >= 0;
  }

  private SignatureSet header(BeaconState state, SignedBeaconBlockHeader signed) {
    return new SignatureSet(
        List.of(key(state, signed.message().proposerIndex())),
        roots.header(signed.message()),
        signed.signature());
  }

  private SignatureSet indexed(BeaconState state, IndexedAttestation attestation) {
    List<BlsPublicKey> keys = new ArrayList<>();
    attestation.attestingIndices().forEach(index -> keys.add(key(state, index)));
    return new SignatureSet(keys, roots.attestation(attestation.data()), attestation.signature());
  }

  private static BlsPublicKey key(BeaconState state, long index) {
    return state.validators().get((int) index).pubkey();
  }

  private static boolean isKnown(BeaconState state, long index) {
    return index >= 0 && index < state.validators().size();
  }

  private long epoch(BeaconState state) {
    return state.slot() / config.slotsPerEpoch();
  }
}
