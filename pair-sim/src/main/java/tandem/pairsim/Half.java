package tandem.pairsim;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.loop.ExitReason;
import tandem.pairprotocol.Stage;
import tandem.store.Store;
import tandem.store.StoreException;

/// One process of a pair: up or down, with a disk that outlives it. What is posted to it reaches
/// the run of the process to which it was posted, or nobody.
abstract class Half {
  private static final long TICK_MS = 100;

  final Simulation sim;
  final int index;
  final String name;
  Disk disk;

  /// How far its clock is off; a pair has one clock.
  long skewMs;

  /// The event in hand, or the last one; null while the process starts.
  @Nullable Object handling;

  private final Map<Stage, Runnable> traps = new EnumMap<>(Stage.class);
  private int run;
  private boolean up;
  private @Nullable ExitReason exit;
  private long pausedUntilMs;

  Half(Simulation sim, int index, String name) {
    this.sim = sim;
    this.index = index;
    this.name = name;
    this.disk = new Disk(sim.diskFault);
  }

  /// Opens the database and takes its place.
  ///
  /// @throws PowerCut if a write on the way does
  abstract void open();

  /// The process is gone; nothing can be asked of it any more.
  abstract void gone();

  abstract void tick();

  abstract Stage stage();

  /// What the process is given that begins now.
  final Store openDisk() {
    Witness witness = sim.witness();
    if (witness == null) {
      return disk.open();
    }
    witness.starts(this);
    return new WitnessedStore(this, witness, disk.open());
  }

  boolean isUp() {
    return up;
  }

  int run() {
    return run;
  }

  long clockMs() {
    return sim.nowMs() + skewMs;
  }

  void start() {
    if (up) {
      return;
    }
    run++;
    up = true;
    exit = null;
    handling = null;
    pausedUntilMs = 0;
    try {
      open();
    } catch (PowerCut cut) {
      sim.powerCut(this);
      return;
    } catch (StoreException fault) {
      ended(fault);
      return;
    } catch (Violation violation) {
      throw violation;
    } catch (RuntimeException e) {
      throw new Violation(name + " does not start", e);
    }
    sim.transcript.add(name + " started");
    post(sim.network.between(1, TICK_MS), this::tickAgain);
  }

  /// The machine threw what the store did: the process ends with the code for it, as the real one
  /// does (`Effects`). Only a full disk is a fault of these disks.
  void ended(StoreException fault) {
    if (fault.kind() != StoreException.Kind.FULL) {
      throw new Violation(name + " met a bad disk", fault);
    }
    exit = new ExitReason(ExitReason.Code.DISK_FULL, String.valueOf(fault.getMessage()));
    sim.exited(this);
  }

  /// Why the process has ended by itself the last time, or null.
  @Nullable ExitReason exit() {
    return exit;
  }

  /// The process ends at once. Its disk keeps what was written.
  void kill() {
    if (up) {
      up = false;
      run++;
      gone();
    }
  }

  /// Does something once, as soon as a stage is entered.
  void whenIn(Stage stage, Runnable action) {
    traps.put(stage, action);
  }

  void forgetTraps() {
    traps.clear();
  }

  /// A stage was entered.
  void entered(Stage stage) {
    Runnable action = traps.remove(stage);
    if (action != null) {
      sim.agenda.after(0, action);
    }
  }

  void pause(long ms) {
    pausedUntilMs = Math.max(pausedUntilMs, sim.nowMs() + ms);
  }

  void unpause() {
    pausedUntilMs = 0;
  }

  /// Lets something happen in this run of the process, after a time.
  void post(long delayMs, Runnable action) {
    int target = run;
    sim.agenda.after(delayMs, () -> deliver(target, action));
  }

  private void deliver(int target, Runnable action) {
    if (!up || run != target) {
      return;
    }
    if (pausedUntilMs > sim.nowMs()) {
      sim.agenda.at(pausedUntilMs, () -> deliver(target, action));
      return;
    }
    action.run();
  }

  private void tickAgain() {
    post(TICK_MS, this::tickAgain);
    tick();
  }

  @Override
  public String toString() {
    return name;
  }
}
