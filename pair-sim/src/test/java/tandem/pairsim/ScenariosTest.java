package tandem.pairsim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// pair-sync.md 12 in simulation, and random schedules on top. A failure says how to replay it.
class ScenariosTest {
  private static final int RANDOM_SEEDS = 16;

  private static final Simulator SIMULATOR = new Simulator(Simulator.PAIRS_DEFAULT);

  static Stream<String> titles() {
    return Simulator.scenarios().stream();
  }

  @ParameterizedTest
  @MethodSource("titles")
  void everythingHoldsIn(String scenario) {
    assertHolds(SIMULATOR.run(scenario, 7));
  }

  @Test
  void everythingHoldsUnderRandomFaults() {
    for (long seed = 1; seed <= RANDOM_SEEDS; seed++) {
      assertHolds(SIMULATOR.run("random", seed));
    }
  }

  @Test
  void twoRunsOfASeedDoTheSame() {
    Outcome once = SIMULATOR.run("random", 3);
    assertThat(new Simulator(Simulator.PAIRS_DEFAULT).run("random", 3)).isEqualTo(once);
    assertThat(SIMULATOR.run("random", 4).hash()).isNotEqualTo(once.hash());
  }

  private static void assertHolds(Outcome outcome) {
    assertThat(outcome.violation())
        .as(() -> outcome.replay() + "\n" + String.join("\n", outcome.transcript()))
        .isNull();
  }
}
