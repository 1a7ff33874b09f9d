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
import tandem.store.Snapshot;
import tandem.store.Store;
import tandem.store.StoreException;

/// A store in memory that can be copied, and whose disk can be full from some write on.
final class TestStore implements Store {
  private final Map<Column, TreeMap<Bytes, byte[]>> columns = new HashMap<>();
  private final List<Durability> writes = new ArrayList<>();
  private int failFrom = Integer.MAX_VALUE;
  private @Nullable List<TestStore> copies;

  /// Contents as they are now, on a disk that works.
  TestStore copy() {
    TestStore copy = new TestStore();
    columns.forEach((column, map) -> copy.columns.put(column, new TreeMap<>(map)));
    return copy;
  }

  /// Keeps a copy after each write from now on: what a power cut there would leave.
  List<TestStore> keepCopies() {
    copies = new ArrayList<>(List.of(copy()));
    return copies;
  }

  /// Refuses every write from the one with this index on, counted from the beginning.
  void failFrom(int write) {
    failFrom = write;
  }

  List<Durability> writes() {
    return writes;
  }

  /// The raw contents of a column.
  TreeMap<Bytes, byte[]> column(Column column) {
    return columns.computeIfAbsent(column, c -> new TreeMap<>());
  }

  /// Every byte, for comparison.
  String contents() {
    StringBuilder text = new StringBuilder();
    for (Column column : LedgerColumns.ALL) {
      column(column)
          .forEach((key, value) ->
              text.append(column.name())
                  .append(' ')
                  .append(key.toHex())
                  .append('=')
                  .append(Bytes.of(value).toHex())
                  .append('\n'));
    }
    return text.toString();
  }

  @Override
  public void write(Batch batch, Durability durability) {
    if (writes.size() >= failFrom) {
      throw new StoreException(StoreException.Kind.FULL, "no space left");
    }
    writes.add(durability);
    for (Batch.Change change : batch.changes()) {
      byte[] value = change.value();
      if (value == null) {
        column(change.column()).remove(Bytes.of(change.key()));
      } else {
        column(change.column()).put(Bytes.of(change.key()), value.clone());
      }
    }
    if (copies != null) {
      copies.add(copy());
    }
  }

  @Override
  public byte @Nullable [] get(Column column, byte[] key) {
    byte[] value = column(column).get(Bytes.of(key));
    return value == null ? null : value.clone();
  }

  @Override
  public void scan(Column column, byte[] from, byte @Nullable [] to, Visitor visitor) {
    TreeMap<Bytes, byte[]> map = column(column);
    var range =
        to == null
            ? map.tailMap(Bytes.of(from), true)
            : map.subMap(Bytes.of(from), true, Bytes.of(to), false);
    for (Map.Entry<Bytes, byte[]> entry : new TreeMap<>(range).entrySet()) {
      if (!visitor.visit(entry.getKey().toArray(), entry.getValue().clone())) {
        return;
      }
    }
  }

  @Override
  public Snapshot snapshot() {
    throw new UnsupportedOperationException("the ledger takes no snapshots");
  }

  @Override
  public void close() {}
}
