package tandem.beaconspec;

import tandem.crypto.BlsSignature;

/// An aggregate, and why its sender may aggregate.
public record AggregateAndProof(
    long aggregatorIndex, Attestation aggregate, BlsSignature selectionProof) {}
