package tandem.beaconcore;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.beaconspec.AggregateAndProof;
import tandem.beaconspec.Aggregators;
import tandem.beaconspec.Attestation;
import tandem.beaconspec.AttestationData;
import tandem.beaconspec.BeaconConfig;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.Checkpoint;
import tandem.beaconspec.Committees;
import tandem.beaconspec.SignedAggregateAndProof;
import tandem.beaconspec.SigningRoots;
import tandem.crypto.Bls;
import tandem.crypto.BlsPublicKey;
import tandem.crypto.BlsSecretKey;
import tandem.crypto.BlsSignature;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.ssz.Bits;

/// The attestations of our validators in a slot, at a third of it or when its block is there, and
/// what those of them who are selected make of all attestations at two thirds (phase 0
/// validator.md, beacon-rules.md 6).
final class AttestationDuty {
  private final Context context;
  private final BeaconConfig config;
  private final Committees committees;
  private final SigningRoots roots;
  private final Bls bls;
  private final ChainView chain;
  private final OwnKeys keys;
  private final SlashingProtection protection;
  private final GwatTrust trust;
  private final AttestationGossip gossip;
  private final AttestationPool pool;
  private long slot = -1;
  // Before a third of it.
  private boolean isEarly;
  private boolean attested;
  private boolean aggregated;
  private final List<Cast> cast = new ArrayList<>();

  /// A vote of ours.
  private record Cast(
      AttestationData data, int[] committee, int position, BlsSecretKey secret, BeaconState state) {
    int validator() {
      return committee[position];
    }
  }

  AttestationDuty(
      Context context,
      Rules rules,
      ChainView chain,
      OwnKeys keys,
      SlashingProtection protection,
      GwatTrust trust,
      AttestationGossip gossip,
      AttestationPool pool) {
    this.context = context;
    this.config = rules.config();
    this.committees = rules.committees();
    this.roots = rules.signingRoots();
    this.bls = rules.bls();
    this.chain = chain;
    this.keys = keys;
    this.protection = protection;
    this.trust = trust;
    this.gossip = gossip;
    this.pool = pool;
  }

  void run(long current) {
    if (current != slot) {
      slot = current;
      attested = false;
      aggregated = false;
      isEarly = true;
      cast.clear();
      trust.begin();
    }
    if (isEarly && context.nowMs >= context.times.attestMs(slot)) {
      isEarly = false;
      // What gwat lacked when the block came it may have by now.
      trust.begin();
    }
    if (!attested && (!isEarly || chain.headSlot() == slot)) {
      tryToAttest();
    }
    if (attested && !aggregated && context.nowMs >= context.times.aggregateMs(slot)) {
      aggregated = true;
      aggregate();
    }
  }

  private void tryToAttest() {
    BeaconState state = chain.stateAt(chain.headRoot(), epochStart());
    if (state == null) {
      return;
    }
    if (!hasAttesters(state)) {
      // gwat is not asked for nothing.
      attested = true;
      return;
    }
    Hash32 root = trust.voteFor(isEarly);
    if (root != null) {
      attest(root);
    }
  }

  private boolean hasAttesters(BeaconState state) {
    int perSlot = committees.committeesPerSlot(state, epoch());
    for (int index = 0; index < perSlot; index++) {
      for (int validator : committees.committee(state, slot, index)) {
        if (secret(state, validator) != null) {
          return true;
        }
      }
    }
    return false;
  }

  private void attest(Hash32 root) {
    BeaconState state = chain.stateAt(root, epochStart());
    if (state == null) {
      return;
    }
    attested = true;
    if (!root.equals(chain.headRoot())) {
      context.note(
          "slot %d: voting for %s, since gwat does not accept the candidates of the head %s"
              .formatted(slot, root.brief(), chain.headRoot().brief()));
    }
    List<Cast> wanted = wanted(root, state);
    List<SlashingProtection.Vote> votes = wanted.stream().map(this::vote).toList();
    Set<SlashingProtection.Vote> allowed = new HashSet<>(protection.recordAttestations(votes));
    for (int i = 0; i < wanted.size(); i++) {
      Cast vote = wanted.get(i);
      if (!allowed.contains(votes.get(i))) {
        context.note(
            "no attestation for slot %d: validator %d has signed another"
                .formatted(slot, vote.validator()));
        continue;
      }
      cast.add(vote);
      BlsSignature signature = bls.sign(vote.secret(), votes.get(i).signingRoot());
      Attestation attestation =
          new Attestation(
              Bits.of(vote.committee().length, vote.position()), vote.data(), signature);
      gossip.accept(attestation, vote.committee(), vote.position());
      int subnet = committees.attestationSubnet(state, slot, (int) vote.data().index());
      context.emit(
          new BeaconNodeEffect.Publish(new GossipMessage.SingleAttestation(subnet, attestation)));
    }
  }

  private List<Cast> wanted(Hash32 root, BeaconState state) {
    List<Cast> wanted = new ArrayList<>();
    int perSlot = committees.committeesPerSlot(state, epoch());
    for (int index = 0; index < perSlot; index++) {
      int[] committee = committees.committee(state, slot, index);
      AttestationData data =
          new AttestationData(
              slot,
              index,
              root,
              state.currentJustifiedCheckpoint(),
              new Checkpoint(epoch(), targetRoot(root, state)));
      for (int position = 0; position < committee.length; position++) {
        BlsSecretKey secret = secret(state, committee[position]);
        if (secret != null) {
          wanted.add(new Cast(data, committee, position, secret, state));
        }
      }
    }
    return wanted;
  }

  private SlashingProtection.Vote vote(Cast vote) {
    return new SlashingProtection.Vote(
        Bytes.of(vote.state().validators().get(vote.validator()).pubkey().toArray()),
        vote.data().source().epoch(),
        vote.data().target().epoch(),
        roots.attestation(vote.data()));
  }

  /// The block at the start of the slot's epoch, on the branch of the block that is voted for.
  private Hash32 targetRoot(Hash32 root, BeaconState state) {
    return state.slot() <= epochStart()
        ? root
        : state.blockRoots().get((int) (epochStart() % config.slotsPerHistoricalRoot()));
  }

  /// One aggregate a committee, by the first of ours who is selected: the same by another one would
  /// be ignored everywhere.
  private void aggregate() {
    Set<AttestationData> done = new HashSet<>();
    for (Cast vote : cast) {
      if (done.contains(vote.data())) {
        continue;
      }
      BlsSignature proof = bls.sign(vote.secret(), roots.selection(vote.data().slot()));
      Attestation best =
          Aggregators.isAggregator(vote.committee().length, proof)
              ? pool.aggregate(vote.data())
              : null;
      if (best != null) {
        done.add(vote.data());
        publish(vote, new AggregateAndProof(vote.validator(), best, proof));
      }
    }
  }

  private void publish(Cast vote, AggregateAndProof message) {
    SignedAggregateAndProof signed =
        new SignedAggregateAndProof(
            message, bls.sign(vote.secret(), roots.aggregateAndProof(message)));
    gossip.accept(signed, vote.committee(), vote.validator());
    context.emit(new BeaconNodeEffect.Publish(new GossipMessage.Aggregate(signed)));
  }

  private @Nullable BlsSecretKey secret(BeaconState state, int validator) {
    BlsPublicKey key = state.validators().get(validator).pubkey();
    return keys.secret(key);
  }

  private long epoch() {
    return slot / config.slotsPerEpoch();
  }

  private long epochStart() {
    return slot - slot % config.slotsPerEpoch();
  }
}
