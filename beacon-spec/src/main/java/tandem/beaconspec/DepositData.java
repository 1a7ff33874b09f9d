package tandem.beaconspec;

import tandem.crypto.BlsPublicKey;
import tandem.crypto.BlsSignature;
import tandem.primitives.Hash32;

/// A deposit as the deposit contract has it.
///
/// @param amount in gwei
public record DepositData(
    BlsPublicKey pubkey, Hash32 withdrawalCredentials, long amount, BlsSignature signature) {}
