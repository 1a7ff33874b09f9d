package tandem.chaos;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tandem.devnet.Disk;
import tandem.devnet.Refusal;

/// Folders of databases that no process has open.
final class Folders {
  private Folders() {}

  /// Makes `to`, which did not exist or is empty, equal to `from`.
  static void copy(Path from, Path to) {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    } catch (IOException e) {
      throw Refusal.failed("cannot copy " + from + ": " + e.getMessage());
    }
  }

  /// Puts a copy of `from` in the place of `to`.
  static void replace(Path from, Path to) {
    Disk.remove(to);
    copy(from, to);
  }

  static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw Refusal.failed("cannot move " + from + ": " + e.getMessage());
    }
  }

  /// Bytes of all files below.
  static long size(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      long sum = 0;
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        sum += Files.size(path);
      }
      return sum;
    } catch (IOException e) {
      throw Refusal.failed("cannot look into " + folder + ": " + e.getMessage());
    }
  }

  /// The newest write-ahead log below that is not empty.
  static Optional<Path> writeAheadLog(Path folder) {
    record Log(Path path, FileTime written) {}
    try (Stream<Path> paths = Files.walk(folder)) {
      List<Path> logs =
          paths.filter(path -> path.getFileName().toString().matches("[0-9]+\\.log")).toList();
      Optional<Log> newest = Optional.empty();
      for (Path path : logs) {
        Log log = new Log(path, Files.getLastModifiedTime(path));
        if (Files.size(path) > 0) {
          newest =
              Stream.concat(newest.stream(), Stream.of(log))
                  .max(Comparator.comparing(Log::written));
        }
      }
      return newest.map(Log::path);
    } catch (IOException e) {
      throw Refusal.failed("cannot look into " + folder + ": " + e.getMessage());
    }
  }

  /// Cuts bytes off the end of a file.
  static void cut(Path file, long bytes) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(Math.max(0, channel.size() - bytes));
    } catch (IOException e) {
      throw Refusal.failed("cannot cut " + file + ": " + e.getMessage());
    }
  }
}
