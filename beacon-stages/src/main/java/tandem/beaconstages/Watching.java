package tandem.beaconstages;

import java.util.Objects;
import tandem.pairprotocol.Stage;

/// What the watchdog does in each stage. Waiting is not stalling: without peers, without gwat, or
/// while gwat says that it is not ready, no result is due.
final class Watching {
  private Watching() {}

  static void tick(BeaconTurn turn) {
    if (turn.nowMs < turn.watchdog.stepMs()) {
      // The clock was set back.
      turn.watchdog = turn.watchdog.waits(turn.nowMs);
    }
    switch (turn.stage) {
      case STARTING, CATCH_UP -> {}
      case CHECKPOINT_SYNC, DAG_SYNC -> watch(turn, turn.peers > 0);
      // What gwat refuses here resets the clock, and steps back by itself.
      case HEAD_SYNC_READY -> {
        if (!turn.link.up() || turn.invalid != null) {
          turn.watchdog = turn.watchdog.waits(turn.nowMs);
        } else if (turn.pending == null) {
          watch(turn, true);
        }
      }
      case HEAD_SYNC -> {
        if (turn.pending == null) {
          watch(turn, true);
        }
      }
      case WORKING -> {
        if (turn.pending == null) {
          watchWork(turn);
        }
      }
    }
  }

  private static void watchWork(BeaconTurn turn) {
    long slot = turn.params.slotAt(turn.nowMs);
    boolean told = slot < 1 || turn.lastSlot == slot;
    if (told && Objects.equals(turn.applied, turn.head.root())) {
      turn.watchdog = turn.watchdog.result(turn.nowMs);
    } else {
      watch(turn, true);
    }
  }

  private static void watch(BeaconTurn turn, boolean due) {
    if (!due) {
      turn.watchdog = turn.watchdog.waits(turn.nowMs);
    } else if (turn.watchdog.isDue(turn.nowMs)) {
      repair(turn);
    }
  }

  private static void repair(BeaconTurn turn) {
    boolean syncs = turn.stage == Stage.CHECKPOINT_SYNC || turn.stage == Stage.DAG_SYNC;
    RepairStep step = turn.watchdog.step().next();
    if (!syncs && step == RepairStep.OTHER_PEERS) {
      step = step.next();
    }
    long silentS = (turn.nowMs - turn.watchdog.sinceMs()) / 1_000;
    String why = "no result in " + turn.stage + " for " + silentS + " s: " + step.text();
    String before = turn.lastError;
    turn.watchdog = turn.watchdog.stepped(turn.nowMs, step);
    turn.emit(
        new BeaconEffect.Repair(step, before == null ? why : why + "; the last fault: " + before));
    if (!syncs) {
      repairHeadSync(turn, step, why);
    }
    turn.lastError = why;
  }

  private static void repairHeadSync(BeaconTurn turn, RepairStep step, String why) {
    switch (step) {
      case NONE, OTHER_PEERS -> throw new IllegalStateException("no step of head sync: " + step);
      case RETRY -> turn.pause(0);
      case REBUILD -> {
        turn.original = false;
        turn.stepBack = 0;
        turn.refusals = 0;
        turn.chunk = null;
        turn.confirmed = null;
        turn.verifying = false;
        if (turn.stage == Stage.WORKING) {
          restart(turn, why);
        }
      }
      case RESTART -> restart(turn, why);
      case REANCHOR -> {
        turn.stepBack++;
        turn.refusals = 0;
        turn.emit(new BeaconEffect.SteppedBack(turn.stepBack, why));
        restart(turn, why);
      }
    }
  }

  private static void restart(BeaconTurn turn, String why) {
    if (turn.stage == Stage.HEAD_SYNC_READY) {
      turn.pause(0);
    } else {
      turn.backToReadiness(why);
    }
  }
}
