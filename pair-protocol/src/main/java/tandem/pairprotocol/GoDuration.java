package tandem.pairprotocol;

import java.math.BigDecimal;

/// A duration as the original writes it in `info.elapsed`: `1.234ms`, `2m3.5s`, `0s`.
final class GoDuration {
  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;

  private GoDuration() {}

  static String text(long ns) {
    if (ns <= 0) {
      return "0s";
    }
    if (ns < MICRO) {
      return ns + "ns";
    }
    if (ns < MILLI) {
      return decimal(ns, 3) + "µs";
    }
    if (ns < SECOND) {
      return decimal(ns, 6) + "ms";
    }
    long minutes = ns / SECOND / 60;
    String seconds = decimal(ns - minutes * 60 * SECOND, 9) + "s";
    if (minutes == 0) {
      return seconds;
    }
    return (minutes >= 60 ? minutes / 60 + "h" : "") + minutes % 60 + "m" + seconds;
  }

  private static String decimal(long ns, int scale) {
    return BigDecimal.valueOf(ns, scale).stripTrailingZeros().toPlainString();
  }
}
