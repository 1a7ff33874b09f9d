package tandem.pairsim;

import static tandem.pairsim.Invariant.require;

import java.util.HashMap;
import java.util.Map;
import tandem.primitives.Hash32;

/// S4, in its stronger form: a finalised chain, with all states and receipts, is a function of its
/// last spine. Whoever has had this last spine, at any time, had this chain.
final class S4SameSpineSameChain implements Invariant {
  private final FinalisedChains chains;
  private final Map<Hash32, Long> digests = new HashMap<>();

  S4SameSpineSameChain(FinalisedChains chains) {
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
    Hash32 last = half.machine().reads().lastFinalized().hash();
    Long digest = chains.of(half).digest();
    Long other = digests.putIfAbsent(last, digest);
    require(
        other == null || other.equals(digest),
        "S4",
        half,
        "ends with " + last.brief() + " as another pair did, but with another chain before it");
  }
}
