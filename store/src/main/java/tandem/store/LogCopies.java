package tandem.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Copies of a database's logs, beside it, from before they are cut.
final class LogCopies {
  private static final int COPIES_MAX = 100;

  private LogCopies() {}

  /// Makes `<directory>.logs-<n>` with the first n that is free.
  static void make(Path directory) throws IOException {
    Path copies = Files.createDirectory(free(directory));
    for (Path log : logs(directory)) {
      Files.copy(log, copies.resolve(log.getFileName()));
    }
  }

  private static Path free(Path directory) throws IOException {
    for (int n = 1; n <= COPIES_MAX; n++) {
      Path candidate = directory.resolveSibling(directory.getFileName() + ".logs-" + n);
      if (Files.notExists(candidate)) {
        return candidate;
      }
    }
    throw new IOException(
        "there are " + COPIES_MAX + " copies of its logs beside it already; move some away");
  }

  private static List<Path> logs(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(DatabaseFiles.LOG_SUFFIX))
          .sorted()
          .toList();
    }
  }
}
