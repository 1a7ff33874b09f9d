package tandem.beaconspec;

/// Two votes of which an honest validator casts only one.
public record AttesterSlashing(IndexedAttestation attestation1, IndexedAttestation attestation2) {}
