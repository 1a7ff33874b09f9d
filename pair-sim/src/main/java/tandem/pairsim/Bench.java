package tandem.pairsim;

import java.util.List;
import tandem.gwatcore.NodeEvent;

/// Starts a half from images of its disk, apart from any network: what a half finds that lost its
/// power at a write. The invariants remember the image before, so that nothing may be lost from one
/// to the next. A start that writes is cut at each of its writes, before and after, and repeated.
final class Bench {
  private final Simulation base;
  private final Simulation aside;
  private long starts;

  /// @param base the run whose disks are looked at
  Bench(Simulation base, long seed) {
    this.base = base;
    aside = new Simulation(base.plan, seed, 0, Disk.Fault.NONE);
    aside.setWitness(new StaysDown());
  }

  /// Starts, ever.
  long starts() {
    return starts;
  }

  /// Starts from a disk as it is now.
  ///
  /// @param half of the run
  /// @throws Violation if an invariant does not hold of what it finds
  void look(Half half) {
    Half own = half instanceof GwatHalf ? aside.gwat(half.index) : aside.coordinator(half.index);
    if (own instanceof GwatHalf gwat && gwat.isUp() && half.handling instanceof NodeEvent event) {
      // Whom the coordinator has named decides about what may leave.
      aside.invariants.gwat(gwat, new GwatHalf.Step(event, gwat.stage(), gwat.stage(), List.of()));
    }
    own.kill();
    aside.agenda.runUntil(base.nowMs());
    own.skewMs = half.skewMs;
    Disk image = half.disk.image();
    Disk tried = image.image();
    start(own, tried);
    for (long write = 1; write <= tried.writes(); write++) {
      for (boolean after : new boolean[] {false, true}) {
        Disk cut = image.image();
        cut.cutAtWrite(write, after);
        start(own, cut);
        start(own, cut);
      }
    }
  }

  private void start(Half own, Disk disk) {
    starts++;
    own.kill();
    own.disk = disk;
    own.start();
  }

  /// A half that loses its power is started by the bench alone.
  private record StaysDown() implements Witness {
    @Override
    public boolean takesCare(Half half) {
      half.kill();
      return true;
    }
  }
}
