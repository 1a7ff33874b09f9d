package tandem.pairsim;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import tandem.loop.ExitReason;
import tandem.pairprotocol.Stage;

/// The scenarios of pair-sync.md 12, by their numbers, and schedules of everything at random. *A*
/// is the last pair; all others have started together before genesis and go on working. Each ends
/// with [Liveness], which is where it has to come true that all pairs work and agree.
enum Scenario {
  /// Not of the list: faults of every kind at random, in a network that starts in some order.
  RANDOM(Scenario::random),
  /// 1
  STARTS_EMPTY(sim -> {
    others(sim, 4);
    sim.startPair(a(sim));
    requireWorking(sim, 60_000);
  }),
  /// 2
  GWAT_LONG_BEFORE_COORDINATOR(sim -> {
    others(sim, 1);
    sim.gwat(a(sim)).start();
    sim.runEpochs(8);
    sim.coordinator(a(sim)).start();
    requireWorking(sim, 60_000);
  }),
  /// 3
  COORDINATOR_LONG_BEFORE_GWAT(sim -> {
    others(sim, 1);
    sim.coordinator(a(sim)).start();
    sim.runEpochs(8);
    sim.gwat(a(sim)).start();
    requireWorking(sim, 60_000);
  }),
  /// 4
  GWAT_KILLED_IN_EACH_STAGE(sim -> killedInEachStage(sim, List.of(sim.gwat(a(sim))))),
  /// 5
  COORDINATOR_KILLED_IN_EACH_STAGE(sim -> killedInEachStage(sim, List.of(sim.coordinator(a(sim))))),
  /// 6
  BOTH_KILLED_IN_EACH_STAGE(
      sim -> killedInEachStage(sim, List.of(sim.gwat(a(sim)), sim.coordinator(a(sim))))),
  /// 7
  LINK_CUT_IN_EACH_STAGE(Scenario::linkCut),
  /// 8
  ANSWERS_LOST_AFTER_EXECUTION(sim -> {
    others(sim, 3);
    sim.setFaults(FaultModel.messages(0, 0, 60, 0.3));
    sim.startPair(a(sim));
    sim.runEpochs(6);
  }),
  /// 9
  RESTART_OF_A_HEALTHY_PAIR(Scenario::healthyRestart),
  /// 10
  GWAT_MUCH_OLDER(sim -> older(sim, sim.gwat(a(sim)))),
  /// 11
  COORDINATOR_MUCH_OLDER(sim -> older(sim, sim.coordinator(a(sim)))),
  /// 12
  GWAT_WIPED(sim -> wiped(sim, sim.gwat(a(sim)))),
  /// 13
  COORDINATOR_WIPED(sim -> wiped(sim, sim.coordinator(a(sim)))),
  /// 14
  HEAD_CHANGES_BRANCH_DURING_HEAD_SYNC(Scenario::branchChange),
  /// 15
  FINALITY_STALLS_THEN_A_JOINS(Scenario::stall),
  /// 17
  ALL_PEERS_VANISH(Scenario::lonely),
  /// 18
  COORDINATOR_SILENT(sim -> {
    sim.startAll();
    sim.runEpochs(3);
    GwatHalf gwat = sim.gwat(a(sim));
    sim.kill(sim.coordinator(a(sim)));
    sim.runUntil("CATCH_UP", 6 * SimNetwork.EPOCH_MS, () -> gwat.stage() == Stage.CATCH_UP);
    sim.runEpochs(1 + sim.faultChance.below(3));
    sim.coordinator(a(sim)).start();
    requireWorking(sim, 60_000);
  }),
  /// 19
  DISK_FULL(Scenario::diskFull),
  /// 21
  PARTITION_WITH_TWO_HEADS(Scenario::twoHeads),
  /// 22
  BLOCKS_DURING_SYNC(sim -> {
    others(sim, 4);
    sim.setFaults(FaultModel.messages(0.05, 0.2, 1_500, 0));
    sim.startPair(a(sim));
    sim.runEpochs(3);
  }),
  /// 23
  CRASH_BETWEEN_WRITES(Scenario::crashes),
  /// 24
  GENESIS_TOGETHER(sim -> {
    sim.startAll();
    sim.runEpochs(6);
    if (!sim.allWork() || sim.finalisedEpoch() < 3) {
      throw new Violation("L1: genesis together: " + sim.stages());
    }
  }),
  /// 25
  CRASH_BETWEEN_CHUNKS(Scenario::chunks);

  private static final List<Stage> SYNC_STAGES =
      List.of(Stage.CHECKPOINT_SYNC, Stage.DAG_SYNC, Stage.HEAD_SYNC_READY, Stage.HEAD_SYNC);

