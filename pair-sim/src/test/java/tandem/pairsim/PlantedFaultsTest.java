package tandem.pairsim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The test of the test: what breaks a promise on which the nodes stand is found.
class PlantedFaultsTest {
  private static final int SEEDS_MAX = 40;

  @ParameterizedTest
  @EnumSource(
      value = Disk.Fault.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NONE"})
  void aBadDiskIsFound(Disk.Fault fault) {
    Simulator simulator = new Simulator(Simulator.PAIRS_DEFAULT);
    long seed = 1;
    while (seed <= SEEDS_MAX && simulator.run("crash-between-writes", seed, 10, fault).holds()) {
      seed++;
    }
    assertThat(seed).as("seeds until it was found").isLessThanOrEqualTo(SEEDS_MAX);
  }
}
