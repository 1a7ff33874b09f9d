package tandem.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tandem.devnet.Disk;
import tandem.devnet.ExitCode;
import tandem.devnet.Half;

/// A database on a small file system of its own, on which something else takes all the space: in
/// even rounds while the node works, in odd ones while it does not run, so that it cannot start.
record FullDisk(Half half) implements Trial.Fault {
  private static final long SPACE = 64L << 20;
  private static final int PIECE = 64 << 10;
  private static final long MOUNT_MAX_S = 10;

  @Override
  public Trial.Round run(Arena arena, int round) throws InterruptedException {
    long before = arena.beWorking();
    Victim victim = arena.victim();
    Path data = victim.data(half);
    Path aside = arena.scratch().resolve("disk");
    victim.stop(EnumSet.of(half));
    Folders.move(data, aside);
    Disk.makeSecretFolder(data);
    if (!run(
        "mount",
        "-t",
        "tmpfs",
        "-o",
        "mode=700,size=" + (Folders.size(aside) + SPACE),
        "tmpfs",
        data.toString())) {
      Disk.remove(data);
      Folders.move(aside, data);
      return new Trial.Round.Skipped("a small file system can be mounted only as root");
    }
    try {
      Folders.copy(aside, data);
      return fill(arena, data, before, round % 2 == 0);
    } finally {
      victim.kill(EnumSet.of(half));
      Disk.remove(aside);
      Folders.copy(data, aside);
      run("umount", data.toString());
      Disk.remove(data);
      Folders.move(aside, data);
    }
  }

  private Trial.Round fill(Arena arena, Path data, long before, boolean working)
      throws InterruptedException {
    Victim victim = arena.victim();
    Path ballast = data.resolve("ballast");
    if (working) {
      victim.start(EnumSet.of(half));
      arena.recovered(System.currentTimeMillis());
    }
    arena.say("filling the file system");
    takeAll(ballast);
    if (!working) {
      victim.start(EnumSet.of(half));
    }
    arena.awaitExit(half, ExitCode.DISK_FULL, List.of("full"));
    Disk.remove(ballast);
    long sinceMs = System.currentTimeMillis();
    victim.start(EnumSet.of(half));
    long tookMs = arena.recovered(sinceMs);
    if (half == Half.GWAT) {
      arena.requireKept(before);
    }
    return new Trial.Round.Recovered(tookMs, "code 4 and a sentence; database kept");
  }

  private static void takeAll(Path file) {
    byte[] piece = new byte[PIECE];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long written = 0; written <= 4 * SPACE; written += PIECE) {
        out.write(piece);
      }
    } catch (IOException _) {
      return;
    }
    throw new TrialFailed("the file system does not become full");
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(MOUNT_MAX_S, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException _) {
      return false;
    }
  }
}
