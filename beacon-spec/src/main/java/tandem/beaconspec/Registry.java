package tandem.beaconspec;

import static tandem.beaconspec.BeaconConfig.FAR_FUTURE_EPOCH;

/// Changes of validators and balances (phase0/beacon-chain.md, *Beacon state mutators*, with
/// Altair's `slash_validator`).
final class Registry {
  private final Rules rules;
  private final BeaconConfig config;
  private final BeaconState state;

  Registry(Rules rules, BeaconState state) {
    this.rules = rules;
    this.config = rules.config();
    this.state = state;
  }

  /// `increase_balance`, by `gwei`.
  void increaseBalance(int index, long gwei) {
    state.balances().set(index, Uint64.add(state.balances().get(index), gwei));
  }

  /// `decrease_balance`, by `gwei` or to 0.
  void decreaseBalance(int index, long gwei) {
    state.balances().set(index, Uint64.subtractToZero(state.balances().get(index), gwei));
  }

  /// `initiate_validator_exit`: to the end of the queue; nothing if it is in the queue already.
  void initiateExit(int index) {
    Validator validator = state.validators().get(index);
    if (validator.exitEpoch() != FAR_FUTURE_EPOCH) {
      return;
    }
    long epoch = rules.reads().currentEpoch(state);
    long queueEpoch = rules.reads().activationExitEpoch(epoch);
    int active = 0;
    int leaving = 0;
    for (int i = 0; i < state.validators().size(); i++) {
      Validator other = state.validators().get(i);
      active += other.isActiveAt(epoch) ? 1 : 0;
      if (other.exitEpoch() != FAR_FUTURE_EPOCH && Uint64.isAtMost(queueEpoch, other.exitEpoch())) {
        leaving = other.exitEpoch() == queueEpoch ? leaving + 1 : 1;
        queueEpoch = other.exitEpoch();
      }
    }
    if (leaving >= rules.reads().churnLimit(active)) {
      queueEpoch = Uint64.add(queueEpoch, 1);
    }
    state
        .validators()
        .set(
            index,
            validator.withExit(
                queueEpoch, Uint64.add(queueEpoch, config.minValidatorWithdrawabilityDelay())));
  }

  /// `slash_validator`; the proposer of the state's slot is the whistleblower.
  void slash(int index) {
    long epoch = rules.reads().currentEpoch(state);
    initiateExit(index);
    Validator validator = state.validators().get(index);
    long withdrawable =
        Uint64.max(
            validator.withdrawableEpoch(), Uint64.add(epoch, config.epochsPerSlashingsVector()));
    state.validators().set(index, validator.withSlashed(withdrawable));
    long balance = validator.effectiveBalance();
    int place = (int) Uint64.remainder(epoch, config.epochsPerSlashingsVector());
    state.slashings().set(place, Uint64.add(state.slashings().get(place), balance));
    decreaseBalance(index, Uint64.divide(balance, config.minSlashingPenaltyQuotientAltair()));
    int proposer = rules.committees().proposer(state, state.slot());
    long reward = Uint64.divide(balance, config.whistleblowerRewardQuotient());
    long proposerReward =
        reward * ParticipationFlag.PROPOSER_WEIGHT / ParticipationFlag.WEIGHT_DENOMINATOR;
    increaseBalance(proposer, proposerReward);
    increaseBalance(proposer, reward - proposerReward);
  }
}
