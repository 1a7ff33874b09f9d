package tandem.beaconspec;

import static tandem.beaconspec.BeaconConfig.FAR_FUTURE_EPOCH;
import static tandem.beaconspec.ParticipationFlag.TIMELY_HEAD;
import static tandem.beaconspec.ParticipationFlag.TIMELY_TARGET;
import static tandem.beaconspec.ParticipationFlag.WEIGHT_DENOMINATOR;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tandem.primitives.Hash32;
import tandem.ssz.Bits;
import tandem.ssz.ByteSequence;
import tandem.ssz.Merkle;

/// The end of an epoch (altair/beacon-chain.md, `process_epoch`): the steps in their order, on a
/// state in the epoch's last slot. Each step looks at every validator once.
final class EpochProcessing {
  private final Rules rules;
  private final BeaconConfig config;
  private final BeaconState state;
  private final Registry registry;
  private final long previousEpoch;
  private final long currentEpoch;
  // In gwei; good until effective balances are updated.
  private final long totalActiveBalance;

  EpochProcessing(Rules rules, BeaconState state) {
    this.rules = rules;
    this.config = rules.config();
    this.state = state;
    this.registry = new Registry(rules, state);
    this.previousEpoch = rules.reads().previousEpoch(state);
    this.currentEpoch = rules.reads().currentEpoch(state);
    this.totalActiveBalance = rules.reads().totalActiveBalance(state);
  }

  void process() {
    justificationAndFinalization();
    inactivityUpdates();
    rewardsAndPenalties();
    registryUpdates();
    slashings();
    eth1DataReset();
    effectiveBalanceUpdates();
    slashingsReset();
    randaoMixesReset();
    historicalRootsUpdate();
    participationFlagUpdates();
    syncCommitteeUpdates();
  }

  void justificationAndFinalization() {
    if (currentEpoch <= 1) {
      return; // The roots that could be justified would be genesis'.
    }
    Checkpoint oldPrevious = state.previousJustifiedCheckpoint();
    Checkpoint oldCurrent = state.currentJustifiedCheckpoint();
    Bits old = state.justificationBits();
    state.setPreviousJustifiedCheckpoint(oldCurrent);
    Bits bits = Bits.zero(old.length());
    for (int i = 1; i < old.length(); i++) {
      bits = old.get(i - 1) ? bits.with(i) : bits;
    }
    if (isTwoThirds(participatingBalance(TIMELY_TARGET, previousEpoch))) {
      state.setCurrentJustifiedCheckpoint(checkpoint(previousEpoch));
      bits = bits.with(1);
    }
    if (isTwoThirds(participatingBalance(TIMELY_TARGET, currentEpoch))) {
      state.setCurrentJustifiedCheckpoint(checkpoint(currentEpoch));
      bits = bits.with(0);
    }
    state.setJustificationBits(bits);
    finalizeIf(bits, 1, 4, oldPrevious, 3);
    finalizeIf(bits, 1, 3, oldPrevious, 2);
    finalizeIf(bits, 0, 3, oldCurrent, 2);
    finalizeIf(bits, 0, 2, oldCurrent, 1);
  }

  /// The epochs of bits `[from, to)` are justified and their chain of links begins at `source`,
  /// which is `distance` epochs old.
  private void finalizeIf(Bits bits, int from, int to, Checkpoint source, long distance) {
    boolean all = true;
    for (int i = from; i < to; i++) {
      all &= bits.get(i);
    }
    if (all && source.epoch() + distance == currentEpoch) {
      state.setFinalizedCheckpoint(source);
    }
  }

  private boolean isTwoThirds(long balance) {
    return Uint64.isAtMost(Uint64.multiply(totalActiveBalance, 2), Uint64.multiply(balance, 3));
  }

  private Checkpoint checkpoint(long epoch) {
    return new Checkpoint(epoch, rules.reads().blockRoot(state, epoch));
  }

  void inactivityUpdates() {
    if (currentEpoch == 0) {
      return;
    }
    boolean isLeaking = isLeaking();
    for (int i = 0; i < state.validators().size(); i++) {
      Validator validator = state.validators().get(i);
      if (!isEligible(validator)) {
        continue;
      }
      long score = state.inactivityScores().get(i);
      score =
          isParticipating(i, validator, TIMELY_TARGET, previousEpoch)
              ? Uint64.subtractToZero(score, 1)
              : Uint64.add(score, config.inactivityScoreBias());
      if (!isLeaking) {
        score = Uint64.subtractToZero(score, config.inactivityScoreRecoveryRate());
      }
      state.inactivityScores().set(i, score);
    }
  }

