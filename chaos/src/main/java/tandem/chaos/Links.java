package tandem.chaos;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import tandem.devnet.Disk;
import tandem.devnet.ExitCode;
import tandem.devnet.Half;
import tandem.devnet.NodeProcess;
import tandem.pairprotocol.Stage;

/// Links that lead to nobody who could answer.
final class Links {
  private Links() {}

  /// The coordinator's secret is wrong in even rounds, gwat's in odd ones.
  record WrongSecret() implements Trial.Fault {
    private static final Duration WRONG = Duration.ofSeconds(12);
    private static final List<String> WORDS = List.of("token", "JWT", "401");

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
        arena.pause(WRONG);
        victim.requireLife();
      } finally {
        write(file, right);
      }
      if (victim.stage(Half.COORDINATOR) == Stage.WORKING) {
        throw new TrialFailed("the coordinator works without a link");
      }
      String said = victim.line(Half.COORDINATOR, WORDS);
      if (said == null) {
        throw new TrialFailed("the coordinator does not say that its secret is refused");
      }
      arena.say("it said: " + said);
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

  record ForeignGwat() implements Trial.Fault {
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
        arena.awaitExit(
            Half.COORDINATOR, ExitCode.WRONG_NETWORK, List.of("network", "genesis", "chain"));
      } finally {
        victim.kill(EnumSet.of(Half.COORDINATOR));
        victim.configure(folder -> folder);
        gwat.kill();
      }
      long sinceMs = System.currentTimeMillis();
      victim.start(EnumSet.of(Half.COORDINATOR));
      return new Trial.Round.Recovered(
          arena.recovered(sinceMs), "code 5 and a sentence; gwat not restarted");
    }
  }
}
