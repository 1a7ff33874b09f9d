package tandem.pairsim;

import static tandem.pairsim.Invariant.require;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Hash32;

/// S7: nothing is unwound below the coordinator's finalised checkpoint, as gwat was told of it.
final class S7NothingIsUnwoundBelowTheFloor implements Invariant {
  private final FinalisedChains chains;

  /// The number of the floor before the event; -1 where there is none.
  private final int[] floors;

  private final @Nullable Hash32[] floorHashes;

  S7NothingIsUnwoundBelowTheFloor(FinalisedChains chains, int pairs) {
    this.chains = chains;
    this.floors = new int[pairs];
    this.floorHashes = new @Nullable Hash32[pairs];
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
        () -> "unwound number " + lowest + ", the floor being " + floors[half.index]);
    boolean moved = lowest < chains.of(half).length();
    if (moved || !Objects.equals(half.machine().reads().floor(), floorHashes[half.index])) {
      remember(half);
    }
  }

  private void remember(GwatHalf half) {
    Hash32 floor = half.machine().reads().floor();
    floorHashes[half.index] = floor;
    floors[half.index] = floor == null ? -1 : chains.of(half).numberOf(floor);
  }
}
