package tandem.beaconspec;

import tandem.crypto.BlsSignature;
import tandem.ssz.Bits;

/// What the sync committee signed of the block before.
public record SyncAggregate(Bits syncCommitteeBits, BlsSignature syncCommitteeSignature) {}
