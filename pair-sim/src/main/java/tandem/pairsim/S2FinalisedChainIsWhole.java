package tandem.pairsim;

import static tandem.pairsim.Invariant.require;

import tandem.gwatledger.FinalBlock;
import tandem.gwatledger.LedgerReads;
import tandem.primitives.Hash32;

/// S2: finalised numbers are 0 to n without gap; each finalised block's parents are finalised with
/// smaller numbers; the last spine has number = height, and its state is there.
final class S2FinalisedChainIsWhole implements Invariant {
  private final FinalisedChains chains;

  S2FinalisedChainIsWhole(FinalisedChains chains) {
    this.chains = chains;
  }

  @Override
  public void opened(GwatHalf half) {
    check(half);
  }

  @Override
  public void gwat(GwatHalf half, GwatHalf.Step step) {
    if (chains.of(half).changedFrom() < chains.of(half).length()) {
      check(half);
    }
  }

  private void check(GwatHalf half) {
    FinalisedChains.Chain chain = chains.of(half);
    LedgerReads reads = half.machine().reads();
    for (long number = chain.changedFrom(); number < chain.length(); number++) {
      Hash32 hash = reads.hashOf(number);
      FinalBlock block = hash == null ? null : reads.finalBlock(hash);
      if (block == null) {
        throw new Violation("S2: " + half + " has no block of number " + number);
      }
      require(block.number() == number, "S2", half, "numbers " + block.number() + " as " + number);
      for (Hash32 parent : block.header().parentHashes()) {
        FinalBlock finalised = reads.finalBlock(parent);
        require(
            finalised != null && finalised.number() < number,
            "S2",
            half,
            "has finalised " + number + " before its parent " + parent.brief());
      }
    }
    FinalBlock last = reads.lastFinalized();
    require(reads.isMainChain(last), "S2", half, "ends with no spine, at number " + last.number());
    // Throws if a node on the way is missing.
    reads.account(half.sim.plan.address(half.index), last);
  }
}
