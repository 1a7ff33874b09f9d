package tandem.beaconspec;

/// What an attestation got right and in time; a bit of a validator's participation, and a share of
/// its reward (altair/beacon-chain.md, *Participation flag indices*, *Incentivization weights*).
enum ParticipationFlag {
  TIMELY_SOURCE(14),
  TIMELY_TARGET(26),
  TIMELY_HEAD(14);

  static final long PROPOSER_WEIGHT = 8;
  static final long SYNC_REWARD_WEIGHT = 2;

  /// Of which the weights are parts.
  static final long WEIGHT_DENOMINATOR = 64;

  final long weight;

  ParticipationFlag(long weight) {
    this.weight = weight;
  }

  int mask() {
    return 1 << ordinal();
  }

  boolean isIn(int participation) {
    return (participation & mask()) != 0;
  }
}
