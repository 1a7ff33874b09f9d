package tandem.store;

import org.jspecify.annotations.Nullable;

/// Reads of a [Store] or of a [Snapshot] of it.
public interface StoreReader {
  /// The value under `key`, or null. The array is the caller's own.
  ///
  /// @throws StoreException if the disk fails
  byte @Nullable [] get(Column column, byte[] key);

  /// Visits the entries with `from` ≤ key < `to` in ascending unsigned order of keys, until the
  /// visitor answers false. It sees one point in time, whatever is written meanwhile.
  ///
  /// @param to exclusive, or null for the end of the column
  /// @throws StoreException if the disk fails
  void scan(Column column, byte[] from, byte @Nullable [] to, Visitor visitor);

  /// Receives the entries of a scan.
  @FunctionalInterface
  interface Visitor {
    /// @return whether to go on
    boolean visit(byte[] key, byte[] value);
  }
}
