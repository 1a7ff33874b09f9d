package tandem.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractImmutableNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// A [Store] on RocksDB.
///
/// A damaged tail of the write-ahead log is cut at the last whole batch (point-in-time recovery);
/// damage anywhere else is an error. One directory belongs to one process at a time.
public final class RocksStore implements Store {
  private static final String FORMAT = "tandem-store-1";
  private static final byte[] FORMAT_KEY = "tandem.format".getBytes(UTF_8);

  static {
    // Before any other class of the library: their static parts need it.
    RocksDB.loadLibrary();
  }

  /// @param cacheBytes block cache of all columns together
  /// @param writeBufferBytes memory of one column before it is written out
  public record Settings(long cacheBytes, long writeBufferBytes) {
    public static final Settings DEFAULT = new Settings(24L << 20, 8L << 20);
  }

  private final RocksDB database;
  private final Map<Column, ColumnFamilyHandle> handles = new HashMap<>();
  // Closed in reverse order.
  private final List<AbstractImmutableNativeReference> natives;
  private final WriteOptions buffered;
  private final WriteOptions synced;
  private final ReadOptions reading;
  // Everything that touches native memory holds the read lock, closing the write lock.
  private final ReadWriteLock life = new ReentrantReadWriteLock();
  private boolean closed;

  private RocksStore(
      RocksDB database,
      List<ColumnFamilyHandle> opened,
      List<AbstractImmutableNativeReference> natives)
      throws RocksDBException {
    this.database = database;
    this.natives = natives;
    this.buffered = keep(new WriteOptions());
    this.synced = keep(new WriteOptions().setSync(true));
    this.reading = keep(new ReadOptions());
    for (ColumnFamilyHandle handle : opened) {
      String name = new String(handle.getName(), UTF_8);
      if (!name.equals("default")) {
        handles.put(new Column(name), keep(handle));
      } else {
        keep(handle);
      }
    }
  }

  /// Opens the database in `directory`, which is made if it does not exist. Columns that it has
  /// beside `columns` are kept.
  ///
  /// @throws StoreException if it is locked, damaged, not ours, or the disk fails
  public static RocksStore open(Path directory, Set<Column> columns, Settings settings) {
    List<AbstractImmutableNativeReference> natives = new ArrayList<>();
    RocksStore store = null;
    try {
      Files.createDirectories(directory);
      store = openDatabase(directory, columns, settings, natives);
      store.checkFormat(directory);
      return store;
    } catch (RocksDBException e) {
      closeAll(natives);
      throw translate(e, directory);
    } catch (IOException e) {
      closeAll(natives);
      throw new StoreException(
          StoreException.Kind.IO,
          "cannot make the database directory " + directory + ": " + e.getMessage(),
          e);
    } catch (StoreException e) {
      if (store != null) {
        store.close();
      }
      throw e;
    }
  }

