package tandem.pairsim;

import static tandem.pairsim.Invariant.require;

/// L3: at every moment a node says what it waits for.
final class L3WhatIsWaitedForIsSaid implements Invariant {
  @Override
  public void slot(GwatHalf half) {
    require(!half.machine().status().waitsFor().isBlank(), "L3", half, "says nothing");
  }

  @Override
  public void coordinator(CoordinatorHalf half, CoordinatorHalf.Step step) {
    if (step.before() != step.after()) {
      require(!half.machine().status().waitsFor().isBlank(), "L3", half, "says nothing");
    }
  }
}
