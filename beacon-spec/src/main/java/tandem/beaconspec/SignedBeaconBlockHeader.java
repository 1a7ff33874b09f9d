package tandem.beaconspec;

import tandem.crypto.BlsSignature;

/// A header as its proposer signed it.
public record SignedBeaconBlockHeader(BeaconBlockHeader message, BlsSignature signature) {}
