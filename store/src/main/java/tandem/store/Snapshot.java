package tandem.store;

/// A [Store] as it was at one moment. Must be closed.
public interface Snapshot extends StoreReader, AutoCloseable {
  @Override
  void close();
}
