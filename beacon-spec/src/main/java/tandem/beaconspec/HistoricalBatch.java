package tandem.beaconspec;

import java.util.List;
import tandem.primitives.Hash32;

/// The roots of `SLOTS_PER_HISTORICAL_ROOT` slots.
public record HistoricalBatch(List<Hash32> blockRoots, List<Hash32> stateRoots) {
  public HistoricalBatch {
    blockRoots = List.copyOf(blockRoots);
    stateRoots = List.copyOf(stateRoots);
  }
}
