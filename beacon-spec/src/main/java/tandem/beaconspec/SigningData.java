package tandem.beaconspec;

import tandem.primitives.Hash32;

/// What is signed: an object in its domain.
public record SigningData(Hash32 objectRoot, Hash32 domain) {}
