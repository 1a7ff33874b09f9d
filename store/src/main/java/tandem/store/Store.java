package tandem.store;

/// Bytes under keys, in columns. What a batch changes is seen together or not at all, also after a
/// crash; after [#close] every call throws [IllegalStateException]. Thread-safe: any number of
/// readers, and writers one after the other.
public interface Store extends StoreReader, AutoCloseable {
  /// Writes all of `batch`, in order, or nothing.
  ///
  /// With [Durability#SYNCED] the batch and all batches before it survive the loss of power when
  /// this returns. With [Durability#BUFFERED] they survive the death of the process; a loss of
  /// power may take the newest batches, but never one without all that came after it.
  ///
  /// @throws StoreException if the disk fails or is full; then nothing was written
  void write(Batch batch, Durability durability);

  /// The contents as they are now.
  Snapshot snapshot();

  @Override
  void close();

  /// When a written batch is safe.
  enum Durability {
    BUFFERED,
    SYNCED
  }
}
