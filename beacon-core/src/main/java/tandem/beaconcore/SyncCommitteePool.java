package tandem.beaconcore;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.beaconspec.SyncAggregate;
import tandem.beaconspec.SyncCommitteeContribution;
import tandem.crypto.Bls;
import tandem.crypto.BlsSignature;
import tandem.primitives.Hash32;
import tandem.ssz.Bits;

/// Verified signatures of the sync committee, by slot, block root and subcommittee: single messages
/// for the contributors of this node, contributions beside them for its proposers (Altair
/// validator.md). Of use until the next slot is over; bounded by [#PILES_MAX].
final class SyncCommitteePool {
  static final int PILES_MAX = 4096;

  private record Key(long slot, Hash32 root, int subcommittee) {}

  private final Bls bls;
  private final int subcommittees;
  private final int subcommitteeSize;
  private final Map<Key, VotePile> piles = new HashMap<>();

  SyncCommitteePool(Bls bls, int subcommittees, int subcommitteeSize) {
    this.bls = bls;
    this.subcommittees = subcommittees;
    this.subcommitteeSize = subcommitteeSize;
  }

  /// Adds one member's signature.
  ///
  /// @param positions of the member in the subcommittee; one validator may have several
  void addMessage(
      long slot, Hash32 root, int subcommittee, List<Integer> positions, BlsSignature signature) {
    VotePile pile = pile(new Key(slot, root, subcommittee));
    if (pile != null) {
      positions.forEach(position -> pile.addSingle(position, signature));
    }
  }

  void addContribution(SyncCommitteeContribution contribution) {
    VotePile pile = pile(key(contribution));
    if (pile != null) {
      pile.addAggregate(BitSets.of(contribution.aggregationBits()), contribution.signature());
    }
  }

  /// Whether a contribution with all its members is here already.
  boolean isCovered(SyncCommitteeContribution contribution) {
    VotePile pile = piles.get(key(contribution));
    return pile != null && pile.isCovered(BitSets.of(contribution.aggregationBits()));
  }

  /// The best contribution of a subcommittee; null if none of its members signed this root.
  @Nullable SyncCommitteeContribution contribution(long slot, Hash32 root, int subcommittee) {
    VotePile pile = piles.get(new Key(slot, root, subcommittee));
    VotePile.Choice choice = pile == null ? null : pile.best(_ -> 1);
    return choice == null
        ? null
        : new SyncCommitteeContribution(
            slot,
            root,
            subcommittee,
            BitSets.toBits(choice.members(), subcommitteeSize),
            choice.signature(bls));
  }

  /// What a block whose parent is `root` says of the committee's work in the slot before it.
  SyncAggregate aggregate(long slot, Hash32 root) {
    BitSet members = new BitSet();
    List<BlsSignature> signatures = new ArrayList<>();
    for (int i = 0; i < subcommittees; i++) {
      VotePile pile = piles.get(new Key(slot, root, i));
      VotePile.Choice choice = pile == null ? null : pile.best(_ -> 1);
      if (choice != null) {
        int offset = i * subcommitteeSize;
        choice.members().stream().forEach(position -> members.set(offset + position));
        signatures.add(choice.signature(bls));
      }
    }
    return signatures.isEmpty()
        ? nobody()
        : new SyncAggregate(
            BitSets.toBits(members, subcommittees * subcommitteeSize), bls.aggregate(signatures));
  }

  /// The aggregate that says nothing.
  SyncAggregate nobody() {
    return new SyncAggregate(Bits.zero(subcommittees * subcommitteeSize), BlsSignature.INFINITY);
  }

  /// Forgets everything before `slot`.
  void prune(long slot) {
    piles.keySet().removeIf(key -> key.slot() < slot);
  }

  int size() {
    return piles.size();
  }

  private static Key key(SyncCommitteeContribution contribution) {
    return new Key(
        contribution.slot(),
        contribution.beaconBlockRoot(),
        Math.toIntExact(contribution.subcommitteeIndex()));
  }

  private @Nullable VotePile pile(Key key) {
    if (piles.size() >= PILES_MAX && !piles.containsKey(key)) {
      return null;
    }
    return piles.computeIfAbsent(key, _ -> new VotePile(subcommitteeSize));
  }
}
