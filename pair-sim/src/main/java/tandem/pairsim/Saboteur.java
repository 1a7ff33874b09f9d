package tandem.pairsim;

import java.util.HashMap;
import java.util.Map;

/// Makes things fail at random moments, by a [FaultModel].
final class Saboteur {
  private static final long OUTAGE_MIN_MS = 500;
  private static final long OUTAGE_MAX_MS = 128_000;
  private static final int WRITES_AHEAD_MAX = 40;

  private final Simulation sim;
  private final FaultModel model;
  private final Chance chance;
  private final Map<Half, Disk> backups = new HashMap<>();
  private boolean active = true;

  Saboteur(Simulation sim, FaultModel model) {
    this.sim = sim;
    this.model = model;
    this.chance = sim.faultChance;
  }

  void begin() {
    sim.transcript.add("faults begin: " + model);
    for (int pair = 0; pair < sim.plan.pairs; pair++) {
      setClock(pair);
    }
    next();
  }

  void end() {
    active = false;
  }

  private void next() {
    if (model.weights() > 0) {
      sim.agenda.after(
          chance.between(model.faultEveryMs() / 4, model.faultEveryMs() * 7 / 4),
          () -> {
            if (active) {
              fail();
              next();
            }
          });
    }
  }

  private void fail() {
    int pick = chance.below(model.weights());
    int pair = chance.below(sim.plan.pairs);
    Half half = chance.hits(0.5) ? sim.gwat(pair) : sim.coordinator(pair);
    if ((pick -= model.kill()) < 0) {
      boolean both = chance.hits(0.2);
      restart(half);
      if (both) {
        restart(half instanceof GwatHalf ? sim.coordinator(pair) : sim.gwat(pair));
      }
    } else if ((pick -= model.powerCut()) < 0) {
      half.disk.cutAtWrite(1 + chance.below(WRITES_AHEAD_MAX), chance.hits(0.5));
    } else if ((pick -= model.pause()) < 0) {
      long ms = outageMs();
      sim.transcript.add(half + " pauses for " + ms + " ms");
      half.pause(ms);
    } else if ((pick -= model.partition()) < 0) {
      partition();
    } else if ((pick -= model.linkCut()) < 0) {
      long ms = outageMs();
      sim.transcript.add("link " + pair + " cut for " + ms + " ms");
      sim.link(pair).cut(ms);
    } else if ((pick -= model.wipe()) < 0) {
      sim.wipe(half);
      sim.startLater(half, outageMs());
    } else if ((pick -= model.oldDatabase()) < 0) {
      giveBack(half);
    } else {
      fill(half);
    }
  }

  private void restart(Half half) {
    sim.kill(half);
    setClock(half.index);
    sim.startLater(half, outageMs());
  }

  /// The first time keeps a copy, the second time puts it in place.
  private void giveBack(Half half) {
    Disk backup = backups.remove(half);
    if (backup == null) {
      sim.halves().forEach(each -> backups.put(each, each.disk.copy()));
      return;
    }
    sim.kill(half);
    half.disk = backup;
    sim.transcript.add(half + " has an old database");
    sim.startLater(half, outageMs());
  }

  private void fill(Half half) {
    half.disk.fillAfter(chance.below(WRITES_AHEAD_MAX));
    sim.agenda.after(
        outageMs(),
        () -> {
          if (active) {
            sim.freeDisk(half);
          }
        });
  }

  /// The pairs fall in two, for one of the halves' networks or for both.
  private void partition() {
    long ms = outageMs();
    boolean oneWay = chance.hits(0.3);
    boolean ofGwats = chance.hits(0.7);
    boolean ofCoordinators = !ofGwats || chance.hits(0.7);
    long side = chance.any();
    sim.transcript.add(
        "partition for %d ms, one way %b, gwats %b, coordinators %b"
            .formatted(ms, oneWay, ofGwats, ofCoordinators));
    for (int from = 0; from < sim.plan.pairs; from++) {
      for (int to = 0; to < sim.plan.pairs; to++) {
        boolean apart = (side >>> from & 1) != (side >>> to & 1);
        if (apart && (!oneWay || (side >>> from & 1) == 1)) {
          if (ofGwats) {
            sim.gwats.block(from, to, ms);
          }
          if (ofCoordinators) {
            sim.coordinators.block(from, to, ms);
          }
        }
      }
    }
  }

  private void setClock(int pair) {
    if (model.clockSkewMs() > 0) {
      long skewMs = chance.between(-model.clockSkewMs(), model.clockSkewMs());
      sim.gwat(pair).skewMs = skewMs;
      sim.coordinator(pair).skewMs = skewMs;
    }
  }

  /// Short outages are as likely as long ones.
  private long outageMs() {
    long max = OUTAGE_MIN_MS;
    while (max < OUTAGE_MAX_MS && chance.hits(0.8)) {
      max *= 2;
    }
    return chance.between(OUTAGE_MIN_MS / 2, Math.min(max, OUTAGE_MAX_MS));
  }
}
