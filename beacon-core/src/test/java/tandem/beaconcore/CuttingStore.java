package tandem.beaconcore;

import org.jspecify.annotations.Nullable;
import tandem.store.Batch;
import tandem.store.Column;
import tandem.store.MemoryStore;
import tandem.store.Snapshot;
import tandem.store.Store;
import tandem.store.StoreException;

/// A store whose power is cut before a certain write; nothing is written any more then.
final class CuttingStore implements Store {
  private final MemoryStore memory;
  private long writesLeft;

  /// @param writes that still succeed
  CuttingStore(MemoryStore memory, long writes) {
    this.memory = memory;
    this.writesLeft = writes;
  }

  boolean isCut() {
    return writesLeft < 0;
  }

  @Override
  public void write(Batch batch, Durability durability) {
    writesLeft--;
    if (writesLeft < 0) {
      throw new StoreException(StoreException.Kind.IO, "the power is gone");
    }
    memory.write(batch, durability);
  }

  @Override
  public byte @Nullable [] get(Column column, byte[] key) {
    return memory.get(column, key);
  }

  @Override
  public void scan(Column column, byte[] from, byte @Nullable [] to, Visitor visitor) {
    memory.scan(column, from, to, visitor);
  }

  @Override
  public Snapshot snapshot() {
    return memory.snapshot();
  }

  @Override
  public void close() {
    memory.close();
  }
}
