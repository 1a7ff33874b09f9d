package tandem.beaconstages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.pairprotocol.Stage;

/// Both stage machines together: scenarios of pair-sync.md 12 as far as stages go, and L1.
class PairTest {
  /// Sync of some 200 blocks at 40 a second, head sync in chunks, a call that nobody answers (120
  /// s).
  private static final long BOUND_MS = 150_000;

  private static final List<Stage> IN_ORDER =
      List.of(
          Stage.CHECKPOINT_SYNC,
          Stage.DAG_SYNC,
          Stage.HEAD_SYNC_READY,
          Stage.HEAD_SYNC,
          Stage.WORKING);

  private static PairSimulation empty(long seed) {
    PairSimulation pair = new PairSimulation(seed, 200);
    pair.coordinator.wipe();
    return pair;
  }

  private static PairSimulation started(long seed) {
    PairSimulation pair = empty(seed);
    pair.gwat.start();
    pair.coordinator.start();
    return pair;
  }

  private static PairSimulation working(long seed) {
    PairSimulation pair = started(seed);
    assertArrives(pair, BOUND_MS);
    return pair;
  }

  /// Both work within the bound, go on working, and gwat's chain is the coordinator's. A call that
  /// was lost before may still time out after they have begun, and send them back once more.
  private static void assertArrives(PairSimulation pair, long boundMs) {
    long endMs = pair.nowMs + boundMs;
    do {
      assertThat(pair.runUntil(endMs - pair.nowMs, pair::bothWork))
          .as(
              "gwat in %s, coordinator in %s, which waits for: %s",
              pair.gwat.stage(), pair.coordinator.stage(), pair.coordinator.waitsFor())
          .isNotNegative();
    } while (pair.runUntil(20_000, () -> !pair.bothWork()) >= 0);
    // Once the finalisation of a head has arrived.
    assertThat(pair.runUntil(5_000, pair::agrees)).isNotNegative();
  }

