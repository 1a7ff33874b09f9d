package tandem.devnet;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tandem.pairprotocol.Stage;

/// Changes of stage as the log of a node tells them, one form on both halves (pair-sync.md 10). RPC
/// shows the stage of a moment; a stage of a few milliseconds is seen here only.
public final class StageLog {
  private static final Pattern LINE =
      Pattern.compile(
          "(?<time>\\S+Z) +\\S+ +\\S+ +stage (?<from>[A-Z_]+) -> (?<to>[A-Z_]+)(?:: (?<why>.*))?");

  private StageLog() {}

  /// @param atMs milliseconds since 1970
  public record Change(long atMs, Stage from, Stage to, String why) {}

  /// The change that a line of a node's log tells, if it tells one.
  public static Optional<Change> parse(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String why = matcher.group("why");
    try {
      return Optional.of(
          new Change(
              Instant.parse(matcher.group("time")).toEpochMilli(),
              Stage.valueOf(matcher.group("from")),
              Stage.valueOf(matcher.group("to")),
              why == null ? "" : why));
    } catch (DateTimeParseException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
