package tandem.chaos;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import tandem.devnet.Half;
import tandem.pairprotocol.Stage;

/// SIGKILL and SIGTERM.
final class Kills {
  /// In which a sync can be interrupted, in their order.
  static final List<Stage> STAGES =
      List.of(
          Stage.STARTING,
          Stage.CHECKPOINT_SYNC,
          Stage.DAG_SYNC,
          Stage.HEAD_SYNC_READY,
          Stage.HEAD_SYNC);

  /// How long what was killed stays dead.
  private static final Duration DEAD = Duration.ofSeconds(1);

  private Kills() {}

  record InWorking(Set<Half> victims) implements Trial.Fault {
    @Override
    public Trial.Round run(Arena arena, int round) throws InterruptedException {
      long before = arena.beWorking();
      // Each round another moment of a slot.
      arena.pause(Duration.ofMillis(1_000 + 370L * round));
      arena.victim().kill(victims);
      arena.pause(DEAD);
      long sinceMs = System.currentTimeMillis();
      arena.victim().start(victims);
      long tookMs = arena.recovered(sinceMs);
      if (victims.contains(Half.GWAT)) {
        arena.requireKept(before);
      }
      return new Trial.Round.Recovered(tookMs, "database kept");
    }
  }

  record InSync(Set<Half> victims) implements Trial.Fault {
    @Override
    public Trial.Round run(Arena arena, int round) throws InterruptedException {
      Stage stage = STAGES.get(round % STAGES.size());
      Victim victim = arena.victim();
      victim.kill(Arena.BOTH);
      victim.forget(Arena.BOTH);
      arena.compareAll();
      arena.say("killing in " + stage);
      Half trigger = EnumSet.copyOf(victims).iterator().next();
      victim.killAt(trigger, stage, victims);
      victim.start(Arena.BOTH);
      arena.await(trigger.command() + " to enter " + stage, victim::sprung);
      victim.kill(victims);
      arena.pause(DEAD);
      long sinceMs = System.currentTimeMillis();
      victim.start(victims);
      return new Trial.Round.Recovered(arena.recovered(sinceMs), "each sync stage");
    }
  }

  /// Nobody is killed here.
  record Restart() implements Trial.Fault {
    @Override
    public Trial.Round run(Arena arena, int round) throws InterruptedException {
      long before = arena.beWorking();
      Victim victim = arena.victim();
      victim.stop(Arena.BOTH);
      long sinceMs = System.currentTimeMillis();
      victim.start(Arena.BOTH);
      long tookMs = arena.recovered(sinceMs);
      if (victim.openedAt() < before) {
        throw new TrialFailed(
            "gwat had finalised "
                + before
                + " blocks, ended in order, and opened its database at "
                + victim.openedAt());
      }
      if (victim.unwound()) {
        throw new TrialFailed("gwat unwound blocks, though the pair was healthy");
      }
      return new Trial.Round.Recovered(tookMs, "code 0; nothing unwound or executed again");
    }
  }
}
