package tandem.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// RocksDB's list of what a database consists of: records that begin with numbers, each after its
/// tag. Only the oldest log that is still needed is read from it: RocksDB passes over an end that
/// is missing, and the log is how that shows.
final class Manifest {
  private static final int CURRENT_BYTES_MAX = 64;

  // Tags of numbers.
  private static final int LOG_TO_KEEP = 10;
  private static final int LOG = 2;
  private static final int NEXT_FILE = 3;
  private static final int SEQUENCE = 4;
  private static final int PREVIOUS_LOG = 9;
  private static final int COLUMN = 200;
  private static final int COLUMN_MAX = 203;
  // Tags of texts.
  private static final int COMPARATOR = 1;
  private static final int COLUMN_NAME = 201;
  private static final int TEXTS_FROM = 8_192;

  private long logToKeep;
  private long nextFile;

  private Manifest() {}

  /// @param fault what is wrong with it, or null
  /// @param lacksLog whether its end may be missing: its last record is not whole, or the oldest
  ///   log that it needs is not there
  record Look(@Nullable String fault, boolean lacksLog) {}

  /// Looks at the manifest that CURRENT names.
  static Look look(Path directory) throws IOException {
    String name = current(directory.resolve(DatabaseFiles.CURRENT));
    Path file = directory.resolve(name);
    if (name.isEmpty() || !Files.isRegularFile(file)) {
      return new Look(DatabaseFiles.CURRENT + " names no file that is there", false);
    }
    Manifest manifest = new Manifest();
    LogFile log = LogFile.read(file, manifest::read);
    return log.state() == LogFile.State.DAMAGED
        ? new Look(name + " does not fit its checksums", false)
        : new Look(null, log.state() == LogFile.State.CUT || manifest.lacksLog(directory));
  }

  /// A manifest that is new names no log, but gives numbers above that of the first one.
  private boolean lacksLog(Path directory) throws IOException {
    if (logToKeep > 0) {
      return Files.notExists(directory.resolve("%06d.log".formatted(logToKeep)));
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.matches("[0-9]{1,18}\\.log"))
          .allMatch(file -> Long.parseLong(file.substring(0, file.indexOf('.'))) >= nextFile);
    }
  }

  private static String current(Path file) throws IOException {
    if (Files.size(file) > CURRENT_BYTES_MAX) {
      return "";
    }
    String name = new String(Files.readAllBytes(file), US_ASCII).strip();
    return name.matches("MANIFEST-[0-9]{1,20}") ? name : "";
  }

  /// Takes what the beginning of a record says, up to what is not understood here.
  private void read(byte[] head) {
    ByteBuffer in = ByteBuffer.wrap(head);
    try {
      while (in.hasRemaining() && take(in, (int) number(in))) {
        // The next number.
      }
    } catch (BufferUnderflowException _) {
      // The record goes on in another fragment.
    }
  }

  private boolean take(ByteBuffer in, int tag) {
    switch (tag) {
      case LOG_TO_KEEP -> logToKeep = Math.max(logToKeep, number(in));
      case NEXT_FILE -> nextFile = Math.max(nextFile, number(in));
      case LOG, SEQUENCE, PREVIOUS_LOG, COLUMN, COLUMN_MAX -> number(in);
      default -> {
        if (tag != COMPARATOR && tag != COLUMN_NAME && tag < TEXTS_FROM) {
          return false;
        }
        long length = number(in);
        if (length < 0 || length > in.remaining()) {
          return false;
        }
        in.position(in.position() + (int) length);
      }
    }
    return true;
  }

  /// Seven bits a byte, the lowest first.
  private static long number(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = in.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        break;
      }
    }
    return value;
  }
}
