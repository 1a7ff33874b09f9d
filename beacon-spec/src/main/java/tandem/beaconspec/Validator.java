package tandem.beaconspec;

import tandem.crypto.BlsPublicKey;
import tandem.primitives.Hash32;

/// A validator of the registry. Epochs that have not come to pass are
/// [BeaconConfig#FAR_FUTURE_EPOCH].
///
/// @param effectiveBalance in gwei, a multiple of `EFFECTIVE_BALANCE_INCREMENT`
public record Validator(
    BlsPublicKey pubkey,
    Hash32 withdrawalCredentials,
    long effectiveBalance,
    boolean slashed,
    long activationEligibilityEpoch,
    long activationEpoch,
    long exitEpoch,
    long withdrawableEpoch) {}
