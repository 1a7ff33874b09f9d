package tandem.gwatnode;

import java.util.function.LongSupplier;

/// Bounds how many lines strangers can make a node write. Thread-safe.
final class LineLimit {
  private static final int BURST = 40;
  private static final long NANOS_A_LINE = 500_000_000;

  private final LongSupplier nanoTime;
  private long credit = BURST;
  private long atNanos;
  private long leftOut;

  /// @param nanoTime a monotonic clock
  LineLimit(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.atNanos = nanoTime.getAsLong();
  }

  /// Whether one more line may be written.
  ///
  /// @return how many were left out before it; -1 if it is to be left out too
  synchronized long enter() {
    long gained = (nanoTime.getAsLong() - atNanos) / NANOS_A_LINE;
    atNanos += gained * NANOS_A_LINE;
    credit = Math.min(BURST, credit + gained);
    if (credit == 0) {
      leftOut++;
      return -1;
    }
    credit--;
    long before = leftOut;
    leftOut = 0;
    return before;
  }
}
