package tandem.beaconspec;

import tandem.primitives.Bytes;
import tandem.primitives.Hash32;

/// What a fork digest is computed from.
public record ForkData(Bytes currentVersion, Hash32 genesisValidatorsRoot) {}