  private static RocksStore openDatabase(
      Path directory,
      Set<Column> columns,
      Settings settings,
      List<AbstractImmutableNativeReference> natives)
      throws RocksDBException {
    Cache cache = new LRUCache(settings.cacheBytes());
    natives.add(cache);
    BloomFilter bloom = new BloomFilter(10);
    natives.add(bloom);
    ColumnFamilyOptions columnOptions =
        new ColumnFamilyOptions()
            .setWriteBufferSize(settings.writeBufferBytes())
            .setCompressionType(CompressionType.LZ4_COMPRESSION)
            .setTableFormatConfig(
                new BlockBasedTableConfig()
                    .setBlockCache(cache)
                    .setFilterPolicy(bloom)
                    .setCacheIndexAndFilterBlocks(true));
    natives.add(columnOptions);
    DBOptions options =
        new DBOptions()
            .setCreateIfMissing(true)
            .setCreateMissingColumnFamilies(true)
            .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
            .setDbWriteBufferSize(4 * settings.writeBufferBytes())
            .setMaxTotalWalSize(16 * settings.writeBufferBytes())
            .setMaxBackgroundJobs(2)
            .setMaxOpenFiles(256)
            .setKeepLogFileNum(2)
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL);
    natives.add(options);
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    for (String name : names(directory, columns)) {
      descriptors.add(new ColumnFamilyDescriptor(name.getBytes(UTF_8), columnOptions));
    }
    List<ColumnFamilyHandle> opened = new ArrayList<>();
    RocksDB database = RocksDB.open(options, directory.toString(), descriptors, opened);
    natives.add(database);
    return new RocksStore(database, opened, natives);
  }

  private static Collection<String> names(Path directory, Set<Column> columns)
      throws RocksDBException {
    Set<String> names = new LinkedHashSet<>();
    names.add("default");
    columns.forEach(column -> names.add(column.name()));
    try (Options options = new Options()) {
      for (byte[] name : RocksDB.listColumnFamilies(options, directory.toString())) {
        names.add(new String(name, UTF_8));
      }
    }
    return names;
  }

  private void checkFormat(Path directory) throws RocksDBException {
    byte[] format = database.get(FORMAT_KEY);
    if (format == null) {
      if (isEmpty()) {
        database.put(synced, FORMAT_KEY, FORMAT.getBytes(UTF_8));
        return;
      }
      throw new StoreException(
          StoreException.Kind.DAMAGED, directory + " holds a database that Tandem did not make");
    }
    if (!Arrays.equals(format, FORMAT.getBytes(UTF_8))) {
      throw new StoreException(
          StoreException.Kind.DAMAGED,
          "%s has the format %s, this version reads %s"
              .formatted(directory, new String(format, UTF_8), FORMAT));
    }
  }

  private boolean isEmpty() {
    for (ColumnFamilyHandle handle : handles.values()) {
      try (RocksIterator iterator = database.newIterator(handle, reading)) {
        iterator.seekToFirst();
        if (iterator.isValid()) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public byte @Nullable [] get(Column column, byte[] key) {
    return read(reading, column, key);
  }

  @Override
  public void scan(Column column, byte[] from, byte @Nullable [] to, Visitor visitor) {
    visit(null, column, from, to, visitor);
  }

  @Override
  public void write(Batch batch, Durability durability) {
    enter();
    try (WriteBatch writes = new WriteBatch()) {
      for (Batch.Change change : batch.changes()) {
        byte[] value = change.value();
        if (value == null) {
          writes.delete(handle(change.column()), change.key());
        } else {
          writes.put(handle(change.column()), change.key(), value);
        }
      }
      database.write(
          switch (durability) {
            case BUFFERED -> buffered;
            case SYNCED -> synced;
          },
          writes);
    } catch (RocksDBException e) {
      throw translate(e, Path.of(database.getName()));
    } finally {
      life.readLock().unlock();
    }
  }

  @Override
  public Snapshot snapshot() {
    enter();
    try {
      return new RocksSnapshot(database.getSnapshot());
    } finally {
      life.readLock().unlock();
    }
  }

  @Override
  public void close() {
    life.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        closeAll(natives);
      }
    } finally {
      life.writeLock().unlock();
    }
  }

  private byte @Nullable [] read(ReadOptions options, Column column, byte[] key) {
    enter();
    try {
      return database.get(handle(column), options, key);
    } catch (RocksDBException e) {
      throw translate(e, Path.of(database.getName()));
    } finally {
      life.readLock().unlock();
    }
  }

  private void visit(
      org.rocksdb.@Nullable Snapshot at,
      Column column,
      byte[] from,
      byte @Nullable [] to,
      Visitor visitor) {
    enter();
    try (ReadOptions options = new ReadOptions();
        Slice upper = to == null ? null : new Slice(to)) {
      if (upper != null) {
        options.setIterateUpperBound(upper);
      }
      if (at != null) {
        options.setSnapshot(at);
      }
      try (RocksIterator iterator = database.newIterator(handle(column), options)) {
        iterator.seek(from);
        while (iterator.isValid() && visitor.visit(iterator.key(), iterator.value())) {
          iterator.next();
        }
        iterator.status();
      }
    } catch (RocksDBException e) {
      throw translate(e, Path.of(database.getName()));
    } finally {
      life.readLock().unlock();
    }
  }

  /// Takes the read lock of an open store.
  private void enter() {
    life.readLock().lock();
    if (closed) {
      life.readLock().unlock();
      throw new IllegalStateException("the store is closed");
    }
  }

  private ColumnFamilyHandle handle(Column column) {
    ColumnFamilyHandle handle = handles.get(column);
    if (handle == null) {
      throw new IllegalArgumentException("the store was opened without the column " + column);
    }
    return handle;
  }

  private <T extends AbstractImmutableNativeReference> T keep(T reference) {
    natives.add(reference);
    return reference;
  }

  private static void closeAll(List<AbstractImmutableNativeReference> natives) {
    for (int i = natives.size() - 1; i >= 0; i--) {
      // The database goes after its column handles and before its options.
      natives.get(i).close();
    }
    natives.clear();
  }

  private static StoreException translate(RocksDBException e, Path directory) {
    Status status = e.getStatus();
    String text = String.valueOf(e.getMessage());
    boolean full =
        status != null && status.getSubCode() == Status.SubCode.NoSpace
            || text.contains("No space left");
    if (full) {
      return new StoreException(
          StoreException.Kind.FULL,
          "the disk of %s is full: nothing was written; free some space and start again"
              .formatted(directory),
          e);
    }
    if (text.contains("/LOCK") || text.contains("lock hold by current process")) {
      return new StoreException(
          StoreException.Kind.LOCKED,
          "another process works with the database in " + directory + ": stop it first",
          e);
    }
    boolean damaged =
        status != null && status.getCode() == Status.Code.Corruption
            || text.contains("Corruption")
            || text.contains("does not exist")
            || text.contains("No such file");
    if (damaged) {
      return new StoreException(
          StoreException.Kind.DAMAGED,
          "the database in %s is damaged (%s): remove this directory, and the node fetches its data"
                  .formatted(directory, text)
              + " again from its peers",
          e);
    }
    return new StoreException(
        StoreException.Kind.IO, "the disk of %s fails: %s".formatted(directory, text), e);
  }

  private final class RocksSnapshot implements Snapshot {
    private final org.rocksdb.Snapshot snapshot;
    private final ReadOptions options;
    private boolean released;

    RocksSnapshot(org.rocksdb.Snapshot snapshot) {
      this.snapshot = snapshot;
      this.options = new ReadOptions().setSnapshot(snapshot);
    }

    @Override
    public byte @Nullable [] get(Column column, byte[] key) {
      requireHeld();
      return read(options, column, key);
    }

    @Override
    public void scan(Column column, byte[] from, byte @Nullable [] to, Visitor visitor) {
      requireHeld();
      visit(snapshot, column, from, to, visitor);
    }

    @Override
    public void close() {
      life.readLock().lock();
      try {
        if (!released) {
          released = true;
          options.close();
          if (!closed) {
            database.releaseSnapshot(snapshot);
          }
        }
      } finally {
        life.readLock().unlock();
      }
    }

    private void requireHeld() {
      if (released) {
        throw new IllegalStateException("the snapshot is closed");
      }
    }
  }
}
