package tandem.faultproxy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;

/// Time that only a test moves on.
final class ManualTicker implements Ticker {
  private final AtomicLong nowNanos = new AtomicLong();

  void advanceMs(long ms) {
    nowNanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(ms));
  }

  @Override
  public long nanos() {
    return nowNanos.get();
  }

  /// Comes back early, so that the caller sees what the test has done to the time.
  @Override
  public void await(Condition changed, long nanos) throws InterruptedException {
    changed.await(1, TimeUnit.MILLISECONDS);
  }
}
