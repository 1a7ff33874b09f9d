package tandem.store;

import org.rocksdb.InfoLogLevel;
import org.rocksdb.Logger;

/// Takes what RocksDB says about itself, and keeps nothing.
final class SilentLogger extends Logger {
  SilentLogger() {
    super(InfoLogLevel.FATAL_LEVEL);
  }

  @Override
  protected void log(InfoLogLevel level, String message) {}
}
