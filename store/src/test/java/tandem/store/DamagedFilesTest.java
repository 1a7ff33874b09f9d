package tandem.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.store.RocksStore.Settings;
import tandem.store.Store.Durability;
import tandem.store.StoreException.Kind;

/// Damaged files of a database: each is refused in words or does no harm, and none is removed.
class DamagedFilesTest {
  private static final Column A = new Column("a");
  private static final Column B = new Column("b");
  private static final int ENTRIES = 200;

  // Small buffers, so that there are tables and several logs.
  private static final Settings SMALL = new Settings(1 << 20, 64 << 10);

  @TempDir private Path dir = Path.of("");
  private Path db = Path.of("");

  @BeforeEach
  void makeDatabase() {
    db = dir.resolve("db");
    // Opened twice: at the second time what the log held became tables.
    for (int half = 0; half < 2; half++) {
      try (RocksStore store = RocksStore.open(db, Set.of(A, B), SMALL)) {
        for (int i = half * ENTRIES / 2; i < (half + 1) * ENTRIES / 2; i++) {
          store.write(batch(i), Durability.BUFFERED);
        }
      }
    }
  }

  private static Batch batch(int i) {
    byte[] value = new byte[400];
    new Random(i).nextBytes(value);
    byte[] key = ByteBuffer.allocate(4).putInt(i).array();
    return new Batch().put(A, key, value).put(B, key, value);
  }

  private static int entries(Store store) {
    int[] count = {0};
    store.scan(
        A,
        new byte[0],
        null,
        (key, value) -> {
          byte[] expected = new byte[400];
          new Random(count[0]).nextBytes(expected);
          assertThat(ByteBuffer.wrap(key).getInt()).isEqualTo(count[0]++);
          assertThat(value).isEqualTo(expected);
          assertThat(store.get(B, key)).isEqualTo(expected);
          return true;
        });
    return count[0];
  }

  /// What can happen to a file.
  enum Fault {
    MISSING,
    EMPTY,
    SHORT,
    ZEROED,
    FLIPPED,
    DIRECTORY;

