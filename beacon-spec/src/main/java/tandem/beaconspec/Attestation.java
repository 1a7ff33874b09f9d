package tandem.beaconspec;

import tandem.crypto.BlsSignature;
import tandem.ssz.Bits;

/// One vote of several members of a committee.
///
/// @param aggregationBits of the committee's members, in their order
public record Attestation(Bits aggregationBits, AttestationData data, BlsSignature signature) {}
