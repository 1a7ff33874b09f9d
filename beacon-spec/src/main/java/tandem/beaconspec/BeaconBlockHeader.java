package tandem.beaconspec;

import tandem.primitives.Hash32;

/// A block with its body's root in place of the body; has the same root as the block.
public record BeaconBlockHeader(
    long slot, long proposerIndex, Hash32 parentRoot, Hash32 stateRoot, Hash32 bodyRoot) {}
