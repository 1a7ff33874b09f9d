package tandem.pairsim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// pair-sync.md 12, scenario 23, at given writes. All of them take `./tandem sim --sweep`.
class SweepTest {
  private static final String SCENARIO = "starts-empty";
  private static final long SEED = 1;

  private static final Sweep SWEEP = new Sweep(Simulator.PAIRS_DEFAULT);

  @Test
  void aHalfStartsFromEveryDiskThatACrashLeaves() {
    Sweep.Writes writes = SWEEP.look(SCENARIO, SEED);
    assertThat(writes.violation()).isNull();
    assertThat(writes.count()).isGreaterThan(100);
    assertThat(writes.starts()).isGreaterThan(writes.count());
    assertThat(writes.all()).hasSize((int) (2 * writes.count()));
    assertThat(writes.ofEachKind()).hasSizeGreaterThan(10).allMatch(CrashPoint::again);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gwat:1:before:lost:once",
        "gwat:76:before:kept:once",
        "coordinator:1:after:lost:once",
        "gwat:20:after:lost:again",
      })
  void aPairComesBackFromACrashAt(String point) {
    Sweep.Crashed crashed = SWEEP.crash(SCENARIO, SEED, CrashPoint.parse(point));
    assertThat(crashed.violation()).as(crashed.replay()).isNull();
    assertThat(crashed.crashes()).isPositive();
    assertThat(crashed.replay()).endsWith("--at " + point);
  }

  @Test
  void refusesAPointThatTheScenarioDoesNotReach() {
    CrashPoint never = CrashPoint.parse("gwat:999999:before:kept:once");
    assertThatThrownBy(() -> SWEEP.crash(SCENARIO, SEED, never))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ends before write");
    assertThatThrownBy(() -> CrashPoint.parse("gwat:0:before:kept:once"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
