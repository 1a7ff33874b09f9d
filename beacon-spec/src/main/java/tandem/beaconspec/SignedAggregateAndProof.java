package tandem.beaconspec;

import tandem.crypto.BlsSignature;

/// A signed aggregate.
public record SignedAggregateAndProof(AggregateAndProof message, BlsSignature signature) {}