  /// Scenario 1.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void passesAllStagesInOrderFromEmptyDatabases(long seed) {
    PairSimulation pair = working(seed);
    assertThat(pair.gwat.history).startsWith(IN_ORDER.toArray(Stage[]::new));
    assertThat(pair.coordinator.history).isEqualTo(IN_ORDER);
  }

  /// Scenarios 2 and 3.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void arrivesWhenOneHalfStartsAnHourBeforeTheOther(boolean gwatFirst) {
    PairSimulation pair = empty(4);
    if (gwatFirst) {
      pair.gwat.start();
    } else {
      pair.coordinator.start();
    }
    pair.run(3_600_000);
    assertThat(gwatFirst ? pair.gwat.stage() : pair.coordinator.stage())
        .isEqualTo(gwatFirst ? Stage.CATCH_UP : Stage.HEAD_SYNC_READY);
    if (gwatFirst) {
      pair.coordinator.start();
    } else {
      pair.gwat.start();
    }
    assertArrives(pair, BOUND_MS);
  }

  /// Scenarios 4, 5 and 6; recovery rows "crash of gwat" and "crash of coordinator".
  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"CHECKPOINT_SYNC", "DAG_SYNC", "HEAD_SYNC_READY", "HEAD_SYNC", "WORKING"})
  void arrivesWhateverHalfIsKilledInWhateverStage(Stage stage) {
    for (int killed = 1; killed <= 3; killed++) {
      PairSimulation pair = started(5 + killed);
      boolean gwat = (killed & 1) > 0;
      boolean coordinator = (killed & 2) > 0;
      long cameMs =
          pair.runUntil(
              BOUND_MS, () -> (gwat ? pair.gwat.stage() : pair.coordinator.stage()) == stage);
      assertThat(cameMs).isNotNegative();
      if (gwat) {
        pair.gwat.kill();
      }
      if (coordinator) {
        pair.coordinator.kill();
      }
      pair.run(3_000);
      if (gwat) {
        pair.gwat.start();
      }
      if (coordinator) {
        pair.coordinator.start();
      }
      assertArrives(pair, BOUND_MS);
    }
  }

  /// Scenario 7: for a second, an epoch, four epochs.
  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"HEAD_SYNC_READY", "HEAD_SYNC", "WORKING"})
  void arrivesAfterTheLinkWasCut(Stage stage) {
    for (long ms : new long[] {1_000, 32_000, 4 * 32_000}) {
      PairSimulation pair = started(9);
      pair.runUntil(BOUND_MS, () -> pair.coordinator.stage() == stage);
      pair.linkIsCut = true;
      pair.run(ms);
      pair.linkIsCut = false;
      assertArrives(pair, BOUND_MS);
    }
  }

  /// Scenario 8: many answers are lost after the call was executed.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void arrivesOverALinkThatLosesAFifth(long seed) {
    PairSimulation pair = empty(seed);
    pair.loss = 0.2;
    pair.gwat.start();
    pair.coordinator.start();
    assertThat(pair.runUntil(20 * BOUND_MS, pair::bothWork)).isNotNegative();
    pair.loss = 0;
    assertArrives(pair, BOUND_MS);
  }

  /// Scenario 9.
  @ParameterizedTest
  @CsvSource({"true, false", "false, true", "true, true"})
  void isBackAtWorkInSecondsAfterARestartAndUnwindsNothing(boolean gwat, boolean coordinator) {
    PairSimulation pair = working(10);
    if (gwat) {
      pair.gwat.kill();
      pair.gwat.start();
    }
    if (coordinator) {
      pair.coordinator.kill();
      pair.coordinator.start();
    }
    pair.gwat.unwound = 0;
    pair.run(100);
    assertArrives(pair, 15_000);
    assertThat(pair.gwat.unwound).isZero();
  }

  /// Scenarios 10 and 11: one database is many epochs older than the other.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void arrivesWhenOneHalfWasAwayForManyEpochs(boolean gwat) {
    PairSimulation pair = working(11);
    if (gwat) {
      pair.gwat.kill();
    } else {
      pair.coordinator.kill();
    }
    pair.run(30 * 32_000);
    if (gwat) {
      pair.gwat.start();
    } else {
      pair.coordinator.start();
    }
    assertArrives(pair, BOUND_MS);
  }

  /// Scenarios 12 and 13.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void arrivesWhenOneDatabaseWasWiped(boolean gwat) {
    PairSimulation pair = working(12);
    if (gwat) {
      pair.gwat.kill();
      pair.gwat.wipe();
      pair.gwat.start();
    } else {
      pair.coordinator.kill();
      pair.coordinator.wipe();
      pair.coordinator.start();
    }
    pair.run(100);
    assertArrives(pair, BOUND_MS);
  }

  /// Scenario 14.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void arrivesWhileTheHeadChangesBranch(long seed) {
    PairSimulation pair = empty(seed);
    pair.reorganizes = true;
    pair.gwat.start();
    pair.coordinator.start();
    assertThat(pair.runUntil(BOUND_MS, pair::bothWork)).isNotNegative();
    pair.run(600_000);
    pair.reorganizes = false;
    assertArrives(pair, BOUND_MS);
  }

  /// Scenario 18.
  @Test
  void followsPeersWhileTheCoordinatorIsSilentAndComesBack() {
    PairSimulation pair = working(13);
    pair.coordinator.kill();
    assertThat(pair.runUntil(200_000, () -> pair.gwat.stage() == Stage.CATCH_UP)).isNotNegative();
    pair.run(100_000);
    assertThat(pair.gwat.stage()).isEqualTo(Stage.CATCH_UP);
    pair.coordinator.start();
    assertArrives(pair, BOUND_MS);
  }

  static List<Long> seeds() {
    return java.util.stream.LongStream.rangeClosed(1, 40).boxed().toList();
  }

  /// Everything at once, for a while. Then the faults stop, and both arrive (L1). A failure is run
  /// again by its seed.
  @ParameterizedTest
  @MethodSource("seeds")
  void arrivesWhenTheFaultsStop(long seed) {
    PairSimulation pair = empty(seed);
    pair.reorganizes = true;
    for (int round = 0; round < 60; round++) {
      pair.loss = pair.random.nextInt(3) * 0.2;
      pair.linkIsCut = pair.random.nextInt(8) == 0;
      if (pair.random.nextInt(4) == 0) {
        if (pair.gwat.isUp()) {
          pair.gwat.kill();
        } else {
          pair.gwat.start();
        }
      }
      if (pair.random.nextInt(4) == 0) {
        if (pair.coordinator.isUp()) {
          pair.coordinator.kill();
        } else {
          pair.coordinator.start();
        }
      }
      pair.run(pair.random.nextInt(40) * 500L);
    }
    pair.loss = 0;
    pair.linkIsCut = false;
    pair.reorganizes = false;
    if (!pair.gwat.isUp()) {
      pair.gwat.start();
    }
    if (!pair.coordinator.isUp()) {
      pair.coordinator.start();
    }
    assertArrives(pair, BOUND_MS);
  }
}
