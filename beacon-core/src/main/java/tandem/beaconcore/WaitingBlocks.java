package tandem.beaconcore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Hash32;

/// Blocks whose parent is not here. Bounded in number, in number a peer, and in age; when it is
/// full, the one of the oldest slot goes, since what is near the head is of most use.
final class WaitingBlocks {
  static final int BLOCKS_MAX = 256;
  static final int PER_PEER_MAX = 128;

  /// @param depth how many parents had to be asked for to come to it; 0 for one that was gossiped
  record Waiting(RootedBlock block, PeerKey from, long sinceMs, int depth) {}

  private final long ageMs;
  private final Map<Hash32, Waiting> blocks = new LinkedHashMap<>();
  private final Map<Hash32, Set<Hash32>> byParent = new LinkedHashMap<>();
  private final Map<PeerKey, Integer> byPeer = new HashMap<>();

  WaitingBlocks(long ageMs) {
    this.ageMs = ageMs;
  }

  boolean contains(Hash32 root) {
    return blocks.containsKey(root);
  }

  int size() {
    return blocks.size();
  }

  /// @return whether there was room
  boolean add(Waiting waiting) {
    Hash32 root = waiting.block().root();
    if (blocks.containsKey(root)) {
      return true;
    }
    if (byPeer.getOrDefault(waiting.from(), 0) >= PER_PEER_MAX) {
      return false;
    }
    if (blocks.size() >= BLOCKS_MAX) {
      Waiting oldest = oldest();
      if (oldest.block().slot() >= waiting.block().slot()) {
        return false;
      }
      remove(oldest.block().root());
    }
    blocks.put(root, waiting);
    byParent.computeIfAbsent(waiting.block().parentRoot(), _ -> new LinkedHashSet<>()).add(root);
    byPeer.merge(waiting.from(), 1, Integer::sum);
    return true;
  }

  /// The children of a block that has come; they wait no more.
  List<Waiting> arrived(Hash32 parent) {
    List<Waiting> children = new ArrayList<>();
    for (Hash32 root : List.copyOf(byParent.getOrDefault(parent, Set.of()))) {
      Waiting child = remove(root);
      if (child != null) {
        children.add(child);
      }
    }
    return children;
  }

  /// Drops the children of a block and all that builds on them.
  void dropAbove(Hash32 parent) {
    for (Waiting child : arrived(parent)) {
      dropAbove(child.block().root());
    }
  }

  /// Drops what has waited too long.
  void expire(long nowMs) {
    List<Hash32> old =
        blocks.values().stream()
            .filter(each -> nowMs - each.sinceMs() >= ageMs)
            .map(each -> each.block().root())
            .toList();
    old.forEach(this::remove);
  }

  /// The parents that do not wait here themselves, each with the blocks that need it.
  Map<Hash32, List<Waiting>> missing() {
    Map<Hash32, List<Waiting>> missing = new LinkedHashMap<>();
    byParent.forEach((parent, children) -> {
      if (!blocks.containsKey(parent)) {
        List<Waiting> list = new ArrayList<>();
        for (Hash32 root : children) {
          Waiting child = blocks.get(root);
          if (child != null) {
            list.add(child);
          }
        }
        missing.put(parent, list);
      }
    });
    return missing;
  }

  private @Nullable Waiting remove(Hash32 root) {
    Waiting gone = blocks.remove(root);
    if (gone != null) {
      byPeer.computeIfPresent(gone.from(), (_, count) -> count == 1 ? null : count - 1);
      byParent.computeIfPresent(
          gone.block().parentRoot(),
          (_, children) -> {
            children.remove(root);
            return children.isEmpty() ? null : children;
          });
    }
    return gone;
  }

  private Waiting oldest() {
    Waiting oldest = null;
    for (Waiting each : blocks.values()) {
      if (oldest == null || each.block().slot() < oldest.block().slot()) {
        oldest = each;
      }
    }
    if (oldest == null) {
      throw new IllegalStateException("nothing waits");
    }
    return oldest;
  }
}
