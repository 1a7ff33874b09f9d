package tandem.beaconspec;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Hash32;
import tandem.ssz.Bits;
import tandem.ssz.Merkle;

/// Who does what: the committees of a slot, its proposer, the sync committees' subnets
/// (phase0/beacon-chain.md, phase0/validator.md and altair/validator.md).
///
/// Shuffled lists are remembered, a bounded number of them. Their key is not epoch and seed alone:
/// a proposer who makes two blocks for one slot gives two branches the same seed, and by different
/// exits or deposits other active validators. The root of the last block that could have changed
/// them is part of the key, and fixes the seed too.
///
/// Everything here runs on one thread.
public final class Committees {
  /// Epochs of the spine votes' window and the ones around the head, on a few branches.
  private static final int REMEMBERED = 128;

  /// A validator's place in the committees of an epoch.
  ///
  /// @param position within the committee
  /// @param committeeLength members of it
  public record Assignment(long slot, int committeeIndex, int position, int committeeLength) {}

  private record Key(long epoch, Hash32 fixedBy, Hash32 seed) {}

  /// The active validators of an epoch, shuffled: its committees one behind the other.
  private record Shuffled(int[] order, int committeesPerSlot) {}

  private static final class Memory<V> extends LinkedHashMap<Key, V> {
    private static final long serialVersionUID = 1L;

