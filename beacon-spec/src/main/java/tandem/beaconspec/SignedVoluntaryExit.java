package tandem.beaconspec;

import tandem.crypto.BlsSignature;

/// A signed wish to leave.
public record SignedVoluntaryExit(VoluntaryExit message, BlsSignature signature) {}
