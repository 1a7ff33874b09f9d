package tandem.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tandem.store.Store.Durability;

/// What every [Store] promises. An implementation's test is a subclass with one factory method.
abstract class StoreContractTest {
  static final Column A = new Column("a");
  static final Column B = new Column("b");
  static final Set<Column> COLUMNS = Set.of(A, B);

  private Store store;

  /// An empty store with the columns A and B.
  abstract Store create();

  @BeforeEach
  void open() {
    store = create();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aKeyThatWasNeverWrittenHasNoValue() {
    assertThat(store.get(A, bytes("k"))).isNull();
  }

  @Test
  void columnsDoNotMeet() {
    write(new Batch().put(A, bytes("k"), bytes("1")).put(B, bytes("k"), bytes("2")));
    assertThat(store.get(A, bytes("k"))).isEqualTo(bytes("1"));
    assertThat(store.get(B, bytes("k"))).isEqualTo(bytes("2"));
  }

  @Test
  void laterChangesOfABatchWin() {
    write(
        new Batch()
            .put(A, bytes("k"), bytes("1"))
            .delete(A, bytes("k"))
            .put(A, bytes("k"), bytes("3"))
            .put(A, bytes("gone"), bytes("1"))
            .delete(A, bytes("gone")));
    assertThat(store.get(A, bytes("k"))).isEqualTo(bytes("3"));
    assertThat(store.get(A, bytes("gone"))).isNull();
  }

  @Test
  void emptyKeysAndValuesAreKeysAndValues() {
    write(new Batch().put(A, new byte[0], new byte[0]));
    assertThat(store.get(A, new byte[0])).isEmpty();
  }

  @Test
  void whatIsGivenAndReceivedIsTheCallersOwn() {
    byte[] value = bytes("value");
    write(new Batch().put(A, bytes("k"), value));
    value[0] = 'X';
    byte[] read = store.get(A, bytes("k"));
    assertThat(read).isEqualTo(bytes("value"));
    read[0] = 'Y';
    assertThat(store.get(A, bytes("k"))).isEqualTo(bytes("value"));
  }

  @Test
  void scansAscendUnsignedFromInclusiveToExclusive() {
    write(
        new Batch()
            .put(A, new byte[] {1}, bytes("1"))
            .put(A, new byte[] {(byte) 0xff}, bytes("ff"))
            .put(A, new byte[] {1, 0}, bytes("10"))
            .put(A, new byte[] {(byte) 0x80}, bytes("80"))
            .put(B, new byte[] {2}, bytes("other")));
    assertThat(scan(store, new byte[0], null)).containsExactly("1", "10", "80", "ff");
    assertThat(scan(store, new byte[] {1, 0}, new byte[] {(byte) 0xff}))
        .containsExactly("10", "80");
    assertThat(scan(store, new byte[] {5}, new byte[] {5})).isEmpty();
    assertThat(scan(store, new byte[] {6}, new byte[] {5})).isEmpty();
  }

  @Test
  void aScanEndsWhenTheVisitorHasEnough() {
    write(new Batch().put(A, bytes("1"), bytes("1")).put(A, bytes("2"), bytes("2")));
    List<String> seen = new ArrayList<>();
    store.scan(A, new byte[0], null, (key, value) -> !seen.add(new String(value, UTF_8)));
    assertThat(seen).containsExactly("1");
  }

  @Test
  void aScanSeesOnePointInTime() {
    write(new Batch().put(A, bytes("1"), bytes("old")).put(A, bytes("2"), bytes("old")));
    List<String> seen = new ArrayList<>();
    store.scan(
        A,
        new byte[0],
        null,
        (key, value) -> {
          write(new Batch().put(A, bytes("2"), bytes("new")).put(A, bytes("3"), bytes("new")));
          return seen.add(new String(value, UTF_8));
        });
    assertThat(seen).containsExactly("old", "old");
  }

  @Test
  void aSnapshotStaysWhatItWas() {
    write(new Batch().put(A, bytes("1"), bytes("old")));
    try (Snapshot snapshot = store.snapshot()) {
      write(new Batch().put(A, bytes("1"), bytes("new")).put(A, bytes("2"), bytes("new")));
      assertThat(snapshot.get(A, bytes("1"))).isEqualTo(bytes("old"));
      assertThat(scan(snapshot, new byte[0], null)).containsExactly("old");
    }
    assertThat(store.get(A, bytes("1"))).isEqualTo(bytes("new"));
  }

  @Test
  void behavesAsAnOrderedMapUnderRandomBatches() {
    long seed = 42;
    Random random = new Random(seed);
    TreeMap<String, String> model = new TreeMap<>();
    for (int round = 0; round < 200; round++) {
      Batch batch = new Batch();
      for (int i = random.nextInt(20); i > 0; i--) {
        String key = "k" + random.nextInt(60);
        if (random.nextInt(3) == 0) {
          batch.delete(A, bytes(key));
          model.remove(key);
        } else {
          String value = "v" + random.nextInt();
          batch.put(A, bytes(key), bytes(value));
          model.put(key, value);
        }
      }
      store.write(batch, random.nextBoolean() ? Durability.SYNCED : Durability.BUFFERED);
      String from = "k" + random.nextInt(60);
      assertThat(scan(store, bytes(from), null))
          .as("seed %d, round %d", seed, round)
          .containsExactlyElementsOf(model.tailMap(from).values());
    }
  }

  @Test
  void aReaderNeverSeesHalfABatch() throws Exception {
    AtomicBoolean torn = new AtomicBoolean();
    AtomicBoolean done = new AtomicBoolean();
    write(new Batch().put(A, bytes("x"), bytes("0")).put(B, bytes("x"), bytes("0")));
    Thread reader =
        Thread.ofPlatform()
            .start(() -> {
              while (!done.get()) {
                try (Snapshot snapshot = store.snapshot()) {
                  String a = new String(snapshot.get(A, bytes("x")), UTF_8);
                  String b = new String(snapshot.get(B, bytes("x")), UTF_8);
                  if (!a.equals(b)) {
                    torn.set(true);
                  }
                }
              }
            });
    for (int i = 0; i < 2_000; i++) {
      byte[] value = bytes(Integer.toString(i));
      write(new Batch().put(A, bytes("x"), value).put(B, bytes("x"), value));
    }
    done.set(true);
    reader.join();
    assertThat(torn).isFalse();
  }

  @Test
  void refusesEveryCallAfterItIsClosedAndClosesTwice() {
    store.close();
    store.close();
    assertThatThrownBy(() -> store.get(A, bytes("k"))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> write(new Batch())).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> store.snapshot()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> scan(store, new byte[0], null))
        .isInstanceOf(IllegalStateException.class);
  }

  private void write(Batch batch) {
    store.write(batch, Durability.BUFFERED);
  }

  private static List<String> scan(StoreReader reader, byte[] from, byte @Nullable [] to) {
    List<String> values = new ArrayList<>();
    reader.scan(A, from, to, (key, value) -> values.add(new String(value, UTF_8)));
    return values;
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
