package tandem.beaconcore;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.beaconspec.AggregateAndProof;
import tandem.beaconspec.Aggregators;
import tandem.beaconspec.Attestation;
import tandem.beaconspec.AttestationData;
import tandem.beaconspec.BeaconConfig;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.Committees;
import tandem.beaconspec.SignedAggregateAndProof;
import tandem.beaconspec.SigningRoots;
import tandem.crypto.Bls;
import tandem.crypto.BlsPublicKey;
import tandem.crypto.SignatureSet;
import tandem.forkchoice.BlockFacts;
import tandem.forkchoice.Checkpoint;
import tandem.forkchoice.Vote;
import tandem.primitives.Hash32;

/// The topics `beacon_attestation_{subnet}` and `beacon_aggregate_and_proof` (phase 0
/// p2p-interface.md): the conditions of the specification, those that cost nothing first, so that
/// nothing is verified that is known already.
///
/// Two conditions are softer than there: what does not descend from our finalised checkpoint is
/// ignored, also when aggregated, since it is our view that decides it; and an aggregate without a
/// new attester is ignored like a repeated one, as later versions of the specification say.
final class AttestationGossip {
  private static final long PROPAGATION_SLOTS = 32;

  private final BeaconConfig config;
  private final SlotTimes times;
  private final ChainView chain;
  private final Committees committees;
  private final SigningRoots roots;
  private final Bls bls;
  private final Shufflings shufflings;
  private final AttestationPool pool;
  // By target epoch: who has voted, and who has aggregated. Bounded by the registry and three
  // epochs.
  private final Map<Long, BitSet> attesters = new HashMap<>();
  private final Map<Long, BitSet> aggregators = new HashMap<>();

  AttestationGossip(
      Rules rules, SlotTimes times, ChainView chain, Shufflings shufflings, AttestationPool pool) {
    this.config = rules.config();
    this.committees = rules.committees();
    this.roots = rules.signingRoots();
    this.bls = rules.bls();
    this.times = times;
    this.chain = chain;
    this.shufflings = shufflings;
    this.pool = pool;
  }

  GossipOutcome single(long nowMs, int subnet, Attestation attestation) {
    AttestationData data = attestation.data();
    GossipOutcome bad = checkData(nowMs, data);
    if (bad != null) {
      return bad;
    }
    if (attestation.aggregationBits().count() != 1) {
      return GossipOutcome.reject("not exactly one attester");
    }
    bad = checkBlocks(data);
    if (bad != null) {
      return bad;
    }
    BeaconState state = shufflings.state(data.beaconBlockRoot(), data.target().epoch());
    if (state == null) {
      return GossipOutcome.ignore("no state for its committees");
    }
    int perSlot = committees.committeesPerSlot(state, data.target().epoch());
    if (data.index() >= perSlot) {
      return GossipOutcome.reject("committee %d of %d".formatted(data.index(), perSlot));
    }
    if (committees.attestationSubnet(state, data.slot(), (int) data.index()) != subnet) {
      return GossipOutcome.reject("not the subnet of its committee");
    }
    int[] committee = committees.committee(state, data.slot(), (int) data.index());
    if (attestation.aggregationBits().length() != committee.length) {
      return GossipOutcome.reject("bits for another committee size");
    }
    int position = BitSets.of(attestation.aggregationBits()).nextSetBit(0);
    int validator = committee[position];
    if (has(attesters, data.target().epoch(), validator)) {
      return GossipOutcome.ignore("this validator's vote of the epoch is known");
    }
    if (!bls.verify(attestationSet(state, attestation, committee))) {
      return GossipOutcome.reject("bad signature");
    }
    accept(attestation, committee, position);
    return GossipOutcome.accept();
  }

  GossipOutcome aggregate(long nowMs, SignedAggregateAndProof signed) {
    AggregateAndProof message = signed.message();
    Attestation attestation = message.aggregate();
    AttestationData data = attestation.data();
    GossipOutcome bad = checkData(nowMs, data);
    if (bad != null) {
      return bad;
    }
    if (attestation.aggregationBits().count() == 0) {
      return GossipOutcome.reject("no attesters");
    }
    if (pool.isCovered(attestation)) {
      return GossipOutcome.ignore("nothing new");
    }
    bad = checkBlocks(data);
    if (bad != null) {
      return bad;
    }
    BeaconState state = shufflings.state(data.beaconBlockRoot(), data.target().epoch());
    if (state == null) {
      return GossipOutcome.ignore("no state for its committees");
    }
    int perSlot = committees.committeesPerSlot(state, data.target().epoch());
    if (data.index() >= perSlot) {
      return GossipOutcome.reject("committee %d of %d".formatted(data.index(), perSlot));
    }
    int[] committee = committees.committee(state, data.slot(), (int) data.index());
    if (attestation.aggregationBits().length() != committee.length) {
      return GossipOutcome.reject("bits for another committee size");
    }
    int aggregator = memberOf(committee, message.aggregatorIndex());
    if (aggregator < 0) {
      return GossipOutcome.reject("the aggregator is not in the committee");
    }
    if (has(aggregators, data.target().epoch(), aggregator)) {
      return GossipOutcome.ignore("this aggregator's work of the epoch is known");
    }
    if (!Aggregators.isAggregator(committee.length, message.selectionProof())) {
      return GossipOutcome.reject("not selected to aggregate");
    }
    BlsPublicKey key = key(state, aggregator);
    boolean valid =
        bls.verifyAll(
            List.of(
                new SignatureSet(
                    List.of(key), roots.selection(data.slot()), message.selectionProof()),
                new SignatureSet(
                    List.of(key), roots.aggregateAndProof(message), signed.signature()),
                attestationSet(state, attestation, committee)));
    if (!valid) {
      return GossipOutcome.reject("bad signature");
    }
    accept(signed, committee, aggregator);
    return GossipOutcome.accept();
  }

