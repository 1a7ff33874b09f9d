package tandem.forkchoice;

/// The weights of votes.
@FunctionalInterface
public interface JustifiedBalances {
  /// Effective balances by validator index in the checkpoint's state, 0 for validators that are not
  /// active in its epoch. Not changed afterwards.
  long[] of(Checkpoint checkpoint);
}
