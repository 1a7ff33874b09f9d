package tandem.beaconcore;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tandem.beaconspec.Attestation;
import tandem.beaconspec.AttestationData;
import tandem.crypto.Bls;
import tandem.crypto.BlsSignature;

/// Verified attestations of the last epochs by what they say: single ones for the aggregators of
/// this node, everything for its proposers. Bounded by [#VOTES_MAX] different votes; when there are
/// more, those of the oldest slot go, and what is older than all others is not kept.
final class AttestationPool {
  static final int VOTES_MAX = 8192;

  /// One vote and who is known to have cast it.
  record Votes(AttestationData data, VotePile pile) {}

  private final Bls bls;
  private final NavigableMap<Long, Map<AttestationData, VotePile>> bySlot = new TreeMap<>();
  private int votes;

  AttestationPool(Bls bls) {
    this.bls = bls;
  }

  /// Adds a single attestation.
  ///
  /// @param position of the attester in its committee
  /// @param committeeSize members of that committee
  void addSingle(AttestationData data, int committeeSize, int position, BlsSignature signature) {
    VotePile pile = pile(data, committeeSize);
    if (pile != null) {
      pile.addSingle(position, signature);
    }
  }

  /// Adds an aggregate.
  void addAggregate(Attestation attestation) {
    BitSet members = BitSets.of(attestation.aggregationBits());
    VotePile pile = pile(attestation.data(), attestation.aggregationBits().length());
    if (pile != null) {
      pile.addAggregate(members, attestation.signature());
    }
  }

  /// Whether an aggregate with all these attesters is here already.
  boolean isCovered(Attestation attestation) {
    VotePile pile = find(attestation.data());
    return pile != null && pile.isCovered(BitSets.of(attestation.aggregationBits()));
  }

  /// The best aggregate of this vote; null if nobody cast it.
  @Nullable Attestation aggregate(AttestationData data) {
    VotePile pile = find(data);
    VotePile.Choice choice = pile == null ? null : pile.best(_ -> 1);
    return pile == null || choice == null ? null : attestation(data, pile, choice);
  }

  /// The votes of these slots, older ones first.
  ///
  /// @param from inclusive
  /// @param to inclusive
  List<Votes> votes(long from, long to) {
    List<Votes> all = new ArrayList<>();
    if (from <= to) {
      for (Map<AttestationData, VotePile> slot : bySlot.subMap(from, true, to, true).values()) {
        slot.forEach((data, pile) -> all.add(new Votes(data, pile)));
      }
    }
    return all;
  }

  /// Forgets everything before `slot`.
  void prune(long slot) {
    while (!bySlot.isEmpty() && bySlot.firstKey() < slot) {
      dropOldest();
    }
  }

  int size() {
    return votes;
  }

  Attestation attestation(AttestationData data, VotePile pile, VotePile.Choice choice) {
    return new Attestation(
        BitSets.toBits(choice.members(), pile.size()), data, choice.signature(bls));
  }

  private @Nullable VotePile find(AttestationData data) {
    return bySlot.getOrDefault(data.slot(), Map.of()).get(data);
  }

  /// The pile of a vote, a new one if need be; null if there is no room.
  private @Nullable VotePile pile(AttestationData data, int size) {
    VotePile known = find(data);
    if (known != null) {
      return known;
    }
    while (votes >= VOTES_MAX && bySlot.firstKey() < data.slot()) {
      dropOldest();
    }
    if (votes >= VOTES_MAX) {
      return null;
    }
    VotePile fresh = new VotePile(size);
    bySlot.computeIfAbsent(data.slot(), _ -> new LinkedHashMap<>()).put(data, fresh);
    votes++;
    return fresh;
  }

  private void dropOldest() {
    votes -= bySlot.pollFirstEntry().getValue().size();
  }
}
