package tandem.rim;

import java.net.SocketTimeoutException;
import java.time.Duration;

/// A moment of the monotonic clock until which something may take. One deadline can span many reads
/// and writes, so that a peer cannot prolong a request by sending byte after byte.
///
/// @param atNanos the moment in the terms of [System#nanoTime]
public record Deadline(long atNanos) {
  /// The moment that lies `duration` ahead.
  public static Deadline in(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  /// This deadline or the moment `duration` ahead, whichever comes first.
  public Deadline atMost(Duration duration) {
    Deadline other = in(duration);
    return other.atNanos - atNanos < 0 ? other : this;
  }

  public boolean passed() {
    return remainingNanos() <= 0;
  }

  /// Nanoseconds left; zero or negative when the moment has come.
  public long remainingNanos() {
    return atNanos - System.nanoTime();
  }

  /// Milliseconds left, rounded up, at least 1: for calls to which 0 means for ever.
  ///
  /// @throws SocketTimeoutException if the moment has come
  public int remainingMs(String what) throws SocketTimeoutException {
    long left = remainingNanos();
    if (left <= 0) {
      throw late(what);
    }
    return (int) Math.min(Integer.MAX_VALUE, left / 1_000_000 + 1);
  }

  /// What to throw when the time for `what` is over.
  public static SocketTimeoutException late(String what) {
    return new SocketTimeoutException(what + ": the deadline passed");
  }
}
