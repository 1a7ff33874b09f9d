package tandem.devnet;

import java.util.Locale;

/// Times and rates as people read them.
public final class Durations {
  private Durations() {}

  /// `0.4 s`, `12.3 s`, `4m12s`, `3h05m`.
  public static String of(long ms) {
    long bounded = Math.max(0, ms);
    if (bounded < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", bounded / 1000.0);
    }
    long seconds = bounded / 1000;
    if (seconds < 3600) {
      return String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60);
    }
    return String.format(Locale.ROOT, "%dh%02dm", seconds / 3600, seconds / 60 % 60);
  }

  /// `0.7/s`, `412/s`.
  public static String rate(double perSecond) {
    return String.format(Locale.ROOT, perSecond < 10 ? "%.1f/s" : "%.0f/s", perSecond);
  }
}