  private final Consumer<Simulation> play;

  Scenario(Consumer<Simulation> play) {
    this.play = play;
  }

  /// What people call it: lower case, with dashes.
  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// @param title one of all titles
  static Scenario of(String title) {
    return Arrays.stream(values())
        .filter(known -> known.title().equals(title))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no scenario " + title));
  }

  void play(Simulation sim) {
    play.accept(sim);
  }

  private static int a(Simulation sim) {
    return sim.plan.pairs - 1;
  }

  private static void others(Simulation sim, long epochs) {
    for (int pair = 0; pair < a(sim); pair++) {
      sim.startPair(pair);
    }
    sim.runEpochs(epochs);
  }

  private static void requireWorking(Simulation sim, long maxMs) {
    sim.runUntil("A works", maxMs, () -> works(sim));
  }

  private static boolean works(Simulation sim) {
    GwatHalf gwat = sim.gwat(a(sim));
    CoordinatorHalf coordinator = sim.coordinator(a(sim));
    return gwat.isUp()
        && coordinator.isUp()
        && gwat.stage() == Stage.WORKING
        && coordinator.stage() == Stage.WORKING;
  }

  private static void random(Simulation sim) {
    Chance chance = sim.faultChance;
    boolean together = chance.hits(0.5);
    for (Half half : sim.halves()) {
      long latestMs = together ? 3_000 : 2 * SimNetwork.EPOCH_MS;
      sim.startLater(half, chance.between(0, latestMs));
    }
    sim.runEpochs(chance.between(1, 3));
    sim.sabotage(FaultModel.draw(chance));
    sim.runEpochs(chance.between(3, 8));
  }

  private static void killedInEachStage(Simulation sim, List<? extends Half> halves) {
    others(sim, 3);
    sim.startPair(a(sim));
    for (Stage stage : SYNC_STAGES) {
      killedIn(sim, halves, stage);
    }
    requireWorking(sim, 90_000);
    killedIn(sim, halves, Stage.WORKING);
    halves.forEach(half -> sim.restart(half, sim.faultChance.between(0, 20_000)));
    sim.run(20_000);
    requireWorking(sim, 60_000);
  }

  private static void killedIn(Simulation sim, List<? extends Half> halves, Stage stage) {
    Half first = halves.getFirst();
    long delayMs = sim.faultChance.hits(0.5) ? 0 : sim.faultChance.between(0, 1_500);
    first.whenIn(
        stage,
        () ->
            sim.agenda.after(
                delayMs,
                () ->
                    halves.forEach(
                        half -> sim.restart(half, sim.faultChance.between(200, 5_000)))));
    sim.run(15_000);
    first.forgetTraps();
  }

  private static void linkCut(Simulation sim) {
    others(sim, 3);
    sim.startPair(a(sim));
    long[] lengthsMs = {1_000, SimNetwork.EPOCH_MS, 4 * SimNetwork.EPOCH_MS};
    long ms = lengthsMs[sim.faultChance.below(lengthsMs.length)];
    Stage stage = SYNC_STAGES.get(sim.faultChance.below(SYNC_STAGES.size()));
    sim.coordinator(a(sim)).whenIn(stage, () -> sim.link(a(sim)).cut(ms));
    sim.run(30_000 + ms);
    requireWorking(sim, 60_000);
    sim.link(a(sim)).cut(ms);
    sim.run(ms);
    requireWorking(sim, 15_000);
  }

  private static void healthyRestart(Simulation sim) {
    sim.startAll();
    sim.runEpochs(4);
    GwatHalf gwat = sim.gwat(a(sim));
    long before = gwat.machine().reads().lastFinalized().number();
    sim.kill(gwat);
    sim.kill(sim.coordinator(a(sim)));
    sim.run(3_000);
    sim.startPair(a(sim));
    long after = gwat.machine().reads().lastFinalized().number();
    if (after < before) {
      throw new Violation("a restart lost finalised blocks: " + before + ", then " + after);
    }
    requireWorking(sim, 15_000);
  }

  private static void older(Simulation sim, Half half) {
    sim.startAll();
    sim.runEpochs(2);
    Disk old = half.disk.copy();
    sim.runEpochs(6);
    sim.kill(half);
    half.disk = old;
    sim.transcript.add(half + " has an old database");
    sim.startLater(half, sim.faultChance.between(0, 10_000));
    sim.run(10_000);
    requireWorking(sim, 60_000);
  }

  private static void wiped(Simulation sim, Half half) {
    sim.startAll();
    sim.runEpochs(6);
    sim.wipe(half);
    sim.startLater(half, sim.faultChance.between(0, 10_000));
    sim.run(10_000);
    requireWorking(sim, 60_000);
  }

