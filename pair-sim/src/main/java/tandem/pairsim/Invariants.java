package tandem.pairsim;

import java.util.ArrayList;
import java.util.List;
import tandem.beaconcore.BeaconNodeEffect;
import tandem.gwatcore.NodeEffect;

/// All invariants of one run.
final class Invariants implements Invariant {
  private final List<Invariant> all;

  Invariants(SimNetwork plan, int pairs) {
    FinalisedChains chains = new FinalisedChains(pairs);
    List<Invariant> seen =
        List.of(
            new S1WorksOnlyInWorking(pairs),
            chains,
            new S2FinalisedChainIsWhole(chains),
            new S3HeadSyncEndsWithTheHeadsSpine(),
            new S4SameSpineSameChain(chains),
            new S5NoBlockDisappears(pairs),
            new S6DagIsWhole(),
            new S7NothingIsUnwoundBelowTheFloor(chains, pairs),
            new CoordinatorChainIsWhole(pairs),
            new S9MemoryForPeersIsBounded(),
            new L2HonestPeersAreNotBlamed(),
            new L3WhatIsWaitedForIsSaid(),
            new NothingIsSignedTwice(plan, pairs));
    all = new ArrayList<>(seen);
    all.add(new S8HoldsBeforeTheFirstMessage(seen));
  }

  @Override
  public void opened(GwatHalf half) {
    for (Invariant invariant : all) {
      invariant.opened(half);
    }
  }

  @Override
  public void opened(CoordinatorHalf half) {
    for (Invariant invariant : all) {
      invariant.opened(half);
    }
  }

  @Override
  public void gwat(GwatHalf half, GwatHalf.Step step) {
    for (Invariant invariant : all) {
      invariant.gwat(half, step);
    }
  }

  @Override
  public void coordinator(CoordinatorHalf half, CoordinatorHalf.Step step) {
    for (Invariant invariant : all) {
      invariant.coordinator(half, step);
    }
  }

  @Override
  public void left(GwatHalf half, List<NodeEffect> effects) {
    for (Invariant invariant : all) {
      invariant.left(half, effects);
    }
  }

  @Override
  public void left(CoordinatorHalf half, List<BeaconNodeEffect> effects) {
    for (Invariant invariant : all) {
      invariant.left(half, effects);
    }
  }

  @Override
  public void slot(GwatHalf half) {
    for (Invariant invariant : all) {
      invariant.slot(half);
    }
  }
}
