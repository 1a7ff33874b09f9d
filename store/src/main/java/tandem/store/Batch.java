package tandem.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Changes that are written together or not at all. Later changes of a key win over earlier ones.
/// Not thread-safe.
public final class Batch {
  private final List<Change> changes = new ArrayList<>();
  private long sizeBytes;

  /// One change; a null value deletes the key.
  public record Change(Column column, byte[] key, byte @Nullable [] value) {}

  public Batch put(Column column, byte[] key, byte[] value) {
    changes.add(new Change(column, key, value));
    sizeBytes += key.length + value.length;
    return this;
  }

  public Batch delete(Column column, byte[] key) {
    changes.add(new Change(column, key, null));
    sizeBytes += key.length;
    return this;
  }

  /// The changes in the order in which they were made.
  public List<Change> changes() {
    return List.copyOf(changes);
  }

  /// Bytes of all keys and values.
  public long sizeBytes() {
    return sizeBytes;
  }

  public boolean isEmpty() {
    return changes.isEmpty();
  }
}
