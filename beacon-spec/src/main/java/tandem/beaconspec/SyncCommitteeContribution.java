package tandem.beaconspec;

import tandem.crypto.BlsSignature;
import tandem.primitives.Hash32;
import tandem.ssz.Bits;

/// The signatures of one subcommittee.
public record SyncCommitteeContribution(
    long slot,
    Hash32 beaconBlockRoot,
    long subcommitteeIndex,
    Bits aggregationBits,
    BlsSignature signature) {}
