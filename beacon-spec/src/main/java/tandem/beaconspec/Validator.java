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
    long withdrawableEpoch) {
  /// `is_active_validator`: whether it proposes and attests in this epoch.
  public boolean isActiveAt(long epoch) {
    return Uint64.isAtMost(activationEpoch, epoch) && Uint64.isLess(epoch, exitEpoch);
  }

  /// `is_slashable_validator`: whether it can be slashed in this epoch for what it signed.
  public boolean isSlashableAt(long epoch) {
    return !slashed
        && Uint64.isAtMost(activationEpoch, epoch)
        && Uint64.isLess(epoch, withdrawableEpoch);
  }

  Validator withEffectiveBalance(long gwei) {
    return new Validator(
        pubkey,
        withdrawalCredentials,
        gwei,
        slashed,
        activationEligibilityEpoch,
        activationEpoch,
        exitEpoch,
        withdrawableEpoch);
  }

  Validator withSlashed(long newWithdrawableEpoch) {
    return new Validator(
        pubkey,
        withdrawalCredentials,
        effectiveBalance,
        true,
        activationEligibilityEpoch,
        activationEpoch,
        exitEpoch,
        newWithdrawableEpoch);
  }

  Validator withActivation(long newEligibilityEpoch, long newActivationEpoch) {
    return new Validator(
        pubkey,
        withdrawalCredentials,
        effectiveBalance,
        slashed,
        newEligibilityEpoch,
        newActivationEpoch,
        exitEpoch,
        withdrawableEpoch);
  }

  Validator withExit(long newExitEpoch, long newWithdrawableEpoch) {
    return new Validator(
        pubkey,
        withdrawalCredentials,
        effectiveBalance,
        slashed,
        activationEligibilityEpoch,
        activationEpoch,
        newExitEpoch,
        newWithdrawableEpoch);
  }
}
