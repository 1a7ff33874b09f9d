package tandem.pairsim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// pair-sync.md 12 in simulation, and random schedules on top. A failure says how to replay it.
class ScenariosTest {
  private static final int RANDOM_SEEDS = 300;

  private static final Simulator SIMULATOR = new Simulator(Simulator.PAIRS_DEFAULT);

  static Stream<String> titles() {
    return Simulator.scenarios().stream();
  }

  @ParameterizedTest
  @MethodSource("titles")
  void everythingHoldsIn(String scenario) {
    assertThat(text(SIMULATOR.run(scenario, 7))).isEmpty();
  }

  @Test
  void everythingHoldsUnderRandomFaults() throws InterruptedException {
    Campaign campaign =
        new Campaign(
            Simulator.PAIRS_DEFAULT,
            Runtime.getRuntime().availableProcessors(),
            Simulator.LINES_DEFAULT);
    List<String> failures = new ArrayList<>();
    campaign.run(
        Campaign.runs(List.of("random"), 1, RANDOM_SEEDS),
        result -> {
          if (!result.outcome().holds()) {
            failures.add(text(result.outcome()));
          }
        });
    assertThat(failures).isEmpty();
  }

  @Test
  void twoRunsOfASeedDoTheSame() {
    Outcome once = SIMULATOR.run("random", 3);
    assertThat(new Simulator(Simulator.PAIRS_DEFAULT).run("random", 3)).isEqualTo(once);
    assertThat(SIMULATOR.run("random", 4).hash()).isNotEqualTo(once.hash());
  }

  /// What did not hold, with what happened before it and the line that replays it; else empty.
  private static String text(Outcome outcome) {
    return outcome.holds()
        ? ""
        : String.join("\n", outcome.transcript())
            + "\n"
            + outcome.violation()
            + "\n"
            + outcome.replay();
  }
}
