package tandem.pairsim;

import static tandem.pairsim.Invariant.require;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tandem.gwatcore.NodeEffect;
import tandem.gwatledger.FinalBlock;
import tandem.gwatledger.LedgerReads;
import tandem.gwattypes.StateFields;
import tandem.primitives.Hash32;

/// What is known of each gwat's finalised chain, kept up to date block by block; the numbers have
/// no gap and end with the last block (S2).
final class FinalisedChains implements Invariant {
  /// One gwat's.
  static final class Chain {
    private final List<Hash32> hashes = new ArrayList<>();
    private final List<Long> digests = new ArrayList<>();

    /// The lowest number whose block is another one, or is there for the first time, since the last
    /// update; the length where nothing changed.
    private int changedFrom;

    int length() {
      return hashes.size();
    }

    int changedFrom() {
      return changedFrom;
    }

    /// Of all blocks up to the last, with states and receipts.
    long digest() {
      return digests.getLast();
    }

    int numberOf(Hash32 hash) {
      return hashes.lastIndexOf(hash);
    }
  }

  private final List<Chain> chains = new ArrayList<>();

  FinalisedChains(int pairs) {
    for (int i = 0; i < pairs; i++) {
      chains.add(new Chain());
    }
  }

  Chain of(Half half) {
    return chains.get(half.index);
  }

  @Override
  public void opened(GwatHalf half) {
    Chain chain = of(half);
    chain.hashes.clear();
    chain.digests.clear();
    update(half);
  }

  @Override
  public void gwat(GwatHalf half, GwatHalf.Step step) {
    Chain chain = of(half);
    chain.changedFrom = chain.length();
    for (NodeEffect effect : step.effects()) {
      if (effect instanceof NodeEffect.Finalized) {
        update(half);
        return;
      }
    }
  }

  @Override
  public void slot(GwatHalf half) {
    Chain chain = of(half);
    FinalBlock last = half.machine().reads().lastFinalized();
    require(
        last.hash().equals(chain.hashes.getLast()),
        "S2",
        half,
        () -> "ends with " + last.hash().brief() + " and did not say so");
  }

  private void update(GwatHalf half) {
    Chain chain = of(half);
    LedgerReads reads = half.machine().reads();
    int length = chain.length();
    while (length > 0 && !Objects.equals(chain.hashes.get(length - 1), reads.hashOf(length - 1))) {
      length--;
      chain.hashes.removeLast();
      chain.digests.removeLast();
    }
    chain.changedFrom = length;
    FinalBlock last = reads.lastFinalized();
    long digest = chain.digests.isEmpty() ? 0 : chain.digests.getLast();
    for (long number = length; number <= last.number(); number++) {
      Hash32 hash = reads.hashOf(number);
      FinalBlock block = hash == null ? null : reads.finalBlock(hash);
      require(hash != null && block != null, "S2", half, "has no block of number " + number);
      if (hash != null && block != null) {
        digest = Mix.of(digest ^ hash.hashCode());
        StateFields state = block.header().state();
        require(state != null, "S2", half, "has no state of number " + number);
        if (state != null) {
          digest = Mix.of(digest ^ state.root().hashCode());
          digest = Mix.of(digest ^ state.receiptsRoot().hashCode() ^ state.gasUsed());
        }
        chain.hashes.add(hash);
        chain.digests.add(digest);
      }
    }
    require(
        chain.length() == last.number() + 1 && chain.hashes.getLast().equals(last.hash()),
        "S2",
        half,
        "ends with number " + last.number() + ", but has " + chain.length() + " numbers");
    require(
        reads.hashOf(last.number() + 1) == null,
        "S2",
        half,
        "has a number above its last, " + last.number());
  }
}
