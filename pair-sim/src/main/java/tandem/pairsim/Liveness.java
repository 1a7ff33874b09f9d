package tandem.pairsim;

/// What must come true once faults stop (L1): all pairs work and agree within [#WORKING_MS], gwat's
/// finalised chain grows, and the beacon chain finalises again.
final class Liveness {
  /// Until all pairs work and agree. It holds what is left of deadlines and pauses of the time of
  /// faults: a link's backoff of 10 s, a sync's pause of 10 s, 12 s until a broken connection is
  /// noticed, and the sync itself.
  static final long WORKING_MS = 90_000;

  private static final long FINALITY_EPOCHS = 8;

  private Liveness() {}

  /// The first of it: faults stop, and all pairs work and agree.
  static void work(Simulation sim) {
    sim.heal();
    sim.runUntil("all pairs work and agree", WORKING_MS, () -> sim.allWork() && sim.allAgree());
  }

  static void check(Simulation sim) {
    work(sim);
    long blocks = sim.finalised();
    long epoch = Math.max(0, sim.slot() / SimNetwork.SLOTS_PER_EPOCH);
    sim.runUntil(
        "epoch " + epoch + " is finalised, and blocks",
        FINALITY_EPOCHS * SimNetwork.EPOCH_MS,
        () ->
            sim.allWork()
                && sim.allAgree()
                && sim.finalised() > blocks
                && sim.finalisedEpoch() >= epoch);
  }
}
