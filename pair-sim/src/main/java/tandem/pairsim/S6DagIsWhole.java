package tandem.pairsim;

import static tandem.pairsim.Invariant.require;

import java.util.HashSet;
import java.util.Set;
import tandem.gwatdag.DagBlock;
import tandem.gwatledger.LedgerReads;
import tandem.primitives.Hash32;

/// S6: every block of the DAG has all its parents, in the DAG or finalised, and a record; tips are
/// exactly the blocks without children, or the last spine where the DAG is empty.
final class S6DagIsWhole implements Invariant {
  @Override
  public void slot(GwatHalf half) {
    LedgerReads reads = half.machine().reads();
    Set<Hash32> childless = new HashSet<>();
    for (DagBlock block : reads.dagBlocks()) {
      require(
          reads.finalBlock(block.hash()) == null,
          "S6",
          half,
          () -> "has finalised block " + block + " in its DAG");
      require(reads.dagRecord(block.hash()) != null, "S6", half, () -> "has no record of " + block);
      childless.add(block.hash());
    }
    for (DagBlock block : reads.dagBlocks()) {
      for (Hash32 parent : block.parents()) {
        require(reads.isKnown(parent), "S6", half, () -> "lacks a parent of " + block);
        childless.remove(parent);
      }
    }
    Set<Hash32> tips = half.machine().tips();
    Set<Hash32> expected = childless.isEmpty() ? Set.of(reads.lastFinalized().hash()) : childless;
    require(tips.equals(expected), "S6", half, () -> "has tips " + tips + ", not " + expected);
  }
}
