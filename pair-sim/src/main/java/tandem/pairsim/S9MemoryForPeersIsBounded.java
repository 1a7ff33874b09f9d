package tandem.pairsim;

import static tandem.pairsim.Invariant.require;

/// S9, as far as it shows from outside: the DAG stays below its bound. No peer of the simulation
/// floods yet.
final class S9MemoryForPeersIsBounded implements Invariant {
  @Override
  public void slot(GwatHalf half) {
    int blocks = half.machine().reads().counts().dagBlocks();
    require(
        blocks <= 2 * half.sim.plan.ledger.maxDagBlocks(),
        "S9",
        half,
        "has " + blocks + " blocks in its DAG");
  }
}
