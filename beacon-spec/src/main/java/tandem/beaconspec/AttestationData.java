package tandem.beaconspec;

import tandem.primitives.Hash32;

/// What an attester votes for.
///
/// @param index of the committee
public record AttestationData(
    long slot, long index, Hash32 beaconBlockRoot, Checkpoint source, Checkpoint target) {}
