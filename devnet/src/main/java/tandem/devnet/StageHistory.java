package tandem.devnet;

import java.util.ArrayList;
import java.util.List;
import tandem.pairprotocol.Stage;

/// The stages that a half has gone through, from its first start on. Immutable.
///
/// @param visits in order, each with when it began
public record StageHistory(List<Visit> visits) {
  /// @param enteredAtMs milliseconds since 1970
  public record Visit(Stage stage, long enteredAtMs) {}

  public StageHistory {
    visits = List.copyOf(visits);
  }

  public static StageHistory startedAt(long nowMs) {
    return new StageHistory(List.of(new Visit(Stage.STARTING, nowMs)));
  }

  /// With one more stage; the same again changes nothing.
  public StageHistory then(Stage stage, long nowMs) {
    if (current() == stage) {
      return this;
    }
    List<Visit> longer = new ArrayList<>(visits);
    longer.add(new Visit(stage, nowMs));
    return new StageHistory(longer);
  }

  /// With one more start of the process.
  public StageHistory restartedAt(long nowMs) {
    List<Visit> longer = new ArrayList<>(visits);
    longer.add(new Visit(Stage.STARTING, nowMs));
    return new StageHistory(longer);
  }

  public Stage current() {
    return visits.getLast().stage();
  }

  public boolean visited(Stage stage) {
    return visits.stream().anyMatch(visit -> visit.stage() == stage);
  }

  /// When a visit ended: when the next began, or now.
  public long endMs(int visit, long nowMs) {
    return visit + 1 < visits.size() ? visits.get(visit + 1).enteredAtMs() : nowMs;
  }
}
