package tandem.beaconspec;

import tandem.primitives.Hash32;

/// A block of gwat, and the deposits up to it.
public record Eth1Data(Hash32 depositRoot, long depositCount, Hash32 blockHash) {}
