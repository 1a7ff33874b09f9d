package tandem.pairsim;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of one run.
///
/// @param events that the machines handled
/// @param simulatedMs how long the run was in its own time
/// @param hash over all that happened; the same for the same seed, always
/// @param violation what did not hold, or null
/// @param transcript the last lines of what happened
public record Outcome(
    String scenario,
    long seed,
    int pairs,
    long events,
    long simulatedMs,
    long hash,
    @Nullable String violation,
    List<String> transcript) {
  public Outcome {
    transcript = List.copyOf(transcript);
  }

  public boolean holds() {
    return violation == null;
  }

  /// The same with a violation.
  public Outcome failed(String why) {
    return new Outcome(scenario, seed, pairs, events, simulatedMs, hash, why, transcript);
  }

  /// The line that does the same again.
  public String replay() {
    return "./tandem sim --seed %d --seeds 1 --scenario %s --pairs %d"
        .formatted(seed, scenario, pairs);
  }
}
