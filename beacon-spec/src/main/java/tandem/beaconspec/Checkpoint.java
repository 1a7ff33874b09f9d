package tandem.beaconspec;

import tandem.primitives.Hash32;

/// The block at the first slot of an epoch, or the last before it.
public record Checkpoint(long epoch, Hash32 root) {}
