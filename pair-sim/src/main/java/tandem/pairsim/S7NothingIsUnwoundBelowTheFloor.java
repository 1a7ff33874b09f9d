package tandem.pairsim;

import static tandem.pairsim.Invariant.require;

import tandem.primitives.Hash32;

/// S7: nothing is unwound below the coordinator's finalised checkpoint, as gwat was told of it.
final class S7NothingIsUnwoundBelowTheFloor implements Invariant {
  private final FinalisedChains chains;

  /// The number of the floor before the event; -1 where there is none.
  private final int[] floors;

  S7NothingIsUnwoundBelowTheFloor(FinalisedChains chains, int pairs) {
    this.chains = chains;
    this.floors = new int[pairs];
  }

  @Override
  public void opened(GwatHalf half) {
    remember(half);
  }

  @Override
  public void gwat(GwatHalf half, GwatHalf.Step step) {
    int lowest = chains.of(half).changedFrom();
    require(
        lowest > floors[half.index],
        "S7",
        half,
        "unwound number " + lowest + ", the floor being " + floors[half.index]);
    remember(half);
  }

  private void remember(GwatHalf half) {
    Hash32 floor = half.machine().reads().floor();
    floors[half.index] = floor == null ? -1 : chains.of(half).numberOf(floor);
  }
}
