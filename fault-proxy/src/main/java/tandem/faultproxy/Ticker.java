package tandem.faultproxy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/// The time of a proxy, which only delays and rates depend on.
public interface Ticker {
  Ticker SYSTEM =
      new Ticker() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void await(Condition changed, long nanos) throws InterruptedException {
          changed.await(nanos, TimeUnit.NANOSECONDS);
        }
      };

  /// Nanoseconds since some moment; only differences mean anything.
  long nanos();

  /// Waits, with its lock held, until `changed` is signalled or `nanos` have passed. It may come
  /// back early: the caller looks again.
  void await(Condition changed, long nanos) throws InterruptedException;
}
