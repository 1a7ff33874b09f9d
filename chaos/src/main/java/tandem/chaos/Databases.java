package tandem.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import tandem.devnet.Disk;
import tandem.devnet.ExitCode;
import tandem.devnet.Half;
import tandem.devnet.Refusal;

/// Databases that are gone, old, another network's, or lack their end.
final class Databases {
  private Databases() {}

  /// @param fromEpoch before which it is not done
  record Wiped(Set<Half> halves, long fromEpoch) implements Trial.Fault {
    @Override
    public Trial.Round run(Arena arena, int round) throws InterruptedException {
      arena.awaitEpoch(fromEpoch);
      arena.beWorking();
      Victim victim = arena.victim();
      victim.kill(halves);
      victim.forget(halves);
      arena.compareAll();
      long epoch = arena.network().epoch();
      long sinceMs = System.currentTimeMillis();
      victim.start(halves);
      return new Trial.Round.Recovered(
          arena.recovered(sinceMs), "no hand of an operator, in epoch " + epoch);
    }
  }

  /// The copy is made by [OldCopy], early in the run.
  record Old(Half half) implements Trial.Fault {
    private static final long EPOCHS = 10;

    @Override
    public Trial.Round run(Arena arena, int round) throws InterruptedException {
      OldCopy copy = arena.oldCopy();
      arena.awaitEpoch(copy.epoch() + EPOCHS);
      arena.beWorking();
      Victim victim = arena.victim();
      victim.kill(EnumSet.of(half));
      Folders.replace(copy.of(half), victim.data(half));
      arena.compareAll();
      long epochs = arena.network().epoch() - copy.epoch();
      long sinceMs = System.currentTimeMillis();
      victim.start(EnumSet.of(half));
      return new Trial.Round.Recovered(arena.recovered(sinceMs), epochs + " epochs old");
    }
  }

  record Foreign(Half half) implements Trial.Fault {
    @Override
    public Trial.Round run(Arena arena, int round) throws InterruptedException {
      arena.beWorking();
      Victim victim = arena.victim();
      Path foreign = arena.foreign().database(half, arena);
      Path aside = arena.scratch().resolve("aside");
      victim.kill(EnumSet.of(half));
      Folders.move(victim.data(half), aside);
      try {
        Folders.copy(foreign, victim.data(half));
        victim.start(EnumSet.of(half));
        arena.awaitExit(half, ExitCode.WRONG_NETWORK, List.of("network", "genesis"));
      } finally {
        victim.kill(EnumSet.of(half));
        Disk.remove(victim.data(half));
        Folders.move(aside, victim.data(half));
      }
      long sinceMs = System.currentTimeMillis();
      victim.start(EnumSet.of(half));
      return new Trial.Round.Recovered(arena.recovered(sinceMs), "code 5 and a sentence");
    }
  }

  /// What the system had not written when the power went.
  record CutLog(Half half) implements Trial.Fault {
    private static final int CUT_MAX = 8_192;

    @Override
    public Trial.Round run(Arena arena, int round) throws InterruptedException {
      arena.beWorking();
      Victim victim = arena.victim();
      victim.kill(EnumSet.of(half));
      Path log =
          Folders.writeAheadLog(victim.data(half))
              .orElseThrow(() -> new TrialFailed("there is no write-ahead log to cut"));
      long bytes = new Random().nextLong(1, Math.min(CUT_MAX, size(log)) + 1);
      arena.say("cutting " + bytes + " of " + size(log) + " bytes off the log");
      Folders.cut(log, bytes);
      arena.compareAll();
      long sinceMs = System.currentTimeMillis();
      victim.start(EnumSet.of(half));
      arena.await(
          half.command() + " to open its database, or to refuse it",
          () -> victim.exitCode(half).isPresent() || answers(victim));
      if (victim.exitCode(half).isEmpty()) {
        return new Trial.Round.Recovered(arena.recovered(sinceMs), "came back by itself");
      }
      arena.awaitExit(half, ExitCode.DATABASE_DAMAGED, List.of("damaged"));
      victim.forget(EnumSet.of(half));
      sinceMs = System.currentTimeMillis();
      victim.start(EnumSet.of(half));
      return new Trial.Round.Recovered(
          arena.recovered(sinceMs), "code 3 and a sentence, then empty");
    }

    private boolean answers(Victim victim) {
      return victim.line(half, List.of("stage STARTING ->")) != null;
    }

    private static long size(Path file) {
      try {
        return Files.size(file);
      } catch (IOException e) {
        throw Refusal.failed("cannot look at " + file + ": " + e.getMessage());
      }
    }
  }
}
