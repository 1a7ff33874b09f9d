package tandem.beaconspec;

import tandem.primitives.Bytes;

/// Which fork versions a state has (specification, beacon-chain.md).
///
/// @param previousVersion 4 bytes
/// @param currentVersion 4 bytes, in force from `epoch` on
public record Fork(Bytes previousVersion, Bytes currentVersion, long epoch) {}
