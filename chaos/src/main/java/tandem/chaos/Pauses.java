package tandem.chaos;

import java.time.Duration;
import tandem.devnet.Half;

/// A process that stands still, longer than anybody waits for it, and does not know.
record Pauses(Half half) implements Trial.Fault {
  private static final Duration STILL = Duration.ofSeconds(45);
  private static final Duration BETWEEN = Duration.ofSeconds(2);

  @Override
  public Trial.Round run(Arena arena, int round) throws InterruptedException {
    arena.beWorking();
    standStill(arena);
    arena.pause(BETWEEN);
    standStill(arena);
    long tookMs = arena.recovered(System.currentTimeMillis());
    return new Trial.Round.Recovered(tookMs, "no process ended");
  }

  private void standStill(Arena arena) throws InterruptedException {
    arena.victim().pause(half);
    try {
      arena.pause(STILL);
    } finally {
      arena.victim().resume(half);
    }
  }
}
