package tandem.store;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// A [Store] in memory, for tests and simulations. Everything survives in the object until it is
/// closed, nothing survives the object.
public final class MemoryStore implements Store {
  private static final Comparator<byte[]> ORDER = Arrays::compareUnsigned;

  private final Map<Column, ConcurrentNavigableMap<byte[], byte[]>> columns =
      new ConcurrentHashMap<>();
  // Guards every read and write, so that a batch is seen whole or not at all.
  private final Object contents = new Object();
  private boolean closed;

  public MemoryStore() {}

  private MemoryStore(MemoryStore origin) {
    origin.columns.forEach(
        (column, entries) -> columns.put(column, new ConcurrentSkipListMap<>(entries)));
  }

  /// A store of its own with the same contents, also of a closed one: what a node finds that is
  /// started again.
  public MemoryStore copy() {
    synchronized (contents) {
      return new MemoryStore(this);
    }
  }

  @Override
  public byte @Nullable [] get(Column column, byte[] key) {
    synchronized (contents) {
      requireOpen();
      byte[] value = entries(column).get(key);
      return value == null ? null : value.clone();
    }
  }

  @Override
  public void scan(Column column, byte[] from, byte @Nullable [] to, Visitor visitor) {
    NavigableMap<byte[], byte[]> range;
    synchronized (contents) {
      requireOpen();
      range = copyOfRange(entries(column), from, to);
    }
    visitAll(range, visitor);
  }

  @Override
  public void write(Batch batch, Durability durability) {
    synchronized (contents) {
      requireOpen();
      for (Batch.Change change : batch.changes()) {
        byte[] value = change.value();
        if (value == null) {
          entries(change.column()).remove(change.key());
        } else {
          entries(change.column()).put(change.key().clone(), value.clone());
        }
      }
    }
  }

  @Override
  public Snapshot snapshot() {
    synchronized (contents) {
      requireOpen();
      return new Frozen(new MemoryStore(this));
    }
  }

  @Override
  public void close() {
    synchronized (contents) {
      closed = true;
    }
  }

  private ConcurrentNavigableMap<byte[], byte[]> entries(Column column) {
    return columns.computeIfAbsent(column, key -> new ConcurrentSkipListMap<>(ORDER));
  }

  private static NavigableMap<byte[], byte[]> copyOfRange(
      NavigableMap<byte[], byte[]> entries, byte[] from, byte @Nullable [] to) {
    if (to == null) {
      return new TreeMap<>(entries.tailMap(from, true));
    }
    boolean empty = Arrays.compareUnsigned(from, to) >= 0;
    return empty ? new TreeMap<>(ORDER) : new TreeMap<>(entries.subMap(from, true, to, false));
  }

  private static void visitAll(NavigableMap<byte[], byte[]> range, Visitor visitor) {
    for (Map.Entry<byte[], byte[]> entry : range.entrySet()) {
      if (!visitor.visit(entry.getKey().clone(), entry.getValue().clone())) {
        return;
      }
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the store is closed");
    }
  }

  private record Frozen(MemoryStore store) implements Snapshot {
    @Override
    public byte @Nullable [] get(Column column, byte[] key) {
      return store.get(column, key);
    }

    @Override
    public void scan(Column column, byte[] from, byte @Nullable [] to, Visitor visitor) {
      store.scan(column, from, to, visitor);
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
