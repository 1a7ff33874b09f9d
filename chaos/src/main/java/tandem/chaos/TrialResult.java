package tandem.chaos;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came of a trial.
///
/// @param millis of each round that recovered, in order
/// @param checked what was looked at besides, of the last round
/// @param failure a sentence; null if every round recovered
/// @param skipped why it could not be tried; null if it could
public record TrialResult(
    String name,
    String scenario,
    String what,
    @Nullable Long targetMs,
    List<Long> millis,
    String checked,
    @Nullable String failure,
    @Nullable String skipped) {
  public TrialResult {
    millis = List.copyOf(millis);
  }

  /// The round in the middle; the slower of two.
  public long medianMs() {
    return millis.stream().sorted().toList().get(millis.size() / 2);
  }

  public long worstMs() {
    return millis.stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /// Whether the slowest round took longer than it may.
  public boolean missed() {
    return targetMs != null && worstMs() > targetMs;
  }

  public boolean passed() {
    return failure == null && !missed();
  }
}
