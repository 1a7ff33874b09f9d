package tandem.devp2p;

import java.time.Duration;

/// A moment of the monotonic clock until which something may take.
///
/// @param atNanos in the terms of [System#nanoTime]
record Deadline(long atNanos) {
  static Deadline in(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  boolean passed() {
    return remainingNanos() <= 0;
  }

  /// Zero or negative when the moment has come.
  long remainingNanos() {
    return atNanos - System.nanoTime();
  }
}
