package tandem.beaconspec;

import tandem.crypto.BlsSignature;
import tandem.primitives.Hash32;

/// One member's signature of a head (altair/validator.md).
public record SyncCommitteeMessage(
    long slot, Hash32 beaconBlockRoot, long validatorIndex, BlsSignature signature) {}
