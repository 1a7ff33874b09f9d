package tandem.gwatnode;

import java.time.Duration;
import java.util.function.LongSupplier;

/// How much of the loop's time a peer has used lately, beyond what is its share. Thread-safe.
final class TimeShare {
  /// Of the loop's time, for all peers together.
  private static final double OF_ALL = 0.5;

  /// Peers among which it is divided at least, so that one alone does not get all of it.
  private static final int PEERS_MIN = 2;

  /// What a peer may use beyond its share, at once.
  private static final long CREDIT_NANOS = Duration.ofMillis(500).toNanos();

  /// Nobody is kept waiting for longer at once: perhaps it was the disk that took so long.
  private static final long WAIT_NANOS_MAX = Duration.ofSeconds(10).toNanos();

  private final LongSupplier nanoTime;
  private long usedNanos;
  private long atNanos;

  /// @param nanoTime a monotonic clock
  TimeShare(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.atNanos = nanoTime.getAsLong();
  }

  /// Something that the peer wanted took `nanos` of the loop.
  ///
  /// @param peers among which the time is divided
  synchronized void charge(long nanos, int peers) {
    double share = share(peers);
    settle(share);
    usedNanos = Math.min(usedNanos + nanos, CREDIT_NANOS + (long) (WAIT_NANOS_MAX * share));
  }

  /// How long the peer has to wait now; zero or negative if it has not.
  ///
  /// @param peers among which the time is divided
  synchronized long waitNanos(int peers) {
    double share = share(peers);
    settle(share);
    return (long) ((usedNanos - CREDIT_NANOS) / share);
  }

  private void settle(double share) {
    long now = nanoTime.getAsLong();
    usedNanos = Math.max(0, usedNanos - (long) ((now - atNanos) * share));
    atNanos = now;
  }

  private static double share(int peers) {
    return OF_ALL / Math.max(PEERS_MIN, peers);
  }
}