  /// Takes in a verified single attestation, of a peer or of our own.
  void accept(Attestation attestation, int[] committee, int position) {
    AttestationData data = attestation.data();
    mark(attesters, data.target().epoch(), committee[position]);
    pool.addSingle(data, committee.length, position, attestation.signature());
    vote(data, new int[] {committee[position]});
  }

  /// Takes in a verified aggregate, of a peer or of our own.
  void accept(SignedAggregateAndProof signed, int[] committee, int aggregator) {
    Attestation attestation = signed.message().aggregate();
    mark(aggregators, attestation.data().target().epoch(), aggregator);
    pool.addAggregate(attestation);
    vote(
        attestation.data(),
        BitSets.of(attestation.aggregationBits()).stream().map(i -> committee[i]).toArray());
  }

  /// Forgets who voted in epochs whose messages are too old to be passed on at `slot`.
  void prune(long slot) {
    long oldest = config.epochAt(Math.max(0, slot - PROPAGATION_SLOTS - 1));
    attesters.keySet().removeIf(epoch -> epoch < oldest);
    aggregators.keySet().removeIf(epoch -> epoch < oldest);
  }

  /// What can be said without knowing any block.
  private @Nullable GossipOutcome checkData(long nowMs, AttestationData data) {
    long latest = times.slotAt(nowMs + SlotTimes.DISPARITY_MS);
    long earliest = times.slotAt(nowMs - SlotTimes.DISPARITY_MS) - PROPAGATION_SLOTS;
    if (data.slot() < Math.max(0, earliest) || data.slot() > latest) {
      return GossipOutcome.ignore("slot %d is not near".formatted(data.slot()));
    }
    if (data.target().epoch() != data.slot() / config.slotsPerEpoch()) {
      return GossipOutcome.reject("the target is of another epoch");
    }
    if (data.index() < 0 || data.index() >= config.maxCommitteesPerSlot()) {
      return GossipOutcome.reject("no such committee");
    }
    return null;
  }

  private @Nullable GossipOutcome checkBlocks(AttestationData data) {
    Hash32 root = data.beaconBlockRoot();
    if (chain.isInvalid(root) || chain.isInvalid(data.target().root())) {
      return GossipOutcome.reject("a vote for an invalid block");
    }
    BlockFacts block = chain.block(root);
    if (block == null) {
      return new GossipOutcome.Wait(root);
    }
    if (block.slot() > data.slot()) {
      return GossipOutcome.reject("a vote for a later block");
    }
    Hash32 target = chain.ancestor(root, config.startSlot(data.target().epoch()));
    if (target == null) {
      return GossipOutcome.ignore("the target is older than what is held");
    }
    if (!target.equals(data.target().root())) {
      return GossipOutcome.reject("the target is not an ancestor of the block");
    }
    Checkpoint finalized = chain.finalized();
    Hash32 base = chain.ancestor(root, config.startSlot(finalized.epoch()));
    if (base != null && !base.equals(finalized.root())) {
      return GossipOutcome.ignore("not after the finalised checkpoint");
    }
    return null;
  }

  private SignatureSet attestationSet(BeaconState state, Attestation attestation, int[] committee) {
    List<BlsPublicKey> keys = new ArrayList<>();
    BitSets.of(attestation.aggregationBits()).stream()
        .forEach(position -> keys.add(key(state, committee[position])));
    return new SignatureSet(keys, roots.attestation(attestation.data()), attestation.signature());
  }

  private void vote(AttestationData data, int[] validators) {
    Checkpoint target = new Checkpoint(data.target().epoch(), data.target().root());
    chain.onVote(new Vote(validators, data.slot(), data.beaconBlockRoot(), target));
  }

  private static BlsPublicKey key(BeaconState state, int validator) {
    return state.validators().get(validator).pubkey();
  }

  private static int memberOf(int[] committee, long validator) {
    for (int member : committee) {
      if (member == validator) {
        return member;
      }
    }
    return -1;
  }

  private static boolean has(Map<Long, BitSet> seen, long epoch, int validator) {
    BitSet set = seen.get(epoch);
    return set != null && set.get(validator);
  }

  private static void mark(Map<Long, BitSet> seen, long epoch, int validator) {
    seen.computeIfAbsent(epoch, _ -> new BitSet()).set(validator);
  }
}