    void strike(Path file, Random random) throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      switch (this) {
        case MISSING -> Files.delete(file);
        case EMPTY -> Files.write(file, new byte[0]);
        case SHORT -> cut(file, bytes.length / 2 + random.nextInt(bytes.length / 4 + 1));
        case ZEROED -> Files.write(file, new byte[bytes.length]);
        case FLIPPED -> {
          if (bytes.length > 0) {
            bytes[bytes.length / 4 + random.nextInt(bytes.length / 2 + 1)] ^= 0x10;
          }
          Files.write(file, bytes);
        }
        case DIRECTORY -> {
          Files.delete(file);
          Files.createDirectory(file);
        }
      }
    }
  }

  private static void cut(Path file, long size) throws IOException {
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(size);
    }
  }

  @ParameterizedTest
  @EnumSource
  void tablesManifestAndCurrentAreRefusedWhateverHappensToThem(Fault fault) throws Exception {
    for (String prefix : List.of("CURRENT", "MANIFEST", ".sst")) {
      for (long seed = 1; seed <= 2; seed++) {
        Path copy = copy("%s-%s-%d".formatted(prefix, fault, seed));
        Path file = file(copy, prefix);
        fault.strike(file, new Random(seed));
        var before = names(copy);

        Throwable refusal =
            catchThrowable(() -> {
              try (RocksStore store = RocksStore.open(copy, Set.of(A, B), SMALL)) {
                // Bytes of a table are looked at when they are read.
                entries(store);
                store.verify();
              }
            });

        assertThat(refusal)
            .as("%s of %s, seed %d", fault, file.getFileName(), seed)
            .isInstanceOf(StoreException.class)
            .hasMessageContaining("is damaged")
            .hasMessageContaining("tandem doctor");
        assertThat(((StoreException) refusal).kind()).isEqualTo(Kind.DAMAGED);
        assertThat(names(copy)).as("files after %s", fault).containsAll(before);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MISSING", "FLIPPED", "DIRECTORY"})
  void theLogIsRefusedWhereItIsDamagedBeforeItsEnd(Fault fault) throws Exception {
    for (long seed = 1; seed <= 5; seed++) {
      Path copy = copy("log-%s-%d".formatted(fault, seed));
      Path file = file(copy, ".log");
      fault.strike(file, new Random(seed));
      assertThatThrownBy(() -> RocksStore.open(copy, Set.of(A, B), SMALL).close())
          .as("%s, seed %d", fault, seed)
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DAMAGED));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EMPTY", "SHORT", "ZEROED"})
  void whatALossOfPowerLeavesOfTheLogIsCutAndSaid(Fault fault) throws Exception {
    for (long seed = 1; seed <= 3; seed++) {
      Path copy = copy("power-%s-%d".formatted(fault, seed));
      fault.strike(file(copy, ".log"), new Random(seed));
      try (RocksStore store = RocksStore.open(copy, Set.of(A, B), SMALL)) {
        assertThat(entries(store)).isBetween(ENTRIES / 2, ENTRIES - 1);
        if (fault != Fault.EMPTY) {
          assertThat(store.cut()).singleElement().asString().contains("were not written whole");
        }
      }
    }
  }

  @Test
  void aDamagedLogIsCutOnlyWhenThatIsWanted() throws Exception {
    Fault.FLIPPED.strike(file(db, ".log"), new Random(1));
    byte[] log = Files.readAllBytes(file(db, ".log"));
    assertThat(DatabaseFiles.look(db).damagedLogs()).hasSize(1);
    try (RocksStore store = RocksStore.openWithCutLogs(db, Set.of(A, B), SMALL)) {
      assertThat(entries(store)).isBetween(ENTRIES / 2, ENTRIES - 1);
      assertThat(store.cut()).singleElement().asString().contains("is damaged after byte");
    }
    assertThat(file(dir.resolve("db.logs-1"), ".log")).hasBinaryContent(log);
    RocksStore.open(db, Set.of(A, B), SMALL).close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"OPTIONS", "IDENTITY", "LOG"})
  void filesThatRocksDbOnlyWritesDoNoHarm(String prefix) throws Exception {
    for (Fault fault : List.of(Fault.MISSING, Fault.EMPTY, Fault.ZEROED, Fault.FLIPPED)) {
      Path copy = copy(prefix + fault);
      fault.strike(file(copy, prefix), new Random(1));
      try (RocksStore store = RocksStore.open(copy, Set.of(A, B), SMALL)) {
        assertThat(entries(store)).isEqualTo(ENTRIES);
      }
    }
  }

  @Test
  void lookingChangesNothing() throws Exception {
    var before = contents(db);
    try (RocksStore store = RocksStore.openReadOnly(db, Set.of(A, B, new Column("c")), SMALL)) {
      assertThat(entries(store)).isEqualTo(ENTRIES);
      assertThat(store.get(new Column("c"), new byte[1])).isNull();
      store.scan(new Column("c"), new byte[0], null, (key, value) -> false);
      store.verify();
      assertThatThrownBy(() -> store.write(batch(1), Durability.SYNCED))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> RocksStore.open(db, Set.of(A), SMALL))
          .hasMessageContaining("another process");
    }
    assertThat(contents(db)).isEqualTo(before);
    Path none = dir.resolve("none");
    assertThatThrownBy(() -> RocksStore.openReadOnly(none, Set.of(A), SMALL))
        .hasMessageContaining("there is no database in " + none);
    assertThat(none).doesNotExist();
  }

  @Test
  void aDatabaseInUseIsNotLookedAt() {
    try (RocksStore store = RocksStore.open(db, Set.of(A, B), SMALL)) {
      assertThatThrownBy(() -> RocksStore.openReadOnly(db, Set.of(A), SMALL))
          .hasMessageContaining("another process");
      assertThat(entries(store)).isEqualTo(ENTRIES);
    }
  }

  @Test
  void aDatabaseOfAnotherVersionIsNotCalledDamaged() throws Exception {
    Path other = dir.resolve("other");
    org.rocksdb.Options options = new org.rocksdb.Options().setCreateIfMissing(true);
    try (options;
        org.rocksdb.RocksDB database = org.rocksdb.RocksDB.open(options, other.toString())) {
      database.put("tandem.format".getBytes("UTF-8"), "tandem-store-2".getBytes("UTF-8"));
    }
    assertThatThrownBy(() -> RocksStore.open(other, Set.of(A), SMALL))
        .hasMessageContaining("has the format tandem-store-2")
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FOREIGN));
    Path file = Files.createFile(dir.resolve("file"));
    assertThatThrownBy(() -> RocksStore.open(file, Set.of(A), SMALL))
        .hasMessageContaining("is no directory");
  }

  @Test
  void aDirectoryThatMayNotBeReadIsNotCalledDamaged() throws Exception {
    assumeTrue(!System.getProperty("user.name").equals("root"), "root may read everything");
    Path table = file(db, ".log");
    Files.setPosixFilePermissions(table, Set.of());
    assertThatThrownBy(() -> RocksStore.open(db, Set.of(A, B), SMALL))
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.IO));
  }

  @Test
  void aDatabaseThatWasNeverFinishedIsMadeAgain() throws Exception {
    Path young = Files.createDirectory(dir.resolve("young"));
    Files.write(young.resolve("MANIFEST-000001"), new byte[0]);
    RocksStore.open(young, Set.of(A), SMALL).close();
  }

  private Path copy(String name) throws IOException {
    Path copy = Files.createDirectory(dir.resolve(name));
    try (Stream<Path> files = Files.list(db)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy;
  }

  private static Path file(Path directory, String part) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().contains(part))
          .filter(file -> part.equals("LOG") == file.endsWith("LOG"))
          .max(java.util.Comparator.comparing(Path::toString))
          .orElseThrow();
    }
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".sst"))
          .sorted()
          .toList();
    }
  }

  private static TreeMap<String, String> contents(Path directory) throws Exception {
    TreeMap<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        contents.put(
            file.getFileName().toString(),
            HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file))));
      }
    }
    return contents;
  }
}
