package tandem.beaconcore;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
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
import tandem.beaconspec.ValidatorKeys;
import tandem.crypto.Bls;
import tandem.crypto.BlsPublicKey;
import tandem.crypto.BlsSecretKey;
import tandem.crypto.BlsSignature;
import tandem.primitives.Hash32;

/// The sync committee's work of our validators in a slot (Altair validator.md): each member signs
/// the head at a third of the slot or when its block is there; at two thirds those who are selected
/// publish what the members of their subcommittee have signed.
///
/// gwat is not asked: these signatures say what the head is, and give it no weight.
final class SyncDuty {
  private final Context context;
  private final BeaconConfig config;
  private final SigningRoots roots;
  private final Bls bls;
  private final ChainView chain;
  private final OwnKeys keys;
  private final ValidatorKeys indices = new ValidatorKeys();
  private final SyncMembers members;
  private final SyncCommitteeGossip gossip;
  private final SyncCommitteePool pool;
  private long slot = -1;
  private boolean signed;
  private boolean contributed;
  private Hash32 root = Hash32.ZERO;
  private final List<Member> ours = new ArrayList<>();

  private record Member(
      int validator, BlsSecretKey secret, SortedMap<Integer, List<Integer>> seats) {}

  SyncDuty(
      Context context,
      Rules rules,
      ChainView chain,
      OwnKeys keys,
      SyncMembers members,
      SyncCommitteeGossip gossip,
      SyncCommitteePool pool) {
    this.context = context;
    this.config = rules.config();
    this.roots = rules.signingRoots();
    this.bls = rules.bls();
    this.chain = chain;
    this.keys = keys;
    this.members = members;
    this.gossip = gossip;
    this.pool = pool;
  }

  void run(long current) {
    if (current != slot) {
      slot = current;
      signed = false;
      contributed = false;
      ours.clear();
    }
    boolean isDue = context.nowMs >= context.times.attestMs(slot) || chain.headSlot() == slot;
    if (!signed && isDue) {
      sign();
    }
    if (signed && !contributed && context.nowMs >= context.times.aggregateMs(slot)) {
      contributed = true;
      contribute();
    }
  }

  private void sign() {
    root = chain.headRoot();
    BeaconState state = chain.stateAt(root, 0);
    SyncCommittee committee = state == null ? null : members.committee(state, slot);
    if (state == null || committee == null) {
      return;
    }
    signed = true;
    Hash32 signingRoot = roots.syncMessage(slot, root);
    for (BlsPublicKey key : keys.publicKeys()) {
      SortedMap<Integer, List<Integer>> seats = members.seats(committee, key);
      BlsSecretKey secret = keys.secret(key);
      if (secret != null && !seats.isEmpty()) {
        // A member is in the registry for a period at least.
        int index = indices.indexOf(state, key);
        Member member = new Member(index, secret, seats);
        ours.add(member);
        publish(member, bls.sign(secret, signingRoot));
      }
    }
  }

  private void publish(Member member, BlsSignature signature) {
    SyncCommitteeMessage message =
        new SyncCommitteeMessage(slot, root, member.validator(), signature);
    member
        .seats()
        .forEach((subnet, positions) -> {
          gossip.accept(subnet, message, positions);
          context.emit(
              new BeaconNodeEffect.Publish(new GossipMessage.SyncMessage(subnet, message)));
        });
  }

  /// One contribution a subcommittee, by the first of ours who is selected: the same by another one
  /// would tell nobody anything.
  private void contribute() {
    Set<Integer> done = new HashSet<>();
    for (Member member : ours) {
      for (int subcommittee : member.seats().keySet()) {
        if (!done.contains(subcommittee) && contribute(member, subcommittee)) {
          done.add(subcommittee);
        }
      }
    }
  }

  private boolean contribute(Member member, int subcommittee) {
    BlsSignature proof =
        bls.sign(
            member.secret(),
            roots.syncSelection(new SyncAggregatorSelectionData(slot, subcommittee)));
    if (!Aggregators.isSyncAggregator(config, proof)) {
      return false;
    }
    SyncCommitteeContribution best = pool.contribution(slot, root, subcommittee);
    if (best == null) {
      return false;
    }
    ContributionAndProof message = new ContributionAndProof(member.validator(), best, proof);
    SignedContributionAndProof signedMessage =
        new SignedContributionAndProof(
            message, bls.sign(member.secret(), roots.contributionAndProof(message)));
    gossip.accept(signedMessage);
    context.emit(new BeaconNodeEffect.Publish(new GossipMessage.Contribution(signedMessage)));
    return true;
  }
}