  /// For each validator the three flags and the inactivity penalty in turn: a balance that reaches
  /// zero in between stays there.
  void rewardsAndPenalties() {
    if (currentEpoch == 0) {
      return;
    }
    boolean isLeaking = isLeaking();
    long increment = config.effectiveBalanceIncrement();
    long activeIncrements = totalActiveBalance / increment;
    long perIncrement = rules.reads().baseRewardPerIncrement(totalActiveBalance);
    ParticipationFlag[] flags = ParticipationFlag.values();
    long[] flagIncrements = new long[flags.length];
    for (ParticipationFlag flag : flags) {
      flagIncrements[flag.ordinal()] = participatingBalance(flag, previousEpoch) / increment;
    }
    long inactivityDenominator =
        Uint64.multiply(config.inactivityScoreBias(), config.inactivityPenaltyQuotientAltair());
    for (int i = 0; i < state.validators().size(); i++) {
      Validator validator = state.validators().get(i);
      if (!isEligible(validator)) {
        continue;
      }
      long baseReward = validator.effectiveBalance() / increment * perIncrement;
      for (ParticipationFlag flag : flags) {
        long weighted = Uint64.multiply(baseReward, flag.weight);
        if (!isParticipating(i, validator, flag, previousEpoch)) {
          if (flag != TIMELY_HEAD) {
            registry.decreaseBalance(i, Uint64.divide(weighted, WEIGHT_DENOMINATOR));
          }
        } else if (!isLeaking) {
          long numerator = Uint64.multiply(weighted, flagIncrements[flag.ordinal()]);
          registry.increaseBalance(
              i, Uint64.divide(numerator, activeIncrements * WEIGHT_DENOMINATOR));
        }
      }
      if (!isParticipating(i, validator, TIMELY_TARGET, previousEpoch)) {
        long numerator =
            Uint64.multiply(validator.effectiveBalance(), state.inactivityScores().get(i));
        registry.decreaseBalance(i, Uint64.divide(numerator, inactivityDenominator));
      }
    }
  }

  void registryUpdates() {
    List<Integer> queue = new ArrayList<>();
    int active = 0;
    for (int i = 0; i < state.validators().size(); i++) {
      Validator validator = state.validators().get(i);
      if (validator.activationEligibilityEpoch() == FAR_FUTURE_EPOCH
          && validator.effectiveBalance() == config.maxEffectiveBalance()) {
        validator = validator.withActivation(currentEpoch + 1, validator.activationEpoch());
        state.validators().set(i, validator);
      }
      if (validator.isActiveAt(currentEpoch)) {
        active++;
        if (Uint64.isAtMost(validator.effectiveBalance(), config.ejectionBalance())) {
          registry.initiateExit(i);
        }
      }
      if (validator.activationEpoch() == FAR_FUTURE_EPOCH
          && Uint64.isAtMost(
              validator.activationEligibilityEpoch(), state.finalizedCheckpoint().epoch())) {
        queue.add(i);
      }
    }
    // Stable, so that equal ones stay in the order of their indices.
    queue.sort(
        Comparator.comparing(
            i -> state.validators().get(i).activationEligibilityEpoch(), Long::compareUnsigned));
    long churnLimit = rules.reads().churnLimit(active);
    for (int index : queue.subList(0, (int) Math.min(queue.size(), churnLimit))) {
      Validator validator = state.validators().get(index);
      state
          .validators()
          .set(
              index,
              validator.withActivation(
                  validator.activationEligibilityEpoch(),
                  rules.reads().activationExitEpoch(currentEpoch)));
    }
  }

  /// Halfway between slashing and withdrawal a slashed validator pays in proportion to what was
  /// slashed around it.
  void slashings() {
    long slashed = state.slashings().reduce(0, Uint64::add);
    long adjusted =
        Uint64.min(
            Uint64.multiply(slashed, config.proportionalSlashingMultiplierAltair()),
            totalActiveBalance);
    long increment = config.effectiveBalanceIncrement();
    long payingEpoch = currentEpoch + config.epochsPerSlashingsVector() / 2;
    for (int i = 0; i < state.validators().size(); i++) {
      Validator validator = state.validators().get(i);
      if (validator.slashed() && validator.withdrawableEpoch() == payingEpoch) {
        long numerator = Uint64.multiply(validator.effectiveBalance() / increment, adjusted);
        registry.decreaseBalance(
            i, Uint64.multiply(Uint64.divide(numerator, totalActiveBalance), increment));
      }
    }
  }

