package tandem.pairsim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import tandem.store.Batch;
import tandem.store.Column;
import tandem.store.Store;
import tandem.store.Store.Durability;
import tandem.store.StoreException;

class DiskTest {
  private static final Column COLUMN = new Column("test");

  private final Disk disk = new Disk();
  private final Store store = disk.open();

  @Test
  void losesTheNewestBatchesThatWereNotSynced() {
    put(1, 10, Durability.SYNCED);
    put(1, 11, Durability.BUFFERED);
    put(2, 20, Durability.BUFFERED);
    assertThat(disk.unsynced()).isEqualTo(2);
    disk.lose(1);
    assertThat(get(1)).isEqualTo(11);
    assertThat(get(2)).isNegative();
    disk.lose(1);
    assertThat(get(1)).isEqualTo(10);
  }

  @Test
  void aSyncedBatchSavesAllBeforeIt() {
    put(1, 10, Durability.BUFFERED);
    put(2, 20, Durability.SYNCED);
    assertThat(disk.unsynced()).isZero();
  }

  @Test
  void cutsThePowerBeforeOrAfterAWrite() {
    disk.cutAtWrite(2, false);
    put(1, 10, Durability.BUFFERED);
    assertThatThrownBy(() -> put(2, 20, Durability.BUFFERED)).isInstanceOf(PowerCut.class);
    assertThatThrownBy(() -> get(1)).isInstanceOf(IllegalStateException.class);
    Store again = disk.open();
    assertThat(again.get(COLUMN, new byte[] {1})).containsExactly(10);
    assertThat(again.get(COLUMN, new byte[] {2})).isNull();
    disk.cutAtWrite(1, true);
    assertThatThrownBy(() -> again.write(batch(2, 20), Durability.BUFFERED))
        .isInstanceOf(PowerCut.class);
    assertThat(disk.open().get(COLUMN, new byte[] {2})).containsExactly(20);
  }

  @Test
  void refusesWhatThereIsNoRoomForAndKeepsTheRest() {
    disk.fillAfter(1);
    put(1, 10, Durability.BUFFERED);
    assertThatThrownBy(() -> put(1, 11, Durability.SYNCED))
        .isInstanceOfSatisfying(
            StoreException.class,
            full -> assertThat(full.kind()).isEqualTo(StoreException.Kind.FULL));
    assertThat(get(1)).isEqualTo(10);
    disk.free();
    put(1, 11, Durability.SYNCED);
    assertThat(get(1)).isEqualTo(11);
  }

  private void put(int key, int value, Durability durability) {
    store.write(batch(key, value), durability);
  }

  private static Batch batch(int key, int value) {
    return new Batch().put(COLUMN, new byte[] {(byte) key}, new byte[] {(byte) value});
  }

  /// Negative when there is none.
  private int get(int key) {
    byte[] value = store.get(COLUMN, new byte[] {(byte) key});
    return value == null ? -1 : value[0];
  }
}
