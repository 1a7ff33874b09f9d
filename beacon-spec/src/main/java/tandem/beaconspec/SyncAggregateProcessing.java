package tandem.beaconspec;

import static tandem.beaconspec.InvalidBlockException.check;
import static tandem.beaconspec.ParticipationFlag.PROPOSER_WEIGHT;
import static tandem.beaconspec.ParticipationFlag.SYNC_REWARD_WEIGHT;
import static tandem.beaconspec.ParticipationFlag.WEIGHT_DENOMINATOR;

import java.util.ArrayList;
import java.util.List;
import tandem.crypto.BlsPublicKey;
import tandem.crypto.BlsSignature;
import tandem.crypto.SignatureSet;
import tandem.primitives.Hash32;
import tandem.ssz.Bits;

/// What the sync aggregate of a block does (altair/beacon-chain.md, `process_sync_aggregate`).
final class SyncAggregateProcessing {
  private final Rules rules;
  private final BeaconConfig config;
  private final BeaconState state;
  private final SigningRoots signingRoots;
  private final List<SignatureSet> signatures;

  SyncAggregateProcessing(
      Rules rules, BeaconState state, SigningRoots signingRoots, List<SignatureSet> signatures) {
    this.rules = rules;
    this.config = rules.config();
    this.state = state;
    this.signingRoots = signingRoots;
    this.signatures = signatures;
  }

  void process(SyncAggregate aggregate) throws InvalidBlockException {
    int[] members = members();
    claim(members, aggregate);
    reward(members, aggregate.syncCommitteeBits());
  }

  /// The indices of the current committee.
  private int[] members() {
    List<BlsPublicKey> keys = state.currentSyncCommittee().pubkeys();
    int[] members = new int[keys.size()];
    for (int i = 0; i < members.length; i++) {
      members[i] = rules.keys().indexOf(state, keys.get(i));
      if (members[i] < 0) {
        throw new IllegalStateException(
            "no validator has the key " + keys.get(i) + " of the sync committee");
      }
    }
    return members;
  }

  private void claim(int[] members, SyncAggregate aggregate) throws InvalidBlockException {
    List<BlsPublicKey> keys = new ArrayList<>();
    aggregate.syncCommitteeBits().stream()
        // The validator's value, whose point is known already.
        .forEach(place -> keys.add(state.validators().get(members[place]).pubkey()));
    if (keys.isEmpty()) {
      // eth_fast_aggregate_verify: nobody signs with the point at infinity.
      check(
          aggregate.syncCommitteeSignature().equals(BlsSignature.INFINITY),
          "sync aggregate of nobody with the signature %s",
          aggregate.syncCommitteeSignature());
      return;
    }
    long previousSlot = Uint64.max(state.slot(), 1) - 1;
    Hash32 blockRoot = rules.reads().blockRootAt(state, previousSlot);
    signatures.add(
        new SignatureSet(
            keys,
            signingRoots.syncMessage(previousSlot, blockRoot),
            aggregate.syncCommitteeSignature()));
  }

  /// Place by place, since a balance that reaches zero in between stays there.
  private void reward(int[] members, Bits bits) {
    long total = rules.reads().totalActiveBalance(state);
    long increments = total / config.effectiveBalanceIncrement();
    long baseRewards = rules.reads().baseRewardPerIncrement(total) * increments;
    long perSlot = baseRewards * SYNC_REWARD_WEIGHT / WEIGHT_DENOMINATOR / config.slotsPerEpoch();
    long perMember = perSlot / config.syncCommitteeSize();
    long forProposer = perMember * PROPOSER_WEIGHT / (WEIGHT_DENOMINATOR - PROPOSER_WEIGHT);
    Registry registry = new Registry(rules, state);
    int proposer = rules.committees().proposer(state, state.slot());
    for (int place = 0; place < members.length; place++) {
      if (bits.get(place)) {
        registry.increaseBalance(members[place], perMember);
        registry.increaseBalance(proposer, forProposer);
      } else {
        registry.decreaseBalance(members[place], perMember);
      }
    }
  }
}
