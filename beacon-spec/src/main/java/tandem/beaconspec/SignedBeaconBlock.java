package tandem.beaconspec;

import tandem.crypto.BlsSignature;

/// A block as its proposer signed it.
public record SignedBeaconBlock(BeaconBlock message, BlsSignature signature) {}
