package tandem.chaos;

import java.util.List;
import java.util.Locale;
import tandem.devnet.JsonFile;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What came of a run.
///
/// @param millis from its start to its end
public record ChaosReport(ChaosPlan plan, long millis, List<TrialResult> results) {
  private static final String FORM = "%-36s %6s %9s %9s %9s   %s";

  public ChaosReport {
    results = List.copyOf(results);
  }

  public boolean passed() {
    return results.stream().allMatch(TrialResult::passed);
  }

  /// A table for a terminal; lines without line ends.
  public List<String> table() {
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of(
                String.format(FORM, "trial", "rounds", "median", "worst", "target", "result")),
            results.stream().map(ChaosReport::line))
        .toList();
  }

  private static String line(TrialResult result) {
    boolean none = result.millis().isEmpty();
    return String.format(
        FORM,
        result.name(),
        result.millis().size(),
        none ? "-" : seconds(result.medianMs()),
        none ? "-" : seconds(result.worstMs()),
        target(result),
        verdict(result));
  }

  static String target(TrialResult result) {
    Long target = result.targetMs();
    return target == null ? "-" : seconds(target);
  }

  static String verdict(TrialResult result) {
    if (result.failure() != null) {
      return "FAILED: " + result.failure();
    }
    if (result.skipped() != null) {
      return "skipped: " + result.skipped();
    }
    return (result.missed() ? "TOO SLOW: " : "ok: ") + result.checked();
  }

  static String seconds(long ms) {
    return String.format(Locale.ROOT, "%.1f s", ms / 1000.0);
  }

  /// The object of `chaos --json`.
  public ObjectNode toJson() {
    ObjectNode root = JsonFile.MAPPER.createObjectNode();
    root.put("passed", passed());
    root.put("seconds", millis / 1000.0);
    root.put("machine", Machine.here().sentence());
    ArrayNode list = root.putArray("trials");
    for (TrialResult result : results) {
      ObjectNode entry = list.addObject();
      entry.put("name", result.name()).put("scenario", result.scenario());
      ArrayNode rounds = entry.putArray("recoveredMs");
      result.millis().forEach(rounds::add);
      entry.put("targetMs", result.targetMs());
      entry.put("passed", result.passed());
      entry.put("checked", result.checked());
      entry.put("failure", result.failure());
      entry.put("skipped", result.skipped());
    }
    return root;
  }
}
