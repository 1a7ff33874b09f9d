package tandem.beaconspec;

import tandem.crypto.BlsSignature;
import tandem.ssz.Merkle;

/// Whose lot it is to aggregate: a signature of the slot that nobody else can make decides
/// (phase0/validator.md, *Aggregation selection*; altair/validator.md, *Sync committee*).
public final class Aggregators {
  private Aggregators() {}

  /// `is_aggregator`.
  ///
  /// @param selectionProof of a member of the committee: [SigningRoots#selection]
  public static boolean isAggregator(int committeeLength, BlsSignature selectionProof) {
    return isDrawn(selectionProof, committeeLength / BeaconConfig.TARGET_AGGREGATORS_PER_COMMITTEE);
  }

  /// `is_sync_committee_aggregator`.
  ///
  /// @param selectionProof of a member of the subcommittee: [SigningRoots#syncSelection]
  public static boolean isSyncAggregator(BeaconConfig config, BlsSignature selectionProof) {
    return isDrawn(
        selectionProof,
        config.syncCommitteeSize()
            / BeaconConfig.SYNC_COMMITTEE_SUBNET_COUNT
            / BeaconConfig.TARGET_AGGREGATORS_PER_SYNC_SUBCOMMITTEE);
  }

  private static boolean isDrawn(BlsSignature proof, int oneOf) {
    byte[] hash = Merkle.sha256(proof.toArray()).unsafeArray();
    long number = 0;
    for (int i = Long.BYTES - 1; i >= 0; i--) {
      number = number << 8 | hash[i] & 0xff;
    }
    return Long.remainderUnsigned(number, Math.max(1, oneOf)) == 0;
  }
}
