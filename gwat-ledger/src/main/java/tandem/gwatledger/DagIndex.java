package tandem.gwatledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tandem.gwatdag.DagBlock;
import tandem.gwatdag.DagOrder;
import tandem.gwatdag.DagReader;
import tandem.primitives.Hash32;

/// The DAG in memory: every block that is not finalised, with its children and what is pending,
/// over the finalised blocks of the database. Children, tips and cleanness follow from the blocks
/// alone, so they are kept here and nowhere else; the database has the blocks and their records.
final class DagIndex implements DagReader {
  private static final int FINALISED_CACHE = 4096;

  /// What the index does not hold itself.
  interface Finalised {
    /// The finalised block of this hash, or null.
    @Nullable DagBlock block(Hash32 hash);

    /// Its number, or [DagReader#UNNUMBERED].
    long number(Hash32 hash);
  }

  private final Finalised finalised;
  private final Map<Hash32, DagNode> nodes = new HashMap<>();
  private final TreeSet<Hash32> tips = new TreeSet<>();
  private final LinkedHashMap<Hash32, DagBlock> cache = new LinkedHashMap<>(64, 0.75f, true);
  private final TreeMap<Long, TreeSet<Hash32>> bySlot = new TreeMap<>();
  private final TreeSet<Hash32> pending = new TreeSet<>();

  DagIndex(Finalised finalised) {
    this.finalised = finalised;
  }

  @Override
  public @Nullable DagBlock block(Hash32 hash) {
    DagNode node = nodes.get(hash);
    if (node != null) {
      return node.block;
    }
    DagBlock known = cache.get(hash);
    if (known == null) {
      known = finalised.block(hash);
      if (known != null) {
        remember(known);
      }
    }
    return known;
  }

  @Override
  public long number(Hash32 hash) {
    return nodes.containsKey(hash) ? UNNUMBERED : finalised.number(hash);
  }

  @Nullable DagNode node(Hash32 hash) {
    return nodes.get(hash);
  }

  /// Blocks that are not finalised.
  int size() {
    return nodes.size();
  }

  /// Blocks with a point of their own pending.
  int pendingCount() {
    return pending.size();
  }

  List<DagNode> pendingNodes() {
    return pending.stream().map(this::require).toList();
  }

  List<DagNode> nodesOfSlot(long slot) {
    return bySlot.getOrDefault(slot, new TreeSet<>()).stream().map(this::require).toList();
  }

  /// Slots with blocks that are not finalised.
  int slotCount() {
    return bySlot.size();
  }

  /// The nodes, parents before children.
  List<DagNode> nodes() {
    List<DagNode> sorted = new ArrayList<>(nodes.values());
    sorted.sort(Comparator.comparing(node -> node.block, DagOrder.MERGE_ORDER));
    return sorted;
  }

  /// Hashes without children, ascending.
  Set<Hash32> tips() {
    return new TreeSet<>(tips);
  }

  /// The clean blocks without clean children.
  Collection<DagBlock> cleanTips() {
    List<DagBlock> clean = new ArrayList<>();
    for (DagNode node : nodes.values()) {
      if (node.clean && node.children.stream().noneMatch(child -> require(child).clean)) {
        clean.add(node.block);
      }
    }
    clean.sort(DagOrder.BETTER_FIRST);
    return clean;
  }

  /// Takes in a block whose parents are all here or finalised, and whose own points are set.
  void add(DagNode node) {
    Hash32 hash = node.hash();
    nodes.put(hash, node);
    cache.remove(hash);
    forUnfinalisedParents(
        node,
        parent -> {
          parent.children.add(hash);
          tips.remove(parent.hash());
        });
    tips.add(hash);
    bySlot.computeIfAbsent(node.block.slot(), slot -> new TreeSet<>()).add(hash);
    notePending(node);
    node.clean = isClean(node);
  }

