package tandem.beaconspec;

import tandem.crypto.BlsSignature;

/// A contribution, and why its sender may aggregate.
public record ContributionAndProof(
    long aggregatorIndex, SyncCommitteeContribution contribution, BlsSignature selectionProof) {}
