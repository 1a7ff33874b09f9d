package tandem.beaconspec;

import java.util.Arrays;
import tandem.primitives.Hash32;
import tandem.ssz.Merkle;

/// What the rules ask a state (phase0/beacon-chain.md, *Beacon state accessors*).
public final class StateReads {
  private final BeaconConfig config;

  public StateReads(BeaconConfig config) {
    this.config = config;
  }

  /// `get_current_epoch`.
  public long currentEpoch(BeaconState state) {
    return config.epochAt(state.slot());
  }

  /// `get_previous_epoch`: the current one in the first epoch.
  public long previousEpoch(BeaconState state) {
    long current = currentEpoch(state);
    return current == 0 ? 0 : current - 1;
  }

  /// Whether the state still remembers which block there was at `slot`.
  public boolean knowsBlockRoot(BeaconState state, long slot) {
    return Uint64.isLess(slot, state.slot())
        && Uint64.isAtMost(state.slot() - slot, config.slotsPerHistoricalRoot());
  }

  /// `get_block_root_at_slot`: the root of the last block at or before `slot`.
  ///
  /// @throws IllegalArgumentException if the state does not know it: [#knowsBlockRoot]
  public Hash32 blockRootAt(BeaconState state, long slot) {
    if (!knowsBlockRoot(state, slot)) {
      throw new IllegalArgumentException(
          "a state of slot %s knows no block root of slot %s"
              .formatted(Long.toUnsignedString(state.slot()), Long.toUnsignedString(slot)));
    }
    return state.blockRoots().get((int) Uint64.remainder(slot, config.slotsPerHistoricalRoot()));
  }

  /// `get_block_root`: that of the epoch's first slot.
  ///
  /// @throws IllegalArgumentException if the state does not know it
  public Hash32 blockRoot(BeaconState state, long epoch) {
    return blockRootAt(state, config.startSlot(epoch));
  }

  /// `get_randao_mix`; that of the current epoch is still changing.
  public Hash32 randaoMix(BeaconState state, long epoch) {
    return state
        .randaoMixes()
        .get((int) Uint64.remainder(epoch, config.epochsPerHistoricalVector()));
  }

  /// `get_seed`.
  Hash32 seed(BeaconState state, long epoch, Domain domain) {
    // epoch + EPOCHS_PER_HISTORICAL_VECTOR in the specification, to stay above zero: the same here.
    long mixEpoch = epoch + config.epochsPerHistoricalVector() - config.minSeedLookahead() - 1;
    return Merkle.sha256(
        domain.type(), Uint64.bytes(epoch), randaoMix(state, mixEpoch).unsafeArray());
  }

  /// `get_active_validator_indices`, ascending.
  public int[] activeIndices(BeaconState state, long epoch) {
    int count = state.validators().size();
    int[] active = new int[count];
    int found = 0;
    for (int i = 0; i < count; i++) {
      if (state.validators().get(i).isActiveAt(epoch)) {
        active[found++] = i;
      }
    }
    return Arrays.copyOf(active, found);
  }

  /// `get_total_active_balance` in gwei, at least `EFFECTIVE_BALANCE_INCREMENT`.
  public long totalActiveBalance(BeaconState state) {
    long epoch = currentEpoch(state);
    long total = 0;
    for (int i = 0; i < state.validators().size(); i++) {
      Validator validator = state.validators().get(i);
      if (validator.isActiveAt(epoch)) {
        total = Uint64.add(total, validator.effectiveBalance());
      }
    }
    return Uint64.max(config.effectiveBalanceIncrement(), total);
  }

  /// `get_base_reward_per_increment` in gwei.
  long baseRewardPerIncrement(long totalActiveBalance) {
    long numerator = Uint64.multiply(config.effectiveBalanceIncrement(), config.baseRewardFactor());
    return Uint64.divide(numerator, Uint64.squareRoot(totalActiveBalance));
  }

  /// `get_committee_count_per_slot` for this many active validators.
  int committeesPerSlot(int activeCount) {
    long count = activeCount / config.slotsPerEpoch() / config.targetCommitteeSize();
    return (int) Math.clamp(count, 1, config.maxCommitteesPerSlot());
  }

  /// `get_validator_churn_limit`.
  long churnLimit(int activeCount) {
    return Math.max(config.minPerEpochChurnLimit(), activeCount / config.churnLimitQuotient());
  }

  /// `compute_activation_exit_epoch`.
  long activationExitEpoch(long epoch) {
    return Uint64.add(epoch, 1 + config.maxSeedLookahead());
  }
}
