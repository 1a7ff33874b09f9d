package tandem.gwatcore;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tandem.gwattypes.Block;
import tandem.primitives.Hash32;

/// Blocks that cannot be judged yet, because parents are missing or their slot is not near
/// (ledger-rules.md 2, local policy). Bounded in number, bytes and age (pair-sync.md 11). When a
/// bound is met, the blocks of the latest slots go first: they are furthest from being usable, and
/// are asked for again when something refers to them.
///
/// Pure: time comes in with each call.
final class WaitingBlocks {
  /// @param blocksMax blocks in all
  /// @param bytesMax their bytes in all
  /// @param ageMaxMs how long one may wait
  record Limits(int blocksMax, long bytesMax, long ageMaxMs) {}

  /// A block that waits.
  ///
  /// @param peer who sent it, or null
  /// @param asked whether we had asked for it
  record Waiting(Block block, @Nullable PeerKey peer, boolean asked) {}

  private record Entry(
      Waiting waiting, Set<Hash32> missing, long notBeforeMs, int bytes, long sinceMs) {
    Hash32 hash() {
      return waiting.block().hash();
    }

    long slot() {
      return waiting.block().header().slot();
    }
  }

  private final Limits limits;
  private final Map<Hash32, Entry> entries = new HashMap<>();
  private final Map<Hash32, Set<Hash32>> childrenOf = new HashMap<>();
  private final TreeSet<Entry> bySlot =
      new TreeSet<>(Comparator.comparingLong(Entry::slot).thenComparing(Entry::hash));
  private long bytes;

  WaitingBlocks(Limits limits) {
    this.limits = limits;
  }

  /// Lets a block wait for parents.
  ///
  /// @return whether it is kept; not if it would be the first to go
  boolean forParents(Waiting waiting, Collection<Hash32> missing, long nowMs) {
    return add(waiting, new HashSet<>(missing), nowMs, nowMs);
  }

  /// Lets a block wait until its time.
  ///
  /// @return whether it is kept; not if that is later than a block may wait
  boolean forTime(Waiting waiting, long notBeforeMs, long nowMs) {
    return notBeforeMs - nowMs < limits.ageMaxMs()
        && add(waiting, new HashSet<>(), notBeforeMs, nowMs);
  }

  boolean contains(Hash32 hash) {
    return entries.containsKey(hash);
  }

  /// The block, if it waits.
  @Nullable Block get(Hash32 hash) {
    Entry entry = entries.get(hash);
    return entry == null ? null : entry.waiting().block();
  }

  int size() {
    return entries.size();
  }

  long sizeBytes() {
    return bytes;
  }

  /// A block is in the DAG now: those that waited for nothing else leave and are given back, by
  /// slot.
  List<Waiting> arrived(Hash32 parent) {
    List<Waiting> freed = new ArrayList<>();
    Set<Hash32> children = childrenOf.remove(parent);
    if (children == null) {
      return freed;
    }
    for (Hash32 child : children) {
      Entry entry = entries.get(child);
      if (entry != null && entry.missing().remove(parent) && entry.missing().isEmpty()) {
        remove(entry);
        freed.add(entry.waiting());
      }
    }
    freed.sort(
        Comparator.comparingLong((Waiting waiting) -> waiting.block().header().slot())
            .thenComparing(waiting -> waiting.block().hash()));
    return freed;
  }

  /// A block will never be in the DAG: those that wait for it, and for them, leave.
  ///
  /// @return how many
  int refused(Hash32 parent) {
    int dropped = 0;
    List<Hash32> gone = new ArrayList<>(List.of(parent));
    while (!gone.isEmpty()) {
      Set<Hash32> children = childrenOf.get(gone.removeLast());
      if (children == null) {
        continue;
      }
      for (Hash32 child : List.copyOf(children)) {
        Entry entry = entries.get(child);
        if (entry != null) {
          remove(entry);
          gone.add(child);
          dropped++;
        }
      }
    }
    return dropped;
  }

  /// Blocks whose time has come leave and are given back, by slot; those that waited too long
  /// leave.
  List<Waiting> due(long nowMs) {
    List<Waiting> due = new ArrayList<>();
    for (Entry entry : List.copyOf(bySlot)) {
      if (entry.missing().isEmpty() && nowMs >= entry.notBeforeMs()) {
        remove(entry);
        due.add(entry.waiting());
      } else if (nowMs - entry.sinceMs() >= limits.ageMaxMs()) {
        remove(entry);
      }
    }
    return due;
  }

  /// Parents that blocks here wait for and that do not wait here themselves.
  Set<Hash32> missing() {
    Set<Hash32> missing = new TreeSet<>(childrenOf.keySet());
    missing.removeAll(entries.keySet());
    return missing;
  }

  private boolean add(Waiting waiting, Set<Hash32> missing, long notBeforeMs, long nowMs) {
    Hash32 hash = waiting.block().hash();
    if (entries.containsKey(hash)) {
      return true;
    }
    int size = waiting.block().sizeBytes();
    Entry entry = new Entry(waiting, missing, notBeforeMs, size, nowMs);
    entries.put(hash, entry);
    bySlot.add(entry);
    bytes += size;
    for (Hash32 parent : missing) {
      childrenOf.computeIfAbsent(parent, key -> new TreeSet<>()).add(hash);
    }
    while (entries.size() > limits.blocksMax() || bytes > limits.bytesMax()) {
      remove(bySlot.last());
    }
    return entries.containsKey(hash);
  }

  private void remove(Entry entry) {
    entries.remove(entry.hash());
    bySlot.remove(entry);
    bytes -= entry.bytes();
    Iterator<Hash32> parents = entry.missing().iterator();
    while (parents.hasNext()) {
      Hash32 parent = parents.next();
      Set<Hash32> children = childrenOf.get(parent);
      if (children != null) {
        children.remove(entry.hash());
        if (children.isEmpty()) {
          childrenOf.remove(parent);
        }
      }
    }
  }
}
