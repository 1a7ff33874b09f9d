package tandem.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What the files of a [RocksStore] say before it is opened. RocksDB makes an empty database where
/// its first file is missing, removes what that does not know, and passes over whatever follows a
/// fault in the log; so each opening looks here first. Nothing is changed.
///
/// @param exists whether there is a database
/// @param sizeBytes of all files
/// @param tables names of its table files
/// @param logs number of write-ahead logs; without one an opened database is damaged
/// @param lacksLog whether the oldest log that the manifest needs is missing: tables that it does
///   not name tell damage from a log that was cut
/// @param cut a sentence for each log whose end a crash has cut off
/// @param damagedLogs a sentence for each log that is damaged before its end
/// @param damage a sentence for everything else that keeps it from being opened
public record DatabaseFiles(
    boolean exists,
    long sizeBytes,
    List<String> tables,
    int logs,
    boolean lacksLog,
    List<String> cut,
    List<String> damagedLogs,
    List<String> damage) {
  static final String CURRENT = "CURRENT";
  static final String LOG_SUFFIX = ".log";

  public DatabaseFiles {
    tables = List.copyOf(tables);
    cut = List.copyOf(cut);
    damagedLogs = List.copyOf(damagedLogs);
    damage = List.copyOf(damage);
  }

  /// Looks at the database in `directory`.
  ///
  /// @throws StoreException if the disk fails, or something else than a directory is there
  public static DatabaseFiles look(Path directory) {
    if (!isDirectory(directory)) {
      return new DatabaseFiles(false, 0, List.of(), 0, false, List.of(), List.of(), List.of());
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return new Look(entries.sorted().toList()).done(directory);
    } catch (IOException e) {
      throw StoreFaults.of(e, directory);
    }
  }

  /// Refuses a database that somebody works with.
  ///
  /// @throws StoreException if so, or if the disk fails
  public static void requireUnused(Path directory) {
    try {
      DirectoryLock.toRead(directory).close();
    } catch (IOException e) {
      throw StoreFaults.of(e, directory);
    }
  }

  /// False if there is nothing.
  ///
  /// @throws StoreException if something else is there
  static boolean isDirectory(Path directory) {
    if (Files.isDirectory(directory)) {
      return true;
    }
    if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw new StoreException(
          StoreException.Kind.FOREIGN,
          directory + " is no directory, but the place of a database: move it away");
    }
    return false;
  }

  private static final class Look {
    private final List<String> cut = new ArrayList<>();
    private final List<String> damagedLogs = new ArrayList<>();
    private final List<String> damage = new ArrayList<>();
    private long sizeBytes;
    private final List<String> tables = new ArrayList<>();
    private int logs;
    private long logBytes;
    private int others;
    private boolean current;
    private boolean lacksLog;

    Look(List<Path> entries) throws IOException {
      for (Path entry : entries) {
        take(entry, entry.getFileName().toString());
      }
    }

    private void take(Path entry, String name) throws IOException {
      boolean file = Files.isRegularFile(entry);
      sizeBytes += file ? Files.size(entry) : 0;
      if (name.equals(CURRENT)) {
        current = true;
        others++;
      } else if (name.endsWith(".sst")) {
        tables.add(name);
      } else if (name.endsWith(LOG_SUFFIX)) {
        logs++;
      } else if (name.startsWith("MANIFEST-")) {
        others++;
      } else {
        return;
      }
      if (!file) {
        damage.add(name + " is no file");
      } else if (name.endsWith(LOG_SUFFIX)) {
        takeLog(name, LogFile.read(entry));
      }
    }

    private void takeLog(String name, LogFile log) {
      logBytes += log.sizeBytes();
      switch (log.state()) {
        case WHOLE -> {}
        case CUT ->
            cut.add(
                "the last %d bytes of %s were not written whole".formatted(log.cutBytes(), name));
        case DAMAGED ->
            damagedLogs.add(
                "%s is damaged after byte %d of %d"
                    .formatted(name, log.wholeBytes(), log.sizeBytes()));
      }
    }

    /// Without the file CURRENT, but with nothing in the others, it was killed while it was made.
    DatabaseFiles done(Path directory) throws IOException {
      if (current && damage.isEmpty()) {
        Manifest.Look manifest = Manifest.look(directory);
        if (manifest.fault() != null) {
          damage.add(manifest.fault());
        }
        lacksLog = manifest.lacksLog();
      }
      if (!current && (!tables.isEmpty() || logBytes > 0)) {
        damage.add(CURRENT + " is missing");
      }
      return new DatabaseFiles(
          others + tables.size() + logs > 0,
          sizeBytes,
          tables,
          logs,
          lacksLog,
          cut,
          damagedLogs,
          damage);
    }
  }
}
