package tandem.beaconspec;

import tandem.crypto.BlsPublicKey;
import tandem.primitives.Hash32;

/// What a depositor signs.
///
/// @param amount in gwei
public record DepositMessage(BlsPublicKey pubkey, Hash32 withdrawalCredentials, long amount) {}
