package tandem.beaconspec;

import tandem.primitives.Hash32;

/// A block.
///
/// @param stateRoot of the state after it
public record BeaconBlock(
    long slot, long proposerIndex, Hash32 parentRoot, Hash32 stateRoot, BeaconBlockBody body) {}
