package tandem.pairsim;

import org.jspecify.annotations.Nullable;
import tandem.store.Batch;
import tandem.store.Column;
import tandem.store.Snapshot;
import tandem.store.Store;

/// The store of a half's process, with somebody who sees the writes.
record WitnessedStore(Half half, Witness witness, Store store) implements Store {
  @Override
  public void write(Batch batch, Durability durability) {
    try {
      witness.before(half, batch);
      store.write(batch, durability);
      witness.after(half, batch);
    } catch (PowerCut cut) {
      // Whatever the machine still tries fails.
      store.close();
      throw cut;
    }
  }

  @Override
  public byte @Nullable [] get(Column column, byte[] key) {
    return store.get(column, key);
  }

  @Override
  public void scan(Column column, byte[] from, byte @Nullable [] to, Visitor visitor) {
    store.scan(column, from, to, visitor);
  }

  @Override
  public Snapshot snapshot() {
    return store.snapshot();
  }

  @Override
  public void close() {
    store.close();
  }
}
