package tandem.chaos;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import tandem.devnet.Disk;
import tandem.devnet.Half;
import tandem.devnet.NodeProcess;
import tandem.pairprotocol.Stage;

/// Links that lead to nobody who could answer.
final class Links {
  private Links() {}

  /// The coordinator's secret is wrong in even rounds, gwat's in odd ones.
  record WrongSecret() implements Trial.Fault {
    private static final List<String> WORDS = List.of("WARN", "secret");

    @Override
    public Trial.Round run(Arena arena, int round) throws InterruptedException {
      arena.beWorking();
      Half half = Half.values()[(round + 1) % 2];
      Victim victim = arena.victim();
      Path file = victim.folder().jwtSecret();
      if (file == null) {
        throw new IllegalStateException("the network has no secrets");
      }
      byte[] right = Disk.read(file, 1_024);
      victim.stop(EnumSet.of(half));
      try {
        write(file, ("0123456789abcdef".repeat(4) + "\n").getBytes(StandardCharsets.US_ASCII));
        victim.start(EnumSet.of(half));
        arena.awaitLine(Half.COORDINATOR, WORDS);
      } finally {
        write(file, right);
      }
      if (victim.stage(Half.COORDINATOR) == Stage.WORKING) {
        throw new TrialFailed("the coordinator works without a link");
      }
      victim.stop(EnumSet.of(half));
      long sinceMs = System.currentTimeMillis();
      victim.start(EnumSet.of(half));
      return new Trial.Round.Recovered(
          arena.recovered(sinceMs), "a sentence; the other half not restarted");
    }

    private static void write(Path file, byte[] secret) {
      Disk.remove(file);
      Disk.writeSecret(file, secret);
    }
  }

  /// A coordinator does not end where its gwat is another network's: the right one may take that
  /// one's place at any time.
  record ForeignGwat() implements Trial.Fault {
    private static final Duration APART = Duration.ofSeconds(12);

    @Override
    public Trial.Round run(Arena arena, int round) throws InterruptedException {
      arena.beWorking();
      Victim victim = arena.victim();
      ForeignNetwork foreign = arena.foreign();
      victim.stop(EnumSet.of(Half.COORDINATOR));
      NodeProcess gwat = foreign.start(Half.GWAT);
      try {
        victim.configure(folder ->
            folder.withCoordinator(folder.coordinator().withGwat(foreign.folder().gwatUrl())));
        victim.start(EnumSet.of(Half.COORDINATOR));
        arena.awaitLine(
            Half.COORDINATOR,
            List.of(
                "does not pair with this gwat",
                Long.toString(ChaosPlan.CHAIN_ID),
                Long.toString(ChaosPlan.CHAIN_ID + 1)));
        arena.pause(APART);
        victim.requireLife();
        if (victim.stage(Half.COORDINATOR) == Stage.WORKING) {
          throw new TrialFailed("the coordinator works with a gwat of another network");
        }
      } finally {
        victim.kill(EnumSet.of(Half.COORDINATOR));
        victim.configure(folder -> folder);
        gwat.kill();
      }
      long sinceMs = System.currentTimeMillis();
      victim.start(EnumSet.of(Half.COORDINATOR));
      return new Trial.Round.Recovered(
          arena.recovered(sinceMs),
          "a sentence with both values, never WORKING; gwat not restarted");
    }
  }
}
