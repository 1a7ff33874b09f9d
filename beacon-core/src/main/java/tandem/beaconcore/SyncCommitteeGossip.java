package tandem.beaconcore;

import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.beaconspec.Aggregators;
import tandem.beaconspec.BeaconConfig;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.ContributionAndProof;
import tandem.beaconspec.SignedContributionAndProof;
import tandem.beaconspec.SigningRoots;
import tandem.beaconspec.SyncAggregatorSelectionData;
import tandem.beaconspec.SyncCommittee;
import tandem.beaconspec.SyncCommitteeContribution;
import tandem.beaconspec.SyncCommitteeMessage;
import tandem.crypto.Bls;
import tandem.crypto.BlsPublicKey;
import tandem.crypto.SignatureSet;

/// The topics `sync_committee_{subnet}` and `sync_committee_contribution_and_proof` (Altair
/// p2p-interface.md).
///
/// Membership is judged by our head. Each committee is fixed a period before it serves, so a head
/// of the message's period or of the one before it can tell who does not belong to it; an older
/// head cannot, and then the message is ignored.
final class SyncCommitteeGossip {
  private static final int SEEN_MAX = 16_384;

  private record SeenMessage(long slot, long validator, int subnet) {}

  private record SeenContribution(long slot, long aggregator, int subcommittee) {}

  private final BeaconConfig config;
  private final SlotTimes times;
  private final ChainView chain;
  private final SigningRoots roots;
  private final Bls bls;
  private final SyncMembers members;
  private final SyncCommitteePool pool;
  private final RecentSet<SeenMessage> messages = new RecentSet<>(SEEN_MAX);
  private final RecentSet<SeenContribution> contributions = new RecentSet<>(SEEN_MAX);
  // A validator sends one message on several subnets; it is verified once.
  private final RecentSet<SyncCommitteeMessage> verified = new RecentSet<>(SEEN_MAX);

  SyncCommitteeGossip(
      Rules rules, SlotTimes times, ChainView chain, SyncMembers members, SyncCommitteePool pool) {
    this.config = rules.config();
    this.roots = rules.signingRoots();
    this.bls = rules.bls();
    this.times = times;
    this.chain = chain;
    this.members = members;
    this.pool = pool;
  }

  GossipOutcome message(long nowMs, int subnet, SyncCommitteeMessage message) {
    if (!times.isCurrent(message.slot(), nowMs)) {
      return GossipOutcome.ignore("slot %d is not now".formatted(message.slot()));
    }
    if (messages.contains(new SeenMessage(message.slot(), message.validatorIndex(), subnet))) {
      return GossipOutcome.ignore("this validator's message of the slot is known");
    }
    BeaconState state = chain.stateAt(chain.headRoot(), 0);
    SyncCommittee committee = state == null ? null : members.committee(state, message.slot());
    if (state == null || committee == null) {
      return GossipOutcome.ignore("our head does not know the committee");
    }
    BlsPublicKey key = key(state, message.validatorIndex());
    if (key == null) {
      return GossipOutcome.reject("no such validator");
    }
    List<Integer> positions = members.seats(committee, key).get(subnet);
    if (positions == null) {
      return GossipOutcome.reject("not a member of subcommittee " + subnet);
    }
    if (!verified.contains(message)) {
      SignatureSet set =
          new SignatureSet(
              List.of(key),
              roots.syncMessage(message.slot(), message.beaconBlockRoot()),
              message.signature());
      if (!bls.verify(set)) {
        return GossipOutcome.reject("bad signature");
      }
      verified.add(message);
    }
    accept(subnet, message, positions);
    return GossipOutcome.accept();
  }

  GossipOutcome contribution(long nowMs, SignedContributionAndProof signed) {
    ContributionAndProof message = signed.message();
    SyncCommitteeContribution contribution = message.contribution();
    if (!times.isCurrent(contribution.slot(), nowMs)) {
      return GossipOutcome.ignore("slot %d is not now".formatted(contribution.slot()));
    }
    long index = contribution.subcommitteeIndex();
    if (index < 0 || index >= BeaconConfig.SYNC_COMMITTEE_SUBNET_COUNT) {
      return GossipOutcome.reject("no such subcommittee");
    }
    int subcommittee = (int) index;
    BitSet bits = BitSets.of(contribution.aggregationBits());
    if (bits.isEmpty()) {
      return GossipOutcome.reject("no participants");
    }
    if (!Aggregators.isSyncAggregator(config, message.selectionProof())) {
      return GossipOutcome.reject("not selected to aggregate");
    }
    SeenContribution seen =
        new SeenContribution(contribution.slot(), message.aggregatorIndex(), subcommittee);
    if (contributions.contains(seen)) {
      return GossipOutcome.ignore("this aggregator's contribution of the slot is known");
    }
    if (pool.isCovered(contribution)) {
      return GossipOutcome.ignore("nothing new");
    }
    BeaconState state = chain.stateAt(chain.headRoot(), 0);
    SyncCommittee committee = state == null ? null : members.committee(state, contribution.slot());
    if (state == null || committee == null) {
      return GossipOutcome.ignore("our head does not know the committee");
    }
    BlsPublicKey key = key(state, message.aggregatorIndex());
    if (key == null) {
      return GossipOutcome.reject("no such validator");
    }
    if (!members.seats(committee, key).containsKey(subcommittee)) {
      return GossipOutcome.reject("the aggregator is not in the subcommittee");
    }
    boolean valid =
        bls.verifyAll(
            List.of(
                new SignatureSet(
                    List.of(key),
                    roots.syncSelection(
                        new SyncAggregatorSelectionData(contribution.slot(), subcommittee)),
                    message.selectionProof()),
                new SignatureSet(
                    List.of(key), roots.contributionAndProof(message), signed.signature()),
                new SignatureSet(
                    members.keys(committee, subcommittee, bits.stream().toArray()),
                    roots.syncMessage(contribution.slot(), contribution.beaconBlockRoot()),
                    contribution.signature())));
    if (!valid) {
      return GossipOutcome.reject("bad signature");
    }
    accept(signed);
    return GossipOutcome.accept();
  }

  /// Takes in a verified message, of a peer or of our own.
  void accept(int subnet, SyncCommitteeMessage message, List<Integer> positions) {
    messages.add(new SeenMessage(message.slot(), message.validatorIndex(), subnet));
    pool.addMessage(
        message.slot(), message.beaconBlockRoot(), subnet, positions, message.signature());
  }

  /// Takes in a verified contribution, of a peer or of our own.
  void accept(SignedContributionAndProof signed) {
    SyncCommitteeContribution contribution = signed.message().contribution();
    contributions.add(
        new SeenContribution(
            contribution.slot(),
            signed.message().aggregatorIndex(),
            (int) contribution.subcommitteeIndex()));
    pool.addContribution(contribution);
  }

  private static @Nullable BlsPublicKey key(BeaconState state, long validator) {
    return validator < 0 || validator >= state.validators().size()
        ? null
        : state.validators().get((int) validator).pubkey();
  }
}
