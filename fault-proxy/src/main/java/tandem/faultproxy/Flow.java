package tandem.faultproxy;

import java.time.Duration;

/// How the bytes of one direction move. Their order never changes.
///
/// @param delay from the arrival of bytes to when they go on, at least
/// @param jitter by how much more bytes are late, at most; each piece has its own share of it
/// @param bytesPerSecond at most; [#UNBOUND] for as fast as it goes
public record Flow(Duration delay, Duration jitter, long bytesPerSecond, Fate fate) {
  public static final long UNBOUND = Long.MAX_VALUE;

  /// Nothing is done to them.
  public static final Flow FREE =
      new Flow(Duration.ZERO, Duration.ZERO, UNBOUND, new Fate.Arrive());

  public Flow {
    if (delay.isNegative() || jitter.isNegative() || bytesPerSecond < 1) {
      throw new IllegalArgumentException(
          "delay " + delay + ", jitter " + jitter + ", " + bytesPerSecond + " bytes a second");
    }
  }

  public static Flow of(Fate fate) {
    return FREE.withFate(fate);
  }

  public static Flow late(Duration delay, Duration jitter) {
    return new Flow(delay, jitter, UNBOUND, new Fate.Arrive());
  }

  public static Flow slow(long bytesPerSecond) {
    return new Flow(Duration.ZERO, Duration.ZERO, bytesPerSecond, new Fate.Arrive());
  }

  public Flow withFate(Fate other) {
    return new Flow(delay, jitter, bytesPerSecond, other);
  }
}
