package tandem.beaconspec;

import static tandem.beaconspec.InvalidBlockException.check;
import static tandem.beaconspec.ParticipationFlag.PROPOSER_WEIGHT;
import static tandem.beaconspec.ParticipationFlag.TIMELY_HEAD;
import static tandem.beaconspec.ParticipationFlag.TIMELY_SOURCE;
import static tandem.beaconspec.ParticipationFlag.TIMELY_TARGET;
import static tandem.beaconspec.ParticipationFlag.WEIGHT_DENOMINATOR;

import java.util.ArrayList;
import java.util.List;
import tandem.crypto.BlsPublicKey;
import tandem.crypto.SignatureSet;
import tandem.primitives.Hash32;
import tandem.ssz.ByteSequence;

/// What the attestations of a block do (altair/beacon-chain.md, `process_attestation`).
final class AttestationProcessing {
  private final Rules rules;
  private final BeaconConfig config;
  private final BeaconState state;
  private final SigningRoots signingRoots;
  private final List<SignatureSet> signatures;
  // In gwei; the same for all attestations of the block.
  private final long baseRewardPerIncrement;

  AttestationProcessing(
      Rules rules, BeaconState state, SigningRoots signingRoots, List<SignatureSet> signatures) {
    this.rules = rules;
    this.config = rules.config();
    this.state = state;
    this.signingRoots = signingRoots;
    this.signatures = signatures;
    this.baseRewardPerIncrement =
        rules.reads().baseRewardPerIncrement(rules.reads().totalActiveBalance(state));
  }

  void process(Attestation attestation) throws InvalidBlockException {
    AttestationData data = attestation.data();
    requireInTime(data);
    int[] attesters = attesters(attestation);
    int newFlags = flags(data);
    List<BlsPublicKey> keys = new ArrayList<>(attesters.length);
    for (int attester : attesters) {
      keys.add(state.validators().get(attester).pubkey());
    }
    signatures.add(new SignatureSet(keys, signingRoots.attestation(data), attestation.signature()));
    reward(attesters, newFlags, data.target().epoch());
  }

  private void requireInTime(AttestationData data) throws InvalidBlockException {
    long current = rules.reads().currentEpoch(state);
    long previous = rules.reads().previousEpoch(state);
    long target = data.target().epoch();
    check(
        target == previous || target == current,
        "attestation with target epoch %s, this is epoch %s",
        target,
        current);
    check(
        config.epochAt(data.slot()) == target,
        "attestation of slot %s with target epoch %s",
        data.slot(),
        target);
    // The slot is of one of two epochs, so that the sums are small.
    check(
        Uint64.isAtMost(data.slot() + config.minAttestationInclusionDelay(), state.slot())
            && Uint64.isAtMost(state.slot(), data.slot() + config.slotsPerEpoch()),
        "attestation of slot %s in a block of slot %s",
        data.slot(),
        state.slot());
  }

  private int[] attesters(Attestation attestation) throws InvalidBlockException {
    AttestationData data = attestation.data();
    int committees = rules.committees().committeesPerSlot(state, data.target().epoch());
    check(
        Uint64.isLess(data.index(), committees),
        "attestation of committee %s, slot %s has %s",
        data.index(),
        data.slot(),
        committees);
    int[] committee = rules.committees().committee(state, data.slot(), (int) data.index());
    check(
        attestation.aggregationBits().length() == committee.length,
        "attestation with %s bits for the committee %s of slot %s with %s members",
        attestation.aggregationBits().length(),
        data.index(),
        data.slot(),
        committee.length);
    int[] attesters =
        attestation.aggregationBits().stream().map(place -> committee[place]).toArray();
    check(
        attesters.length > 0,
        "attestation of committee %s of slot %s without attesters",
        data.index(),
        data.slot());
    return attesters;
  }

  /// `get_attestation_participation_flag_indices` as a mask.
  private int flags(AttestationData data) throws InvalidBlockException {
    long target = data.target().epoch();
    Checkpoint justified =
        target == rules.reads().currentEpoch(state)
            ? state.currentJustifiedCheckpoint()
            : state.previousJustifiedCheckpoint();
    check(
        data.source().equals(justified),
        "attestation with source %s, epoch %s has %s",
        data.source(),
        target,
        justified);
    boolean isTarget = data.target().root().equals(rules.reads().blockRoot(state, target));
    Hash32 head = rules.reads().blockRootAt(state, data.slot());
    boolean isHead = isTarget && data.beaconBlockRoot().equals(head);
    long delay = state.slot() - data.slot();
    int flags = 0;
    if (delay <= Uint64.squareRoot(config.slotsPerEpoch())) {
      flags |= TIMELY_SOURCE.mask();
    }
    if (isTarget && delay <= config.slotsPerEpoch()) {
      flags |= TIMELY_TARGET.mask();
    }
    if (isHead && delay == config.minAttestationInclusionDelay()) {
      flags |= TIMELY_HEAD.mask();
    }
    return flags;
  }

  /// Notes what is new about the attesters, and pays the proposer for it.
  private void reward(int[] attesters, int newFlags, long targetEpoch) {
    ByteSequence participation =
        targetEpoch == rules.reads().currentEpoch(state)
            ? state.currentEpochParticipation()
            : state.previousEpochParticipation();
    long numerator = 0;
    for (int attester : attesters) {
      int before = participation.get(attester);
      int added = newFlags & ~before;
      long increments =
          state.validators().get(attester).effectiveBalance() / config.effectiveBalanceIncrement();
      for (ParticipationFlag flag : ParticipationFlag.values()) {
        if (flag.isIn(added)) {
          numerator += increments * baseRewardPerIncrement * flag.weight;
        }
      }
      participation.set(attester, before | added);
    }
    long denominator =
        (WEIGHT_DENOMINATOR - PROPOSER_WEIGHT) * WEIGHT_DENOMINATOR / PROPOSER_WEIGHT;
    int proposer = rules.committees().proposer(state, state.slot());
    new Registry(rules, state).increaseBalance(proposer, numerator / denominator);
  }
}