    Memory() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Key, V> eldest) {
      return size() > REMEMBERED;
    }
  }

  private final BeaconConfig config;
  private final StateReads reads;
  private final Memory<Shuffled> shuffled = new Memory<>();
  private final Memory<int[]> proposers = new Memory<>();

  public Committees(BeaconConfig config) {
    this.config = config;
    this.reads = new StateReads(config);
  }

  /// `get_committee_count_per_slot`.
  ///
  /// @param epoch at most the state's next one
  public int committeesPerSlot(BeaconState state, long epoch) {
    return shuffled(state, epoch).committeesPerSlot();
  }

  /// `get_beacon_committee`: its members in their order, none of them twice.
  ///
  /// @param slot of an epoch that is at most the state's next one
  /// @param index below [#committeesPerSlot]
  public int[] committee(BeaconState state, long slot, int index) {
    Shuffled epoch = shuffled(state, config.epochAt(slot));
    if (index < 0 || index >= epoch.committeesPerSlot()) {
      throw new IllegalArgumentException(
          "committee " + index + " of " + epoch.committeesPerSlot() + " in slot " + slot);
    }
    int first = firstCommittee(epoch, slot) + index;
    return Arrays.copyOfRange(epoch.order(), start(epoch, first), start(epoch, first + 1));
  }

  /// The members of all committees of a slot, one committee behind the other.
  public int[] members(BeaconState state, long slot) {
    Shuffled epoch = shuffled(state, config.epochAt(slot));
    int first = firstCommittee(epoch, slot);
    int end = first + epoch.committeesPerSlot();
    return Arrays.copyOfRange(epoch.order(), start(epoch, first), start(epoch, end));
  }

  /// Where in [#members] the committee begins: the members of those with a smaller index.
  int offset(BeaconState state, long slot, int index) {
    Shuffled epoch = shuffled(state, config.epochAt(slot));
    int first = firstCommittee(epoch, slot);
    return start(epoch, first + index) - start(epoch, first);
  }

  /// `get_attesting_indices` in the order of the committee.
  ///
  /// @throws IllegalArgumentException if there is no such committee, or `bits` has another length
  public int[] attesters(BeaconState state, AttestationData data, Bits bits) {
    int perSlot = committeesPerSlot(state, config.epochAt(data.slot()));
    if (!Uint64.isLess(data.index(), perSlot)) {
      throw new IllegalArgumentException(
          "committee %s of %d in slot %s"
              .formatted(
                  Long.toUnsignedString(data.index()),
                  perSlot,
                  Long.toUnsignedString(data.slot())));
    }
    int[] committee = committee(state, data.slot(), (int) data.index());
    if (bits.length() != committee.length) {
      throw new IllegalArgumentException(
          bits.length() + " bits for a committee of " + committee.length);
    }
    return bits.stream().map(position -> committee[position]).toArray();
  }

  /// `get_committee_assignment`; null if the validator is not active in that epoch.
  ///
  /// @param epoch at most the state's next one
  public @Nullable Assignment assignment(BeaconState state, long epoch, int validator) {
    Shuffled committees = shuffled(state, epoch);
    int place = 0;
    while (place < committees.order().length && committees.order()[place] != validator) {
      place++;
    }
    if (place == committees.order().length) {
      return null;
    }
    int count = committees.committeesPerSlot() * (int) config.slotsPerEpoch();
    int committee = (int) ((long) place * count / committees.order().length);
    while (place >= start(committees, committee + 1)) {
      committee++;
    }
    int start = start(committees, committee);
    return new Assignment(
        config.startSlot(epoch) + committee / committees.committeesPerSlot(),
        committee % committees.committeesPerSlot(),
        place - start,
        start(committees, committee + 1) - start);
  }

  /// `compute_subnet_for_attestation`.
  public int attestationSubnet(BeaconState state, long slot, int committeeIndex) {
    long sinceStart = Uint64.remainder(slot, config.slotsPerEpoch());
    long before = committeesPerSlot(state, config.epochAt(slot)) * sinceStart;
    return (int) ((before + committeeIndex) % BeaconConfig.ATTESTATION_SUBNET_COUNT);
  }

  /// `get_beacon_proposer_index` for any slot of the state's epoch.
  ///
  /// @throws IllegalArgumentException if `slot` is of another epoch
  /// @throws IllegalStateException if no validator is active
  public int proposer(BeaconState state, long slot) {
    long epoch = config.epochAt(slot);
    if (epoch != reads.currentEpoch(state)) {
      throw new IllegalArgumentException(
          "the proposer of slot " + slot + " asked of a state of slot " + state.slot());
    }
    Hash32 seed = reads.seed(state, epoch, Domain.BEACON_PROPOSER);
    // Effective balances change with the first slot of an epoch.
    Hash32 fixedBy = epoch == 0 ? Hash32.ZERO : rootBefore(state, epoch);
    int[] ofEpoch = fixedBy == null ? null : proposers.get(new Key(epoch, fixedBy, seed));
    if (ofEpoch == null) {
      ofEpoch = computeProposers(state, epoch, seed);
      if (fixedBy != null) {
        proposers.put(new Key(epoch, fixedBy, seed), ofEpoch);
      }
    }
    return ofEpoch[(int) Uint64.remainder(slot, config.slotsPerEpoch())];
  }

  private int[] computeProposers(BeaconState state, long epoch, Hash32 seed) {
    int[] active = reads.activeIndices(state, epoch);
    if (active.length == 0) {
      throw new IllegalStateException("no validator is active in epoch " + epoch);
    }
    int[] proposers = new int[(int) config.slotsPerEpoch()];
    for (int i = 0; i < proposers.length; i++) {
      byte[] slot = Uint64.bytes(config.startSlot(epoch) + i);
      Hash32 slotSeed = Merkle.sha256(seed.unsafeArray(), slot);
      proposers[i] = Sampling.few(config, state, active, slotSeed).next();
    }
    return proposers;
  }

  /// The period of sync committees that an epoch belongs to.
  public long syncCommitteePeriod(long epoch) {
    return Uint64.divide(epoch, config.epochsPerSyncCommitteePeriod());
  }

  /// `compute_subnets_for_sync_committee`: where a validator's sync messages of the state's slot
  /// go.
  public Set<Integer> syncCommitteeSubnets(BeaconState state, int validator) {
    SyncCommittee committee = syncCommitteeAt(state, state.slot());
    int perSubnet = config.syncCommitteeSize() / BeaconConfig.SYNC_COMMITTEE_SUBNET_COUNT;
    Set<Integer> subnets = new TreeSet<>();
    for (int i = 0; i < config.syncCommitteeSize(); i++) {
      if (committee.pubkeys().get(i).equals(state.validators().get(validator).pubkey())) {
        subnets.add(i / perSubnet);
      }
    }
    return subnets;
  }

  /// The committee whose messages of `slot` are good: they go into a block of the slot after it.
  ///
  /// @param slot of the state's period or, by one slot, of the next one
  public SyncCommittee syncCommitteeAt(BeaconState state, long slot) {
    long period = syncCommitteePeriod(config.epochAt(slot + 1));
    return period == syncCommitteePeriod(reads.currentEpoch(state))
        ? state.currentSyncCommittee()
        : state.nextSyncCommittee();
  }

  private Shuffled shuffled(BeaconState state, long epoch) {
    long current = reads.currentEpoch(state);
    long oldest = current + 1 - config.epochsPerHistoricalVector();
    if (Uint64.isLess(current + 1, epoch) || epoch - config.minSeedLookahead() - 1 < oldest) {
      throw new IllegalArgumentException(
          "committees of epoch %s asked of a state of epoch %s"
              .formatted(Long.toUnsignedString(epoch), Long.toUnsignedString(current)));
    }
    Hash32 seed = reads.seed(state, epoch, Domain.BEACON_ATTESTER);
    Hash32 fixedBy = epoch <= 1 ? Hash32.ZERO : rootBefore(state, epoch - 1);
    if (fixedBy == null) {
      return shuffle(state, epoch, seed);
    }
    Key key = new Key(epoch, fixedBy, seed);
    Shuffled known = shuffled.get(key);
    if (known == null) {
      known = shuffle(state, epoch, seed);
      shuffled.put(key, known);
    }
    return known;
  }

  private Shuffled shuffle(BeaconState state, long epoch, Hash32 seed) {
    int[] active = reads.activeIndices(state, epoch);
    return new Shuffled(
        Shuffling.shuffle(active, seed, config.shuffleRoundCount()),
        reads.committeesPerSlot(active.length));
  }

  /// The root of the last block before an epoch; null if the state does not know it.
  private @Nullable Hash32 rootBefore(BeaconState state, long epoch) {
    long slot = config.startSlot(epoch) - 1;
    return reads.knowsBlockRoot(state, slot) ? reads.blockRootAt(state, slot) : null;
  }

  private int firstCommittee(Shuffled epoch, long slot) {
    return (int) Uint64.remainder(slot, config.slotsPerEpoch()) * epoch.committeesPerSlot();
  }

  /// The place of the first member of the epoch's `committee`-th committee (`compute_committee`).
  private int start(Shuffled epoch, int committee) {
    long count = epoch.committeesPerSlot() * config.slotsPerEpoch();
    return (int) ((long) epoch.order().length * committee / count);
  }
}
