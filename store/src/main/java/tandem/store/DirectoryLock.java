package tandem.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Whose a database's directory is. Locks of the system hold between processes only, so a process
/// remembers what it has open itself.
final class DirectoryLock implements AutoCloseable {
  private static final Set<Path> OPEN_HERE = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final @Nullable FileChannel channel;

  private DirectoryLock(Path directory, @Nullable FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /// For one who opens the database to write. RocksDB itself locks the file in a moment.
  ///
  /// @throws StoreException if anyone has it open
  static DirectoryLock toWrite(Path directory) throws IOException {
    DirectoryLock lock = toRead(directory);
    lock.release();
    return new DirectoryLock(lock.directory, null);
  }

  /// For one who reads only: takes the lock that RocksDB would take, where a node has left its
  /// file.
  ///
  /// @throws StoreException if anyone has it open
  static DirectoryLock toRead(Path directory) throws IOException {
    Path claimed = claim(directory);
    try {
      return new DirectoryLock(claimed, lock(directory.resolve("LOCK"), directory));
    } catch (IOException | StoreException e) {
      OPEN_HERE.remove(claimed);
      throw e;
    }
  }

  private static Path claim(Path directory) throws IOException {
    Path real = directory.toRealPath();
    if (!OPEN_HERE.add(real)) {
      throw StoreFaults.locked(directory);
    }
    return real;
  }

  private static @Nullable FileChannel lock(Path file, Path directory) throws IOException {
    if (!Files.isRegularFile(file)) {
      return null;
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    if (lock == null) {
      channel.close();
      throw StoreFaults.locked(directory);
    }
    return channel;
  }

  @Override
  public void close() {
    OPEN_HERE.remove(directory);
    release();
  }

  private void release() {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException _) {
        // The lock ends with the process at the latest.
      }
    }
  }
}
