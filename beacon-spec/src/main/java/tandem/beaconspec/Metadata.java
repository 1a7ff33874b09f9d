package tandem.beaconspec;

import tandem.ssz.Bits;

/// To which subnets a node listens (altair/p2p-interface.md).
///
/// @param seqNumber grows with each change
public record Metadata(long seqNumber, Bits attnets, Bits syncnets) {}