  private static void branchChange(Simulation sim) {
    others(sim, 3);
    // A hears of one other pair only, which hears of nobody else.
    apart(sim, pair -> pair == 0 || pair == a(sim), 4 * SimNetwork.EPOCH_MS);
    sim.runEpochs(1);
    CoordinatorHalf coordinator = sim.coordinator(a(sim));
    coordinator.whenIn(
        Stage.HEAD_SYNC,
        () -> {
          sim.gwats.unblockAll();
          sim.coordinators.unblockAll();
        });
    sim.startPair(a(sim));
    sim.runEpochs(4);
  }

  private static void stall(Simulation sim) {
    others(sim, 3);
    // With A, which never started, half of the validators are away.
    sim.kill(sim.gwat(0));
    sim.kill(sim.coordinator(0));
    sim.runEpochs(8);
    sim.startPair(a(sim));
    requireWorking(sim, 90_000);
    sim.runEpochs(1);
  }

  private static void lonely(Simulation sim) {
    others(sim, 3);
    sim.startPair(a(sim));
    sim.run(sim.faultChance.between(0, 40_000));
    apart(sim, pair -> pair == a(sim), 2 * SimNetwork.EPOCH_MS);
    sim.runEpochs(2);
    requireWorking(sim, 90_000);
  }

  /// Each half of A in turn, at some write: it ends with its code, starts in vain while there is no
  /// space, and comes back when there is.
  private static void diskFull(Simulation sim) {
    others(sim, 3);
    sim.startPair(a(sim));
    sim.run(sim.faultChance.between(0, 30_000));
    for (Half half : List.of(sim.gwat(a(sim)), sim.coordinator(a(sim)))) {
      half.start();
      half.disk.fillAfter(sim.faultChance.below(20));
      sim.runUntil(half + " has met its full disk", 60_000, () -> !half.isUp());
      requireDiskFull(half);
      long writes = half.disk.writes();
      half.start();
      sim.run(sim.faultChance.between(1_000, 2 * SimNetwork.EPOCH_MS));
      if (half.disk.writes() != writes) {
        throw new Violation(half + " has written to a full disk");
      }
      if (!half.isUp()) {
        requireDiskFull(half);
      }
      sim.freeDisk(half);
      requireWorking(sim, 90_000);
    }
  }

  private static void requireDiskFull(Half half) {
    ExitReason exit = half.exit();
    if (exit == null || exit.code() != ExitReason.Code.DISK_FULL) {
      throw new Violation(half + " ended with " + exit + " when its disk was full");
    }
  }

  private static void twoHeads(Simulation sim) {
    sim.startAll();
    sim.runEpochs(3);
    int half = sim.plan.pairs / 2;
    apart(sim, pair -> pair < half, sim.faultChance.between(1, 5) * SimNetwork.EPOCH_MS);
    sim.runEpochs(5);
  }

  /// Cuts both networks in two.
  private static void apart(Simulation sim, IntPredicate side, long ms) {
    for (int from = 0; from < sim.plan.pairs; from++) {
      for (int to = 0; to < sim.plan.pairs; to++) {
        if (side.test(from) != side.test(to)) {
          sim.gwats.block(from, to, ms);
          sim.coordinators.block(from, to, ms);
        }
      }
    }
    sim.transcript.add("partition for " + ms + " ms");
  }

  private static void crashes(Simulation sim) {
    others(sim, 3);
    sim.startPair(a(sim));
    for (int i = 0; i < 16; i++) {
      Half half = sim.faultChance.hits(0.5) ? sim.gwat(a(sim)) : sim.coordinator(a(sim));
      half.disk.cutAtWrite(1 + sim.faultChance.below(30), sim.faultChance.hits(0.5));
      sim.run(sim.faultChance.between(1_000, 15_000));
      half.start();
    }
  }

  private static void chunks(Simulation sim) {
    others(sim, 1);
    sim.coordinator(a(sim)).start();
    sim.runEpochs(8);
    for (int i = 0; i < 8; i++) {
      Half half = sim.faultChance.hits(0.5) ? sim.gwat(a(sim)) : sim.coordinator(a(sim));
      long delayMs = sim.faultChance.between(0, 150);
      half.whenIn(Stage.HEAD_SYNC, () -> sim.agenda.after(delayMs, () -> sim.restart(half, 1_000)));
      sim.startPair(a(sim));
      sim.run(12_000);
    }
    sim.halves().forEach(Half::forgetTraps);
    requireWorking(sim, 60_000);
  }
}
