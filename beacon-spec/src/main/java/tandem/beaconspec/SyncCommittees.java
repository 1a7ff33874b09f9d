package tandem.beaconspec;

import java.util.ArrayList;
import java.util.List;
import tandem.crypto.Bls;
import tandem.crypto.BlsPublicKey;
import tandem.primitives.Hash32;

/// Draws the sync committee of the next period (altair/beacon-chain.md, `get_next_sync_committee`).
final class SyncCommittees {
  private final BeaconConfig config;
  private final StateReads reads;
  private final Bls bls;

  SyncCommittees(BeaconConfig config, Bls bls) {
    this.config = config;
    this.reads = new StateReads(config);
    this.bls = bls;
  }

  /// `get_next_sync_committee_indices`; one validator can be drawn several times.
  int[] nextIndices(BeaconState state) {
    long epoch = reads.currentEpoch(state) + 1;
    int[] active = reads.activeIndices(state, epoch);
    if (active.length == 0) {
      throw new IllegalStateException("no validator is active in epoch " + epoch);
    }
    Hash32 seed = reads.seed(state, epoch, Domain.SYNC_COMMITTEE);
    Sampling sampling = Sampling.many(config, state, active, seed);
    int[] indices = new int[config.syncCommitteeSize()];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = sampling.next();
    }
    return indices;
  }

  /// `get_next_sync_committee`.
  SyncCommittee next(BeaconState state) {
    List<BlsPublicKey> keys = new ArrayList<>();
    for (int index : nextIndices(state)) {
      keys.add(state.validators().get(index).pubkey());
    }
    return new SyncCommittee(keys, bls.aggregateKeys(keys));
  }
}
