package tandem.pairsim;

import tandem.store.Batch;

/// A half that loses its power at a given write of a run. On its way back it either goes without
/// further crashes, and the disk that one would leave is looked at after each write; or it loses
/// power again at the first write after its start, at the second, and so on, by turns before the
/// write with all that it had written and after it without what was not synced. Once it works
/// before that many writes, each write of the way back has been a crash.
final class CrashChain implements Witness {
  /// So many writes of one way back are crashes. A head sync of three epochs takes fifty.
  private static final int WRITES_MAX = 64;

  private static final long DOWN_MS = 300;
  private static final long STEP_MS = 100;

  /// The given write has come.
  static final class Reached extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Reached() {
      super("the write has come", null, false, false);
    }
  }

  private final Simulation sim;
  private final Half half;
  private final Bench bench;
  private final boolean again;
  private long cutAt;
  private boolean after;
  private boolean loses;
  private long writes;
  private int crashes;

  CrashChain(Simulation sim, Half half, CrashPoint point, Bench bench) {
    this.sim = sim;
    this.half = half;
    this.bench = bench;
    this.again = point.again();
    plan(point.write(), point.after(), point.loses());
  }

  /// Losses of power, ever.
  int crashes() {
    return crashes;
  }

  /// After [Reached]: all other faults stop, and the half comes back to work.
  void goOn() {
    if (!again) {
      plan(Long.MAX_VALUE, false, false);
      Liveness.work(sim);
      return;
    }
    sim.heal();
    int write = 1;
    while (write <= WRITES_MAX && crashesAt(write, write % 2 == 0)) {
      write++;
    }
    plan(Long.MAX_VALUE, false, false);
    Liveness.check(sim);
  }

  @Override
  public void starts(Half starting) {
    if (starting == half && crashes > 0) {
      bench.look(half);
    }
  }

  @Override
  public void before(Half writing, Batch batch) {
    if (writing == half) {
      writes++;
      if (writes == cutAt && !after) {
        throw new PowerCut();
      }
    }
  }

  @Override
  public void after(Half writing, Batch batch) {
    if (writing == half) {
      if (crashes > 0) {
        bench.look(half);
      }
      if (writes == cutAt) {
        throw new PowerCut();
      }
    }
  }

  @Override
  public boolean takesCare(Half dying) {
    if (dying != half || writes != cutAt) {
      return false;
    }
    cutAt = Long.MAX_VALUE;
    crashes++;
    sim.powerCut(half, loses ? half.disk.unsynced() : 0);
    if (crashes == 1) {
      throw new Reached();
    }
    return true;
  }

  /// Starts the half anew and lets it crash.
  ///
  /// @return whether it did before it worked
  private boolean crashesAt(long write, boolean afterIt) {
    sim.kill(half);
    plan(write, afterIt, afterIt);
    sim.run(DOWN_MS);
    half.start();
    long endMs = sim.nowMs() + Liveness.WORKING_MS;
    while (half.isUp() && !sim.works(half.index)) {
      if (sim.nowMs() >= endMs) {
        throw new Violation(
            "L1: %s does not work %d s after its start; %s"
                .formatted(half, Liveness.WORKING_MS / 1_000, sim.stages()));
      }
      sim.run(STEP_MS);
    }
    return !half.isUp();
  }

  private void plan(long write, boolean afterIt, boolean losing) {
    cutAt = write;
    writes = 0;
    after = afterIt;
    loses = losing;
  }
}
