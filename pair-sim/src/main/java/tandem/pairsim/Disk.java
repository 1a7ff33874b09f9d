package tandem.pairsim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tandem.store.Batch;
import tandem.store.Column;
import tandem.store.Snapshot;
import tandem.store.Store;
import tandem.store.StoreException;

/// The disk of one half. A batch is on it whole or not at all; batches that were not synced may be
/// lost with the power, the newest first. It can cut the power before or after a certain write, and
/// it can be full.
final class Disk {
  /// Unsynced batches that can be lost; older ones have reached the disk.
  private static final int TAIL_MAX = 64;

  /// What a bad disk does, to show that the simulator finds it.
  enum Fault {
    NONE,
    /// Of the batch at which the power goes only a part is written.
    TEARS_BATCHES
  }

  private record Before(Column column, byte[] key, byte @Nullable [] value) {}

  private final Fault fault;
  private final Object origin;
  private final Map<Column, TreeMap<byte[], byte[]>> columns = new HashMap<>();
  private final Deque<List<Before>> tail = new ArrayDeque<>();
  private long writes;
  // Writes that there is still room for.
  private long room = Long.MAX_VALUE;
  private long cutAt = Long.MAX_VALUE;
  private boolean cutAfter;
  private int losses;

  Disk() {
    this(Fault.NONE);
  }

  Disk(Fault fault) {
    this(fault, new Object());
  }

  private Disk(Fault fault, Object origin) {
    this.fault = fault;
    this.origin = origin;
  }

  /// The same for a disk and its images, and for nothing else.
  Object origin() {
    return origin;
  }

  /// Batches that were written, ever.
  long writes() {
    return writes;
  }

  /// Cuts the power at a write of the future.
  ///
  /// @param count 1 is the next write
  /// @param after whether it still reaches the disk
  void cutAtWrite(long count, boolean after) {
    cutAt = writes + count;
    cutAfter = after;
  }

  /// No cut is planned any more.
  void spare() {
    cutAt = Long.MAX_VALUE;
  }

  /// Is full after some more writes, until [#free].
  void fillAfter(long count) {
    room = count;
  }

  boolean isFull() {
    return room == 0;
  }

  /// There is space again, as much as anybody wants.
  void free() {
    room = Long.MAX_VALUE;
  }

  /// How many of the last batches a loss of power can take.
  int unsynced() {
    return tail.size();
  }

  /// Loses the newest batches that were not synced.
  void lose(int batches) {
    losses += batches;
    for (int i = 0; i < batches; i++) {
      for (Before before : tail.removeLast().reversed()) {
        restore(before);
      }
    }
  }

  /// A disk with the contents of this one.
  Disk copy() {
    return fill(new Disk(fault));
  }

  /// A copy that passes for this disk, of which nothing can be lost any more.
  Disk image() {
    Disk image = fill(new Disk(fault, origin));
    image.losses = losses;
    return image;
  }

  private Disk fill(Disk empty) {
    columns.forEach((column, entries) -> empty.column(column).putAll(entries));
    return empty;
  }

  /// Batches that were lost, ever.
  int losses() {
    return losses;
  }

  /// What the process is given that begins now.
  Store open() {
    return new Handle();
  }

  private void restore(Before before) {
    if (before.value() == null) {
      column(before.column()).remove(before.key());
    } else {
      column(before.column()).put(before.key(), before.value());
    }
  }

  private TreeMap<byte[], byte[]> column(Column column) {
    return columns.computeIfAbsent(column, c -> new TreeMap<>(Arrays::compareUnsigned));
  }

  private void apply(List<Batch.Change> changes, Store.Durability durability) {
    List<Before> undo = new ArrayList<>();
    for (Batch.Change change : changes) {
      TreeMap<byte[], byte[]> entries = column(change.column());
      byte[] key = change.key().clone();
      byte[] value = change.value();
      byte[] old = value == null ? entries.remove(key) : entries.put(key, value.clone());
      undo.add(new Before(change.column(), key, old));
    }
    if (durability == Store.Durability.SYNCED) {
      tail.clear();
    } else {
      tail.addLast(undo);
      if (tail.size() > TAIL_MAX) {
        tail.removeFirst();
      }
    }
  }

  private final class Handle implements Store {
    private boolean open = true;

    @Override
    public void write(Batch batch, Durability durability) {
      requireOpen();
      if (room == 0) {
        throw new StoreException(
            StoreException.Kind.FULL, "the disk is full: nothing was written; free some space");
      }
      if (room < Long.MAX_VALUE) {
        room--;
      }
      writes++;
      if (writes < cutAt) {
        apply(batch.changes(), durability);
        return;
      }
      open = false;
      if (cutAfter && fault == Fault.TEARS_BATCHES) {
        apply(batch.changes().subList(0, batch.changes().size() / 2), durability);
      } else if (cutAfter) {
        apply(batch.changes(), durability);
      }
      spare();
      throw new PowerCut();
    }

    @Override
    public byte @Nullable [] get(Column column, byte[] key) {
      requireOpen();
      byte[] value = column(column).get(key);
      return value == null ? null : value.clone();
    }

    @Override
    public void scan(Column column, byte[] from, byte @Nullable [] to, Visitor visitor) {
      requireOpen();
      if (to != null && Arrays.compareUnsigned(from, to) >= 0) {
        return;
      }
      TreeMap<byte[], byte[]> entries = column(column);
      NavigableMap<byte[], byte[]> range =
          to == null ? entries.tailMap(from, true) : entries.subMap(from, true, to, false);
      for (Map.Entry<byte[], byte[]> entry : range.entrySet()) {
        if (!visitor.visit(entry.getKey().clone(), entry.getValue().clone())) {
          return;
        }
      }
    }

    @Override
    public Snapshot snapshot() {
      throw new UnsupportedOperationException("the machines take no snapshots");
    }

    @Override
    public void close() {
      open = false;
    }

    private void requireOpen() {
      if (!open) {
        throw new IllegalStateException("the store is closed");
      }
    }
  }
}