  void eth1DataReset() {
    if ((currentEpoch + 1) % config.epochsPerEth1VotingPeriod() == 0) {
      state.eth1DataVotes().replaceAll(List.of());
    }
  }

  /// With hysteresis, so that a balance at the edge does not change them each epoch.
  void effectiveBalanceUpdates() {
    long increment = config.effectiveBalanceIncrement();
    long step = increment / config.hysteresisQuotient();
    long downward = step * config.hysteresisDownwardMultiplier();
    long upward = step * config.hysteresisUpwardMultiplier();
    for (int i = 0; i < state.validators().size(); i++) {
      Validator validator = state.validators().get(i);
      long balance = state.balances().get(i);
      long effective = validator.effectiveBalance();
      if (Uint64.isLess(Uint64.add(balance, downward), effective)
          || Uint64.isLess(Uint64.add(effective, upward), balance)) {
        long whole = balance - Uint64.remainder(balance, increment);
        state
            .validators()
            .set(
                i, validator.withEffectiveBalance(Uint64.min(whole, config.maxEffectiveBalance())));
      }
    }
  }

  void slashingsReset() {
    long place = Uint64.remainder(currentEpoch + 1, config.epochsPerSlashingsVector());
    state.slashings().set((int) place, 0);
  }

  void randaoMixesReset() {
    long place = Uint64.remainder(currentEpoch + 1, config.epochsPerHistoricalVector());
    state.randaoMixes().set((int) place, rules.reads().randaoMix(state, currentEpoch));
  }

  void historicalRootsUpdate() {
    long epochs = config.slotsPerHistoricalRoot() / config.slotsPerEpoch();
    if ((currentEpoch + 1) % epochs == 0) {
      // HistoricalBatch has these two fields.
      Hash32 batch =
          Merkle.parent(state.blockRoots().hashTreeRoot(), state.stateRoots().hashTreeRoot());
      state.historicalRoots().append(batch);
    }
  }

  void participationFlagUpdates() {
    state.setPreviousEpochParticipation(state.currentEpochParticipation());
    state.setCurrentEpochParticipation(
        ByteSequence.zeros(config.validatorRegistryLimit(), state.validators().size()));
  }

  void syncCommitteeUpdates() {
    if ((currentEpoch + 1) % config.epochsPerSyncCommitteePeriod() == 0) {
      state.setCurrentSyncCommittee(state.nextSyncCommittee());
      state.setNextSyncCommittee(rules.syncCommittees().next(state));
    }
  }

  /// `is_in_inactivity_leak`.
  private boolean isLeaking() {
    long delay = previousEpoch - state.finalizedCheckpoint().epoch();
    return Uint64.isLess(config.minEpochsToInactivityPenalty(), delay);
  }

  /// Of `get_eligible_validator_indices`.
  private boolean isEligible(Validator validator) {
    return validator.isActiveAt(previousEpoch)
        || validator.slashed() && Uint64.isLess(previousEpoch + 1, validator.withdrawableEpoch());
  }

  /// Of `get_unslashed_participating_indices`.
  private boolean isParticipating(
      int index, Validator validator, ParticipationFlag flag, long epoch) {
    ByteSequence participation =
        epoch == currentEpoch
            ? state.currentEpochParticipation()
            : state.previousEpochParticipation();
    return validator.isActiveAt(epoch)
        && flag.isIn(participation.get(index))
        && !validator.slashed();
  }

  /// `get_total_balance` of the participating validators, in gwei.
  private long participatingBalance(ParticipationFlag flag, long epoch) {
    long total = 0;
    for (int i = 0; i < state.validators().size(); i++) {
      Validator validator = state.validators().get(i);
      if (isParticipating(i, validator, flag, epoch)) {
        total = Uint64.add(total, validator.effectiveBalance());
      }
    }
    return Uint64.max(config.effectiveBalanceIncrement(), total);
  }
}
