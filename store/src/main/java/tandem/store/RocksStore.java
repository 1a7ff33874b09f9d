package tandem.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// A [Store] on RocksDB.
///
/// What a crash leaves at the end of the write-ahead log is cut at the last whole batch
/// (point-in-time recovery); damage anywhere else is an error. One directory belongs to one process
/// at a time.
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
  private final List<Runnable> closings;
  private final WriteOptions buffered;
  private final WriteOptions synced;
  private final ReadOptions reading;
  private List<String> cut;
  private final boolean readOnly;
  // Everything that touches native memory holds the read lock, closing the write lock.
  private final ReadWriteLock life = new ReentrantReadWriteLock();
  private boolean closed;

  private RocksStore(
      RocksDB database,
      List<ColumnFamilyHandle> opened,
      List<Runnable> closings,
      List<String> cut,
      boolean readOnly)
      throws RocksDBException {
    this.database = database;
    this.closings = closings;
    this.cut = cut;
    this.readOnly = readOnly;
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

  /// How a database is opened.
  private enum Way {
    RUN,
    /// As for a node, but the log is cut where it is damaged.
    CUT_LOGS,
    READ_ONLY
  }

  /// Opens the database in `directory`, which is made if it does not exist. Columns that it has
  /// beside `columns` are kept.
  ///
  /// @throws StoreException if it is locked, damaged, not ours, or the disk fails
  public static RocksStore open(Path directory, Set<Column> columns, Settings settings) {
    return open(directory, columns, settings, Way.RUN);
  }

  /// Opens a database whose log is damaged: the log ends at the damage, and what was written after
  /// that is lost. The logs as they were stay beside the database.
  ///
  /// @throws StoreException as [#open]
  public static RocksStore openWithCutLogs(Path directory, Set<Column> columns, Settings settings) {
    return open(directory, columns, settings, Way.CUT_LOGS);
  }

  /// Opens a database to look at it; nothing on the disk changes, and writes are refused. Columns
  /// that it does not have are empty. No node can open it meanwhile.
  ///
  /// @throws StoreException as [#open], and if there is none
  public static RocksStore openReadOnly(Path directory, Set<Column> columns, Settings settings) {
    return open(directory, columns, settings, Way.READ_ONLY);
  }

  private static RocksStore open(Path directory, Set<Column> columns, Settings settings, Way way) {
    List<Runnable> closings = new ArrayList<>();
    RocksStore store = null;
    try {
      if (!DatabaseFiles.isDirectory(directory)) {
        requireNew(directory, way);
        Files.createDirectories(directory);
      }
      DirectoryLock lock =
          way == Way.READ_ONLY ? DirectoryLock.toRead(directory) : DirectoryLock.toWrite(directory);
      closings.add(lock::close);
      DatabaseFiles files = checked(directory, way);
      store = openDatabase(directory, columns, settings, closings, files, way);
      store.checkFormat(directory);
      return store;
    } catch (RocksDBException e) {
      closeAll(closings);
      throw StoreFaults.of(e, directory);
    } catch (IOException e) {
      closeAll(closings);
      throw StoreFaults.of(e, directory);
    } catch (StoreException e) {
      if (store != null) {
        store.close();
      } else {
        closeAll(closings);
      }
      throw e;
    }
  }

  /// Whoever opens a database to read it makes none.
  private static void requireNew(Path directory, Way way) {
    if (way == Way.READ_ONLY) {
      throw new StoreException(StoreException.Kind.FOREIGN, "there is no database in " + directory);
    }
  }

  private static DatabaseFiles checked(Path directory, Way way)
      throws RocksDBException, IOException {
    DatabaseFiles files = DatabaseFiles.look(directory);
    if (!files.exists()) {
      requireNew(directory, way);
    }
    if (!files.damage().isEmpty()) {
      throw StoreFaults.damaged(directory, String.join("; ", files.damage()));
    }
    if (files.exists() && files.logs() == 0 && names(directory, Set.of()).size() > 1) {
      throw StoreFaults.damaged(directory, "its write-ahead log is missing");
    }
    if (files.lacksLog() && !liveTables(directory).containsAll(files.tables())) {
      throw StoreFaults.damaged(directory, "the end of its manifest is missing");
    }
    if (!files.damagedLogs().isEmpty()) {
      if (way != Way.CUT_LOGS) {
        throw StoreFaults.damaged(directory, String.join("; ", files.damagedLogs()));
      }
      LogCopies.make(directory);
    }
    return files;
  }

  /// A sentence for each end of the log that was cut off when this was opened.
  public List<String> cut() {
    return cut;
  }

  /// Forgets all columns but `kept`, without reading them; the store must be closed then. A crash
  /// meanwhile leaves some of them.
  ///
  /// @throws StoreException if the disk fails
  public void dropAllBut(Set<Column> kept) {
    enter();
    try {
      for (Map.Entry<Column, ColumnFamilyHandle> column : handles.entrySet()) {
        if (!kept.contains(column.getKey())) {
          database.dropColumnFamily(column.getValue());
        }
      }
    } catch (RocksDBException e) {
      throw StoreFaults.of(e, Path.of(database.getName()));
    } finally {
      life.readLock().unlock();
    }
  }

  /// Reads all tables and compares their checksums.
  ///
  /// @throws StoreException if one is damaged, or the disk fails
  public void verify() {
    enter();
    try {
      database.verifyChecksum();
    } catch (RocksDBException e) {
      throw StoreFaults.of(e, Path.of(database.getName()));
    } finally {
      life.readLock().unlock();
    }
  }

  private static RocksStore openDatabase(
      Path directory,
      Set<Column> columns,
      Settings settings,
      List<Runnable> closings,
      DatabaseFiles files,
      Way way)
      throws RocksDBException {
    boolean readOnly = way == Way.READ_ONLY;
    Cache cache = new LRUCache(settings.cacheBytes());
    closings.add(cache::close);
    BloomFilter bloom = new BloomFilter(10);
    closings.add(bloom::close);
    ColumnFamilyOptions columnOptions =
        new ColumnFamilyOptions()
            .setWriteBufferSize(settings.writeBufferBytes())
            .setCompressionType(CompressionType.LZ4_COMPRESSION)
            .setTableFormatConfig(
                new BlockBasedTableConfig()
                    .setBlockCache(cache)
                    .setFilterPolicy(bloom)
                    .setCacheIndexAndFilterBlocks(true));
    closings.add(columnOptions::close);
    DBOptions options =
        new DBOptions()
            .setCreateIfMissing(!readOnly)
            .setCreateMissingColumnFamilies(!readOnly)
            .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
            // Space reserved ahead would hide for minutes that the disk is full.
            .setAllowFAllocate(false)
            .setDbWriteBufferSize(4 * settings.writeBufferBytes())
            .setMaxTotalWalSize(16 * settings.writeBufferBytes())
            .setMaxBackgroundJobs(2)
            .setMaxOpenFiles(256)
            .setKeepLogFileNum(2)
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL);
    closings.add(options::close);
    if (readOnly) {
      // Otherwise it would begin a log file about itself in the directory.
      SilentLogger silent = new SilentLogger();
      closings.add(silent::close);
      options.setLogger(silent);
    }
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    for (String name : names(directory, readOnly ? Set.of() : columns)) {
      descriptors.add(new ColumnFamilyDescriptor(name.getBytes(UTF_8), columnOptions));
    }
    List<ColumnFamilyHandle> opened = new ArrayList<>();
    String path = directory.toString();
    RocksDB database =
        readOnly
            ? RocksDB.openReadOnly(options, path, descriptors, opened)
            : RocksDB.open(options, path, descriptors, opened);
    closings.add(database::close);
    List<String> cut = new ArrayList<>(files.damagedLogs());
    cut.addAll(files.cut());
    return new RocksStore(database, opened, closings, List.copyOf(cut), readOnly);
  }

  /// The table files that the manifest names.
  private static Set<String> liveTables(Path directory) throws RocksDBException {
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    Set<String> tables = new HashSet<>();
    try (ColumnFamilyOptions columnOptions = new ColumnFamilyOptions();
        SilentLogger silent = new SilentLogger();
        DBOptions options = new DBOptions().setLogger(silent)) {
      List<ColumnFamilyDescriptor> columns =
          names(directory, Set.of()).stream()
              .map(name -> new ColumnFamilyDescriptor(name.getBytes(UTF_8), columnOptions))
              .toList();
      try (RocksDB database =
          RocksDB.openReadOnly(options, directory.toString(), columns, handles)) {
        for (LiveFileMetaData file : database.getLiveFilesMetaData()) {
          tables.add(file.fileName().substring(1));
        }
        handles.forEach(ColumnFamilyHandle::close);
      }
    }
    return tables;
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
      if (isEmpty() && !readOnly) {
        database.put(synced, FORMAT_KEY, FORMAT.getBytes(UTF_8));
        return;
      }
      throw new StoreException(
          StoreException.Kind.FOREIGN,
          directory + " holds a database that Tandem did not make: use another directory");
    }
    if (!Arrays.equals(format, FORMAT.getBytes(UTF_8))) {
      throw new StoreException(
          StoreException.Kind.FOREIGN,
          "the database in %s has the format %s, this version of Tandem reads %s: use the other version"
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
    if (readOnly) {
      throw new UnsupportedOperationException("the store was opened to be read");
    }
    enter();
    try (WriteBatch writes = new WriteBatch()) {
      for (Batch.Change change : batch.changes()) {
        ColumnFamilyHandle handle = Objects.requireNonNull(handle(change.column()));
        byte[] value = change.value();
        if (value == null) {
          writes.delete(handle, change.key());
        } else {
          writes.put(handle, change.key(), value);
        }
      }
      database.write(
          switch (durability) {
            case BUFFERED -> buffered;
            case SYNCED -> synced;
          },
          writes);
    } catch (RocksDBException e) {
      throw StoreFaults.of(e, Path.of(database.getName()));
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
        closeAll(closings);
      }
    } finally {
      life.writeLock().unlock();
    }
  }

  private byte @Nullable [] read(ReadOptions options, Column column, byte[] key) {
    enter();
    try {
      ColumnFamilyHandle handle = handle(column);
      return handle == null ? null : database.get(handle, options, key);
    } catch (RocksDBException e) {
      throw StoreFaults.of(e, Path.of(database.getName()));
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
      ColumnFamilyHandle handle = handle(column);
      if (handle == null) {
        return;
      }
      try (RocksIterator iterator = database.newIterator(handle, options)) {
        iterator.seek(from);
        while (iterator.isValid() && visitor.visit(iterator.key(), iterator.value())) {
          iterator.next();
        }
        iterator.status();
      }
    } catch (RocksDBException e) {
      throw StoreFaults.of(e, Path.of(database.getName()));
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

  /// Null for a column that a database which is only read does not have.
  private @Nullable ColumnFamilyHandle handle(Column column) {
    ColumnFamilyHandle handle = handles.get(column);
    if (handle == null && !readOnly) {
      throw new IllegalArgumentException("the store was opened without the column " + column);
    }
    return handle;
  }

  private <T extends AbstractImmutableNativeReference> T keep(T reference) {
    closings.add(reference::close);
    return reference;
  }

  private static void closeAll(List<Runnable> closings) {
    for (int i = closings.size() - 1; i >= 0; i--) {
      // The database goes after its column handles and before its options.
      closings.get(i).run();
    }
    closings.clear();
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
