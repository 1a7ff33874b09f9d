package tandem.forkchoice;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Hash32;

/// The tree of blocks in the order of insertion, so that parents come before children, with the
/// weight of each subtree and the way down to its best leaf. A pass from the last to the first node
/// keeps both.
final class ProtoArray {
  static final int NONE = -1;

  static final class Node {
    final BlockFacts block;
    int parent;
    long weight;
    int bestChild = NONE;
    int bestDescendant = NONE;
    boolean isParent;

    Node(BlockFacts block, int parent) {
      this.block = block;
      this.parent = parent;
    }
  }

  private List<Node> nodes = new ArrayList<>();
  private Map<Hash32, Integer> indices = new HashMap<>();

  int size() {
    return nodes.size();
  }

  @Nullable BlockFacts block(Hash32 root) {
    Integer index = indices.get(root);
    return index == null ? null : nodes.get(index).block;
  }

  int index(Hash32 root) {
    return indices.getOrDefault(root, NONE);
  }

  Node node(int index) {
    return nodes.get(index);
  }

  void add(BlockFacts block) {
    int parent = index(block.parentRoot());
    if (parent != NONE) {
      nodes.get(parent).isParent = true;
    }
    indices.put(block.root(), nodes.size());
    nodes.add(new Node(block, parent));
  }

  /// The ancestor of `root`, or itself, with the highest slot not above `slot`; null if that is
  /// before the tree, or `root` is unknown.
  @Nullable Hash32 ancestor(Hash32 root, long slot) {
    int at = index(root);
    while (at != NONE && nodes.get(at).block.slot() > slot) {
      at = nodes.get(at).parent;
    }
    return at == NONE ? null : nodes.get(at).block.root();
  }

  /// Adds `deltas` to the weights of blocks and their ancestors, and chooses best children anew.
  void apply(long[] deltas, Checkpoint justified, Checkpoint finalized) {
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      node.weight += deltas[i];
      node.bestChild = NONE;
      node.bestDescendant = NONE;
      if (node.parent != NONE) {
        deltas[node.parent] += deltas[i];
      }
    }
    for (int i = nodes.size() - 1; i >= 0; i--) {
      if (nodes.get(i).parent != NONE && leadsToViable(i, justified, finalized)) {
        offer(nodes.get(i).parent, i);
      }
    }
  }

  /// The best leaf under `root` (`get_head`).
  Hash32 best(Hash32 root) {
    int index = index(root);
    int best = nodes.get(index).bestDescendant;
    return nodes.get(best == NONE ? index : best).block.root();
  }

  /// Keeps the subtree of `root` alone.
  ///
  /// @return for each old index the new one, or [#NONE]
  int[] prune(Hash32 root) {
    int first = index(root);
    int[] moved = new int[nodes.size()];
    Arrays.fill(moved, NONE);
    List<Node> kept = new ArrayList<>();
    Map<Hash32, Integer> keptIndices = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      boolean inside = i == first || node.parent != NONE && moved[node.parent] != NONE;
      if (inside) {
        moved[i] = kept.size();
        node.parent = i == first ? NONE : moved[node.parent];
        keptIndices.put(node.block.root(), kept.size());
        kept.add(node);
      }
    }
    for (Node node : kept) {
      node.bestChild = node.bestChild == NONE ? NONE : moved[node.bestChild];
      node.bestDescendant = node.bestDescendant == NONE ? NONE : moved[node.bestDescendant];
    }
    nodes = kept;
    indices = keptIndices;
    return moved;
  }

  private void offer(int parent, int child) {
    Node above = nodes.get(parent);
    if (above.bestChild == NONE || isBetter(child, above.bestChild)) {
      above.bestChild = child;
      int below = nodes.get(child).bestDescendant;
      above.bestDescendant = below == NONE ? child : below;
    }
  }

  /// Heavier, or of equal weight with the greater root.
  private boolean isBetter(int one, int other) {
    Node a = nodes.get(one);
    Node b = nodes.get(other);
    return a.weight != b.weight
        ? a.weight > b.weight
        : a.block.root().compareTo(b.block.root()) > 0;
  }

  /// `filter_block_tree`: a leaf counts if its state agrees with the store on both checkpoints.
  private boolean leadsToViable(int index, Checkpoint justified, Checkpoint finalized) {
    Node node = nodes.get(index);
    if (node.bestDescendant != NONE) {
      return true;
    }
    if (node.isParent) {
      return false;
    }
    BlockFacts block = node.block;
    return (justified.epoch() == 0 || block.justified().equals(justified))
        && (finalized.epoch() == 0 || block.finalized().equals(finalized));
  }
}
