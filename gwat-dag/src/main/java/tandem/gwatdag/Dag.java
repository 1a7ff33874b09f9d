package tandem.gwatdag;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Hash32;

/// Main chains and orders (ledger-rules.md 1). Holds nothing but the reader.
public final class Dag {
  public static final int MAX_PARENTS = 32;

  /// A merged block is at most so many slots older than the block that merges it.
  public static final int MERGE_WINDOW = 64;

  private final DagReader reader;

  public Dag(DagReader reader) {
    this.reader = reader;
  }

  DagReader reader() {
    return reader;
  }

  /// The best of the block's parents; null for genesis.
  ///
  /// @throws IllegalStateException if a parent is not in the DAG
  public @Nullable DagBlock mainParent(DagBlock block) {
    DagBlock best = null;
    for (Hash32 hash : block.parents()) {
      DagBlock parent = require(hash);
      if (best == null || DagOrder.BETTER_FIRST.compare(parent, best) < 0) {
        best = parent;
      }
    }
    return best;
  }

  /// Whether the block is of the finalised main chain: those have number = height, and no merged
  /// block has, because its main chain's block comes before it in the order without being its
  /// ancestor.
  public boolean isFinalisedMain(DagBlock block) {
    return reader.number(block.hash()) == block.height();
  }

  /// The main chain of `block` from `after`, exclusive, to `block`, inclusive, ascending.
  ///
  /// @throws IllegalArgumentException if `after` is not on it
  public List<DagBlock> mainChain(DagBlock after, DagBlock block) {
    List<DagBlock> chain = new ArrayList<>();
    DagBlock at = block;
    while (at != null && at.height() > after.height()) {
      chain.add(at);
      at = mainParent(at);
    }
    if (at == null || !at.hash().equals(after.hash())) {
      throw new IllegalArgumentException(after + " is not on the main chain of " + block);
    }
    Collections.reverse(chain);
    return chain;
  }

  /// Whether `ancestor` is `block` or on its main chain.
  public boolean isOnMainChain(DagBlock ancestor, DagBlock block) {
    DagBlock at = block;
    while (at != null && at.height() > ancestor.height()) {
      if (isFinalisedMain(at)) {
        return isFinalisedMain(ancestor);
      }
      at = mainParent(at);
    }
    return at != null && at.hash().equals(ancestor.hash());
  }

  /// The last block that the main chain of `block` shares with the finalised main chain.
  ///
  /// @throws IllegalStateException if genesis is not finalised
  public DagBlock lastShared(DagBlock block) {
    DagBlock at = block;
    while (!isFinalisedMain(at)) {
      at = mainParent(at);
      if (at == null) {
        throw new IllegalStateException("genesis is not finalised");
      }
    }
    return at;
  }

  /// The block of `block`'s main chain with this height, `block` itself left out, or null.
  ///
  /// @param finalised the block of a finalised number that is not above the last one
  public @Nullable DagBlock mainChainAt(
      DagBlock block, long height, LongFunction<DagBlock> finalised) {
    DagBlock at = mainParent(block);
    while (at != null && at.height() > height) {
      if (isFinalisedMain(at)) {
        DagBlock numbered = finalised.apply(height);
        return isFinalisedMain(numbered) ? numbered : null;
      }
      at = mainParent(at);
    }
    return at != null && at.height() == height ? at : null;
  }

  /// The merge set of `block` in its order; empty for genesis.
  public List<DagBlock> mergeSet(DagBlock block) {
    DagBlock main = mainParent(block);
    if (main == null || block.parents().size() == 1) {
      return List.of();
    }
    return new MergeWalk(this, main, othersThan(main, block), Long.MIN_VALUE).merged();
  }

  /// order(`block`) after `after`, a block of its main chain, by main-chain block, ascending. The
  /// first block of it has the number height(`after`) + 1.
  ///
  /// @throws IllegalArgumentException if `after` is not on the main chain
  public List<Merge> merges(DagBlock after, DagBlock block) {
    List<DagBlock> chain = mainChain(after, block);
    List<Merge> merges = new ArrayList<>(chain.size());
    for (DagBlock main : chain) {
      merges.add(new Merge(main, mergeSet(main)));
    }
    return merges;
  }

  /// The same as a plain list.
  public List<DagBlock> order(DagBlock after, DagBlock block) {
    List<DagBlock> order = new ArrayList<>();
    for (Merge merge : merges(after, block)) {
      order.addAll(merge.merged());
      order.add(merge.main());
    }
    return order;
  }

  List<DagBlock> othersThan(DagBlock main, DagBlock block) {
    List<DagBlock> others = new ArrayList<>(block.parents().size() - 1);
    for (Hash32 hash : block.parents()) {
      if (!hash.equals(main.hash())) {
        others.add(require(hash));
      }
    }
    return others;
  }

  DagBlock require(Hash32 hash) {
    DagBlock block = reader.block(hash);
    if (block == null) {
      throw new IllegalStateException("an ancestor is missing from the DAG: " + hash);
    }
    return block;
  }
}
