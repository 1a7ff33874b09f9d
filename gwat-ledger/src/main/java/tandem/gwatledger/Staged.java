package tandem.gwatledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Bytes;
import tandem.store.Batch;
import tandem.store.Column;

/// Changes that are not written yet, over what they change. What is read through it is what a
/// reader will find once they are written; so an operation of any length reads its own changes, and
/// becomes one atomic batch, or nothing.
final class Staged {
  /// What the changes are laid over.
  @FunctionalInterface
  interface Below {
    byte @Nullable [] get(Column column, byte[] key);
  }

  private final Below below;
  private final Map<Column, TreeMap<Bytes, Change>> changes = new HashMap<>();
  private final List<Column> columns = new ArrayList<>();
  private long sizeBytes;

  private record Change(byte @Nullable [] value) {}

  Staged(Below below) {
    this.below = below;
  }

  byte @Nullable [] get(Column column, byte[] key) {
    TreeMap<Bytes, Change> changed = changes.get(column);
    Change change = changed == null ? null : changed.get(Bytes.wrap(key));
    return change == null ? below.get(column, key) : change.value();
  }

  void put(Column column, byte[] key, byte[] value) {
    change(column, key, value);
  }

  void delete(Column column, byte[] key) {
    change(column, key, null);
  }

  /// Bytes of keys and values that were given, those given twice counted twice.
  long sizeBytes() {
    return sizeBytes;
  }

  /// The changes, column by column and in the order of the keys, so that equal work gives equal
  /// batches.
  Batch toBatch() {
    Batch batch = new Batch();
    for (Column column : columns) {
      TreeMap<Bytes, Change> changed = changes.getOrDefault(column, new TreeMap<>());
      for (Map.Entry<Bytes, Change> entry : changed.entrySet()) {
        byte[] value = entry.getValue().value();
        if (value == null) {
          batch.delete(column, entry.getKey().unsafeArray());
        } else {
          batch.put(column, entry.getKey().unsafeArray(), value);
        }
      }
    }
    return batch;
  }

  void clear() {
    changes.clear();
    columns.clear();
    sizeBytes = 0;
  }

  private void change(Column column, byte[] key, byte @Nullable [] value) {
    TreeMap<Bytes, Change> changed = changes.get(column);
    if (changed == null) {
      changed = new TreeMap<>();
      changes.put(column, changed);
      columns.add(column);
    }
    changed.put(Bytes.of(key), new Change(value == null ? null : value.clone()));
    sizeBytes += key.length + (value == null ? 0 : value.length);
  }
}
