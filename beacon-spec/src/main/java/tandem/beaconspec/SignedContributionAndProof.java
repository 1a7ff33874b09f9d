package tandem.beaconspec;

import tandem.crypto.BlsSignature;

/// A signed contribution.
public record SignedContributionAndProof(ContributionAndProof message, BlsSignature signature) {}
