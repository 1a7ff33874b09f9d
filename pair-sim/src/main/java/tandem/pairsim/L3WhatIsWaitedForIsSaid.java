package tandem.pairsim;

import static tandem.pairsim.Invariant.require;

/// L3: at every moment a node says what it waits for, and since when it is in its stage.
final class L3WhatIsWaitedForIsSaid implements Invariant {
  @Override
  public void slot(GwatHalf half) {
    require(!half.machine().status().waitsFor().isBlank(), "L3", half, "says nothing");
    require(half.machine().status().sinceMs() <= half.clockMs(), "L3", half, "is in the future");
  }
}
