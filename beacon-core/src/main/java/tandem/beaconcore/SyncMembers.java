package tandem.beaconcore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tandem.beaconspec.BeaconConfig;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.SyncCommittee;
import tandem.crypto.BlsPublicKey;

/// Who signs for the sync committee in a slot, and where they sit. One validator may have several
/// seats, also several in one subcommittee.
///
/// The committee that signs in a slot is the one of the *next* slot, whose block carries the
/// signatures (Altair validator.md): in a period's last slot it is the next committee.
final class SyncMembers {
  /// Periods whose seats are remembered; two are in use at a time, more only on branches.
  private static final int REMEMBERED = 4;

  private final BeaconConfig config;
  // By the aggregate key, which stands for the whole committee.
  private final Map<BlsPublicKey, Map<BlsPublicKey, SortedMap<Integer, List<Integer>>>> seats =
      new HashMap<>();

  SyncMembers(BeaconConfig config) {
    this.config = config;
  }

  int subcommittees() {
    return BeaconConfig.SYNC_COMMITTEE_SUBNET_COUNT;
  }

  int subcommitteeSize() {
    return config.syncCommitteeSize() / subcommittees();
  }

  /// The committee that signs in `slot`; null unless it is of the state's period or the next one.
  @Nullable SyncCommittee committee(BeaconState state, long slot) {
    long period = period(state.slot() / config.slotsPerEpoch());
    long wanted = period((slot + 1) / config.slotsPerEpoch());
    if (wanted == period) {
      return state.currentSyncCommittee();
    }
    return wanted == period + 1 ? state.nextSyncCommittee() : null;
  }

  /// The seats of a validator: positions by subcommittee; empty if it has none.
  SortedMap<Integer, List<Integer>> seats(SyncCommittee committee, BlsPublicKey validator) {
    return all(committee).getOrDefault(validator, new TreeMap<>());
  }

  /// The keys with these positions in a subcommittee, in ascending order.
  List<BlsPublicKey> keys(SyncCommittee committee, int subcommittee, int[] positions) {
    List<BlsPublicKey> keys = new ArrayList<>(positions.length);
    for (int position : positions) {
      keys.add(committee.pubkeys().get(subcommittee * subcommitteeSize() + position));
    }
    return keys;
  }

  private Map<BlsPublicKey, SortedMap<Integer, List<Integer>>> all(SyncCommittee committee) {
    Map<BlsPublicKey, SortedMap<Integer, List<Integer>>> known =
        seats.get(committee.aggregatePubkey());
    if (known != null) {
      return known;
    }
    if (seats.size() >= REMEMBERED) {
      seats.clear();
    }
    Map<BlsPublicKey, SortedMap<Integer, List<Integer>>> fresh = new HashMap<>();
    int size = subcommitteeSize();
    for (int i = 0; i < committee.pubkeys().size(); i++) {
      fresh
          .computeIfAbsent(committee.pubkeys().get(i), _ -> new TreeMap<>())
          .computeIfAbsent(i / size, _ -> new ArrayList<>())
          .add(i % size);
    }
    seats.put(committee.aggregatePubkey(), fresh);
    return fresh;
  }

  private long period(long epoch) {
    return epoch / config.epochsPerSyncCommitteePeriod();
  }
}
