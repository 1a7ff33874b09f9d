package tandem.gwatdag;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Hash32;

/// ledger-rules.md 1 to 3 word for word, with sets, in no hurry. Shares no code with the real one.
final class SlowDag {
  private static final Comparator<DagBlock> BEST_LAST =
      (a, b) -> {
        if (a.height() != b.height()) {
          return Long.compare(a.height(), b.height());
        }
        if (a.parents().size() != b.parents().size()) {
          return Integer.compare(a.parents().size(), b.parents().size());
        }
        return b.hash().compareTo(a.hash());
      };

  private final Map<Hash32, DagBlock> blocks;

  SlowDag(Map<Hash32, DagBlock> blocks) {
    this.blocks = blocks;
  }

  Set<DagBlock> past(DagBlock block) {
    Set<DagBlock> past = new HashSet<>();
    List<DagBlock> work = new ArrayList<>(List.of(block));
    while (!work.isEmpty()) {
      for (Hash32 parent : work.removeLast().parents()) {
        if (past.add(blocks.get(parent))) {
          work.add(blocks.get(parent));
        }
      }
    }
    return past;
  }

  @Nullable DagBlock mainParent(DagBlock block) {
    return block.parents().stream().map(blocks::get).max(BEST_LAST).orElse(null);
  }

  List<DagBlock> mainChain(DagBlock block) {
    List<DagBlock> chain = new ArrayList<>();
    for (DagBlock at = block; at != null; at = mainParent(at)) {
      chain.addFirst(at);
    }
    return chain;
  }

  List<DagBlock> mergeSet(DagBlock block) {
    Set<DagBlock> set = past(block);
    DagBlock main = mainParent(block);
    if (main != null) {
      set.removeAll(past(main));
      set.remove(main);
    }
    List<DagBlock> sorted = new ArrayList<>(set);
    sorted.sort(Comparator.comparingLong(DagBlock::slot).thenComparing(BEST_LAST.reversed()));
    return sorted;
  }

  List<DagBlock> order(DagBlock block) {
    List<DagBlock> order = new ArrayList<>();
    for (DagBlock main : mainChain(block)) {
      order.addAll(mergeSet(main));
      order.add(main);
    }
    return order;
  }

  DagBlock bestTip(DagBlock spine) {
    return blocks.values().stream()
        .filter(b -> mainChain(b).contains(spine))
        .max(BEST_LAST)
        .orElseThrow();
  }

  /// Whether the block has all of point 2 of chapter 2, parents known.
  boolean sound(DagBlock block) {
    List<DagBlock> parents = block.parents().stream().map(blocks::get).toList();
    for (DagBlock parent : parents) {
      if (parent.slot() >= block.slot()
          || parents.stream().anyMatch(p -> past(p).contains(parent))) {
        return false;
      }
    }
    return !parents.isEmpty()
        && parents.size() <= 32
        && block.height() == past(block).size()
        && mergeSet(block).stream().allMatch(m -> m.slot() >= block.slot() - 64);
  }
}
