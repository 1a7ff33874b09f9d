package tandem.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import tandem.store.StoreException.Kind;

/// Faults of RocksDB and of the file system as sentences.
final class StoreFaults {
  private StoreFaults() {}

  static StoreException of(RocksDBException e, Path directory) {
    Status status = e.getStatus();
    String text = String.valueOf(e.getMessage());
    if (status != null && status.getSubCode() == Status.SubCode.NoSpace || isFull(text)) {
      return full(directory, e);
    }
    if (text.contains("/LOCK: Resource temporarily unavailable")
        || text.contains("lock hold by current process")) {
      return locked(directory);
    }
    if (text.contains("Permission denied")) {
      return failing(directory, text, e);
    }
    boolean damaged =
        status != null && status.getCode() == Status.Code.Corruption
            || text.contains("Corruption")
            || text.contains("does not exist")
            || text.contains("Is a directory")
            || text.contains("No such file");
    return damaged ? damaged(directory, text, e) : failing(directory, text, e);
  }

  static StoreException of(IOException e, Path directory) {
    String text = String.valueOf(e.getMessage());
    if (isFull(text)) {
      return full(directory, e);
    }
    return failing(
        directory, e instanceof AccessDeniedException ? text + ": access denied" : text, e);
  }

  static StoreException damaged(Path directory, String what) {
    return new StoreException(Kind.DAMAGED, damagedText(directory, what));
  }

  static StoreException locked(Path directory) {
    return new StoreException(
        Kind.LOCKED, "another process works with the database in " + directory + ": stop it first");
  }

  /// Full disks, quotas and limits of a file's size are one to an operator: there is no more space.
  private static boolean isFull(String text) {
    return text.contains("No space left")
        || text.contains("Disk quota exceeded")
        || text.contains("File too large");
  }

  private static StoreException full(Path directory, Exception cause) {
    return new StoreException(
        Kind.FULL,
        "the disk of %s is full: nothing was written; free some space and start again"
            .formatted(directory),
        cause);
  }

  private static StoreException damaged(Path directory, String what, Exception cause) {
    return new StoreException(Kind.DAMAGED, damagedText(directory, what), cause);
  }

  private static String damagedText(Path directory, String what) {
    return ("the database in %s is damaged (%s): no node runs on it, and nothing was removed;"
            + " `tandem doctor` says what can be done")
        .formatted(directory, what);
  }

  private static StoreException failing(Path directory, String text, Exception cause) {
    return new StoreException(
        Kind.IO, "the disk of %s fails: %s".formatted(directory, text), cause);
  }
}