  /// Takes out a block that became final, or one without children.
  void remove(DagNode node) {
    Hash32 hash = node.hash();
    nodes.remove(hash);
    tips.remove(hash);
    cache.remove(hash);
    pending.remove(hash);
    TreeSet<Hash32> ofSlot = bySlot.get(node.block.slot());
    if (ofSlot != null && ofSlot.remove(hash) && ofSlot.isEmpty()) {
      bySlot.remove(node.block.slot());
    }
    forUnfinalisedParents(
        node,
        parent -> {
          parent.children.remove(hash);
          if (parent.children.isEmpty()) {
            tips.add(parent.hash());
          }
        });
  }

  /// Sets what is pending in a block; [#refreshClean] must follow.
  void setPending(DagNode node, boolean creators, boolean anchor) {
    node.creatorsPending = creators;
    node.anchorPending = anchor;
    notePending(node);
  }

  /// Computes anew whether `changed` blocks are clean, and with them their descendants.
  void refreshClean(Collection<DagNode> changed) {
    PriorityQueue<DagNode> work =
        new PriorityQueue<>(Comparator.comparing(node -> node.block, DagOrder.MERGE_ORDER));
    work.addAll(changed);
    while (!work.isEmpty()) {
      DagNode node = work.remove();
      boolean clean = isClean(node);
      boolean flips = clean != node.clean;
      node.clean = clean;
      if (flips) {
        node.children.forEach(child -> work.add(require(child)));
      }
    }
  }

  /// Links children and tips anew; needed after blocks came back below those that are here.
  void refreshChildren() {
    tips.clear();
    tips.addAll(nodes.keySet());
    nodes.values().forEach(node -> node.children.clear());
    for (DagNode node : nodes()) {
      forUnfinalisedParents(
          node,
          parent -> {
            parent.children.add(node.hash());
            tips.remove(parent.hash());
          });
    }
  }

  /// A block and all its descendants, parents first.
  List<DagNode> withDescendants(DagNode first) {
    Set<Hash32> seen = new LinkedHashSet<>(Set.of(first.hash()));
    List<DagNode> found = new ArrayList<>(List.of(first));
    for (int i = 0; i < found.size(); i++) {
      for (Hash32 child : found.get(i).children) {
        if (seen.add(child)) {
          found.add(require(child));
        }
      }
    }
    found.sort(Comparator.comparing(node -> node.block, DagOrder.MERGE_ORDER));
    return found;
  }

  /// The ancestors of a block that are not finalised, itself left out, in no order.
  List<DagNode> unfinalisedPast(DagBlock block) {
    Set<Hash32> seen = new LinkedHashSet<>();
    List<DagNode> found = new ArrayList<>();
    List<DagBlock> work = new ArrayList<>(List.of(block));
    for (int i = 0; i < work.size(); i++) {
      for (Hash32 parent : work.get(i).parents()) {
        DagNode node = nodes.get(parent);
        if (node != null && seen.add(parent)) {
          found.add(node);
          work.add(node.block);
        }
      }
    }
    return found;
  }

  void clear() {
    nodes.clear();
    tips.clear();
    cache.clear();
    bySlot.clear();
    pending.clear();
  }

  private void notePending(DagNode node) {
    if (node.pending()) {
      pending.add(node.hash());
    } else {
      pending.remove(node.hash());
    }
  }

  private boolean isClean(DagNode node) {
    boolean[] clean = {!node.pending()};
    forUnfinalisedParents(node, parent -> clean[0] &= parent.clean);
    return clean[0];
  }

  private void forUnfinalisedParents(DagNode node, Consumer<DagNode> action) {
    for (Hash32 hash : node.block.parents()) {
      DagNode parent = nodes.get(hash);
      if (parent != null) {
        action.accept(parent);
      }
    }
  }

  private DagNode require(Hash32 hash) {
    DagNode node = nodes.get(hash);
    if (node == null) {
      throw new IllegalStateException("not in the DAG: " + hash);
    }
    return node;
  }

  private void remember(DagBlock block) {
    cache.put(block.hash(), block);
    if (cache.size() > FINALISED_CACHE) {
      cache.remove(cache.keySet().iterator().next());
    }
  }
}
