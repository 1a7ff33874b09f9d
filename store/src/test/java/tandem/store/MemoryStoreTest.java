package tandem.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryStoreTest extends StoreContractTest {
  @Override
  Store create() {
    return new MemoryStore();
  }

  @Test
  void aCopyGoesItsOwnWay() {
    MemoryStore store = new MemoryStore();
    store.write(new Batch().put(A, bytes("k"), bytes("1")), Store.Durability.BUFFERED);
    store.close();
    MemoryStore copy = store.copy();
    copy.write(new Batch().put(A, bytes("k"), bytes("2")), Store.Durability.BUFFERED);
    assertThat(copy.get(A, bytes("k"))).isEqualTo(bytes("2"));
    assertThat(store.copy().get(A, bytes("k"))).isEqualTo(bytes("1"));
  }
}
