package tandem.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.store.RocksStore.Settings;
import tandem.store.Store.Durability;

class RocksStoreTest extends StoreContractTest {
  @TempDir Path directory;

  @Override
  Store create() {
    return RocksStore.open(directory.resolve("contract"), COLUMNS, Settings.DEFAULT);
  }

  @Test
  void whatWasWrittenIsThereAfterReopening() {
    Path path = directory.resolve("db");
    try (Store store = RocksStore.open(path, COLUMNS, Settings.DEFAULT)) {
      store.write(new Batch().put(A, bytes("k"), bytes("1")), Durability.BUFFERED);
    }
    try (Store store = RocksStore.open(path, COLUMNS, Settings.DEFAULT)) {
      assertThat(store.get(A, bytes("k"))).isEqualTo(bytes("1"));
    }
  }

  @Test
  void newColumnsAreMadeAndForgottenOnesKept() {
    Path path = directory.resolve("db");
    Column c = new Column("c");
    try (Store store = RocksStore.open(path, Set.of(A), Settings.DEFAULT)) {
      store.write(new Batch().put(A, bytes("k"), bytes("1")), Durability.BUFFERED);
    }
    try (Store store = RocksStore.open(path, Set.of(c), Settings.DEFAULT)) {
      store.write(new Batch().put(c, bytes("k"), bytes("2")), Durability.BUFFERED);
      assertThat(store.get(A, bytes("k"))).isEqualTo(bytes("1"));
    }
  }

  @Test
  void aDatabaseThatIsInUseIsNotOpenedTwice() {
    Path path = directory.resolve("db");
    try (Store store = RocksStore.open(path, COLUMNS, Settings.DEFAULT)) {
      assertThatThrownBy(() -> RocksStore.open(path, COLUMNS, Settings.DEFAULT))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.LOCKED))
          .hasMessageContaining("another process");
      assertThat(store.get(A, bytes("k"))).isNull();
    }
  }

  @Test
  void aDamagedDatabaseIsRefusedInWords() throws IOException {
    Path path = directory.resolve("db");
    RocksStore.open(path, COLUMNS, Settings.DEFAULT).close();
    Files.writeString(path.resolve("CURRENT"), "MANIFEST-999999\n");
    assertThatThrownBy(() -> RocksStore.open(path, COLUMNS, Settings.DEFAULT))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.DAMAGED))
        .hasMessageContaining("tandem doctor");
  }

  @Test
  void aCutTailOfTheLogCostsOnlyTheBatchesInIt() throws IOException {
    Path path = directory.resolve("db");
    Path copy = directory.resolve("copy");
    try (Store store = RocksStore.open(path, COLUMNS, Settings.DEFAULT)) {
      for (int i = 0; i < 100; i++) {
        store.write(pair(i), Durability.SYNCED);
      }
      copyDirectory(path, copy);
    }
    Path log = files(copy, ".log").getLast();
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.setLength(file.length() - 77);
    }
    try (Store store = RocksStore.open(copy, COLUMNS, Settings.DEFAULT)) {
      assertThat(wholePairs(store)).isBetween(95, 99);
    }
  }

  @Test
  void batchesAreWholeAndInOrderAfterTheProcessIsKilled() throws Exception {
    for (int round = 0; round < 3; round++) {
      Path path = directory.resolve("killed" + round);
      Process writer =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Writer.class.getName(),
                  path.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      int acknowledged = readAcknowledged(writer, 500 + 400 * round);
      writer.destroyForcibly();
      assertThat(writer.waitFor(30, TimeUnit.SECONDS)).isTrue();
      try (Store store = RocksStore.open(path, COLUMNS, Settings.DEFAULT)) {
        assertThat(wholePairs(store)).isGreaterThanOrEqualTo(acknowledged);
      }
    }
  }

  /// Writes pairs until it is killed, and says after each how many there are.
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) throws IOException {
      Store store = RocksStore.open(Path.of(args[0]), COLUMNS, Settings.DEFAULT);
      for (int i = 0; ; i++) {
        store.write(pair(i), Durability.BUFFERED);
        System.out.write(ByteBuffer.allocate(4).putInt(i + 1).array());
        System.out.flush();
      }
    }
  }

  private static int readAcknowledged(Process writer, int enough) throws IOException {
    int acknowledged = 0;
    while (acknowledged < enough) {
      byte[] number = writer.getInputStream().readNBytes(4);
      assertThat(number).as("the writer ended by itself").hasSize(4);
      acknowledged = ByteBuffer.wrap(number).getInt();
    }
    return acknowledged;
  }

  private static Batch pair(int i) {
    byte[] key = ByteBuffer.allocate(4).putInt(i).array();
    return new Batch().put(A, key, bytes("a" + i)).put(B, key, bytes("b" + i));
  }

  /// Checks that the pairs are 0, 1, 2 … without gap and whole.
  private static int wholePairs(Store store) {
    int[] count = {0};
    store.scan(
        A,
        new byte[0],
        null,
        (key, value) -> {
          assertThat(ByteBuffer.wrap(key).getInt()).isEqualTo(count[0]);
          assertThat(new String(value, UTF_8)).isEqualTo("a" + count[0]);
          assertThat(store.get(B, key)).isEqualTo(bytes("b" + count[0]));
          count[0]++;
          return true;
        });
    byte[] next = ByteBuffer.allocate(4).putInt(count[0]).array();
    assertThat(store.get(B, next)).isNull();
    return count[0];
  }

  private static void copyDirectory(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (Path file : files(from, "")) {
      Files.copy(file, to.resolve(file.getFileName()));
    }
  }

  private static List<Path> files(Path directory, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(suffix))
          .sorted()
          .toList();
    }
  }
}
