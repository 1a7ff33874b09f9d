package tandem.pairprotocol;

import org.jspecify.annotations.Nullable;

/// How far a sync stage has come and how fast it goes (pair-sync.md 10). The rate is that of the
/// last complete window of [#WINDOW_MS], so that it neither jumps nor remembers a stall for long.
///
/// @param markMs when the current window began, at value `mark`
/// @param changedMs when `current` last changed
public record Progress(
    long start,
    long current,
    long target,
    long changedMs,
    long markMs,
    long mark,
    double ratePerSecond) {
  public static final long WINDOW_MS = 5_000;

  public static Progress begin(long nowMs, long current, long target) {
    return new Progress(current, current, target, nowMs, nowMs, current, 0);
  }

  public Progress at(long nowMs, long newCurrent, long newTarget) {
    long changed = newCurrent == current ? changedMs : nowMs;
    if (nowMs < markMs) {
      // The clock was set back.
      return new Progress(start, newCurrent, newTarget, nowMs, nowMs, newCurrent, ratePerSecond);
    }
    if (nowMs - markMs < WINDOW_MS) {
      return new Progress(start, newCurrent, newTarget, changed, markMs, mark, ratePerSecond);
    }
    double rate = Math.max(0, newCurrent - mark) * 1000.0 / (nowMs - markMs);
    return new Progress(start, newCurrent, newTarget, changed, nowMs, newCurrent, rate);
  }

  /// Milliseconds to the target, or null when that cannot be said.
  public @Nullable Long etaMs() {
    if (current >= target || ratePerSecond <= 0) {
      return null;
    }
    return (long) ((target - current) * 1000.0 / ratePerSecond);
  }
}
