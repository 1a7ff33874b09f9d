package tandem.pairsim;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A write at which a half of *A*, the last pair, loses its power for the first time.
///
/// @param half the half of *A*
/// @param write counted from the start of the run, the first is 1
/// @param after whether the batch still reaches the disk
/// @param loses whether all that was not synced is lost
/// @param again whether it crashes again on the way back, at each write
public record CrashPoint(Of half, long write, boolean after, boolean loses, boolean again) {
  private static final Pattern TEXT =
      Pattern.compile(
          "(gwat|coordinator):([1-9][0-9]{0,8}):(before|after):(kept|lost):(once|again)");

  /// Which half.
  public enum Of {
    GWAT,
    COORDINATOR
  }

  /// What [#toString()] makes, `gwat:217:after:lost:once` for instance.
  ///
  /// @throws IllegalArgumentException if the text is none of these
  public static CrashPoint parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "no crash point: " + text + "; one is, for instance, gwat:217:after:lost:once");
    }
    return new CrashPoint(
        Of.valueOf(parts.group(1).toUpperCase(Locale.ROOT)),
        Long.parseLong(parts.group(2)),
        parts.group(3).equals("after"),
        parts.group(4).equals("lost"),
        parts.group(5).equals("again"));
  }

  @Override
  public String toString() {
    return "%s:%d:%s:%s:%s"
        .formatted(
            half.name().toLowerCase(Locale.ROOT),
            write,
            after ? "after" : "before",
            loses ? "lost" : "kept",
            again ? "again" : "once");
  }
}
