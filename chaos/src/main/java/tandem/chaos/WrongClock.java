package tandem.chaos;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import tandem.devnet.Half;

/// A coordinator whose clock is ahead or behind by some slots, until somebody sets it right.
record WrongClock() implements Trial.Fault {
  /// In slots, each for a round.
  static final List<Integer> OFFSETS = List.of(1, -1, 3, -3, 2, -2);

  private static final Set<Half> COORDINATOR = EnumSet.of(Half.COORDINATOR);

  @Override
  public Trial.Round run(Arena arena, int round) throws InterruptedException {
    arena.beWorking();
    Victim victim = arena.victim();
    long slots = OFFSETS.get(round % OFFSETS.size());
    arena.say("the clock is wrong by " + slots + " slots");
    victim.stop(COORDINATOR);
    long offsetMs = slots * ChaosPlan.SECONDS_PER_SLOT * 1_000;
    victim.start(Half.COORDINATOR, List.of("--clock-offset-ms=" + offsetMs));
    arena.pause(ChaosPlan.epoch().plus(Duration.ofSeconds(4)));
    victim.requireLife();
    victim.stop(COORDINATOR);
    long sinceMs = System.currentTimeMillis();
    victim.start(COORDINATOR);
    return new Trial.Round.Recovered(arena.recovered(sinceMs), "no process ended");
  }
}
