package tandem.chaos;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import tandem.devnet.CoordinatorApi;
import tandem.devnet.Half;
import tandem.devnet.Member;
import tandem.devnet.Unreachable;
import tandem.pairprotocol.Stage;

/// Halves that start at different times, and a network in different states.
final class Starts {
  private Starts() {}

  /// The run has started all pairs, A too, before genesis.
  record Genesis() implements Trial.Fault {
    @Override
    public Trial.Round run(Arena arena, int round) throws InterruptedException {
      long genesisMs = arena.network().clock().genesisMs();
      if (!arena.victim().started(Half.GWAT)) {
        throw new IllegalStateException("the run has to start A before genesis");
      }
      arena.await("genesis", () -> System.currentTimeMillis() >= genesisMs);
      arena.await(
          "all pairs to work", () -> arena.network().members().stream().allMatch(Genesis::works));
      arena.await("a finalised block", () -> hasBlocks(arena.network().witness()));
      return new Trial.Round.Recovered(arena.recovered(genesisMs), "a block is finalised");
    }

    private static boolean works(Member member) {
      try {
        return member.gwat().status().stage() == Stage.WORKING
            && member.coordinator().status().stage() == Stage.WORKING;
      } catch (Unreachable _) {
        return false;
      }
    }

    private static boolean hasBlocks(Member member) {
      try {
        return member.gwat().latest().number() > 0;
      } catch (Unreachable _) {
        return false;
      }
    }
  }

  record OneFirst(Half first) implements Trial.Fault {
    @Override
    public Trial.Round run(Arena arena, int round) throws InterruptedException {
      Victim victim = arena.victim();
      victim.kill(Arena.BOTH);
      victim.forget(Arena.BOTH);
      arena.compareAll();
      victim.start(EnumSet.of(first));
      arena.pause(ChaosPlan.epoch().multipliedBy(2));
      victim.requireLife();
      if (victim.stage(first) == Stage.WORKING) {
        throw new TrialFailed(first.command() + " works without its other half");
      }
      arena.say(first.command() + " is in " + victim.stage(first) + ": " + waitsFor(victim));
      long sinceMs = System.currentTimeMillis();
      victim.start(EnumSet.complementOf(EnumSet.of(first)));
      return new Trial.Round.Recovered(
          arena.recovered(sinceMs), "not WORKING alone; says what it waits for");
    }

    private String waitsFor(Victim victim) {
      try {
        String sentence =
            switch (first) {
              case GWAT -> victim.member().gwat().status().waitsFor();
              case COORDINATOR -> victim.member().coordinator().status().waitsFor();
            };
        if (sentence == null || sentence.isBlank()) {
          throw new TrialFailed(first.command() + " does not say what it waits for");
        }
        return sentence;
      } catch (Unreachable e) {
        throw new TrialFailed("alone it does not answer: " + e.sentence());
      }
    }
  }

  /// @param restarted what is killed and starts again; the coordinator is among it
  record SilentCoordinator(Set<Half> restarted) implements Trial.Fault {
    @Override
    public Trial.Round run(Arena arena, int round) throws InterruptedException {
      arena.beWorking();
      Victim victim = arena.victim();
      victim.kill(EnumSet.of(Half.COORDINATOR));
      arena.await(
          "gwat to notice that its coordinator is gone",
          () -> {
            victim.requireLife();
            return victim.stage(Half.GWAT) == Stage.CATCH_UP;
          });
      victim.kill(restarted);
      long sinceMs = System.currentTimeMillis();
      victim.start(restarted);
      return new Trial.Round.Recovered(arena.recovered(sinceMs), "gwat was in CATCH_UP");
    }
  }

  record StalledFinality() implements Trial.Fault {
    private static final int EPOCHS = 6;

    @Override
    public Trial.Round run(Arena arena, int round) throws InterruptedException {
      arena.beWorking();
      Victim victim = arena.victim();
      ChaosNetwork network = arena.network();
      victim.kill(Arena.BOTH);
      victim.forget(Arena.BOTH);
      arena.compareAll();
      CoordinatorApi.Finality before = finality(network);
      network.stall();
      arena.pause(ChaosPlan.epoch().multipliedBy(EPOCHS));
      CoordinatorApi.Finality stalled = finality(network);
      if (stalled.finalizedEpoch() > before.finalizedEpoch() + 2) {
        throw new TrialFailed("finality does not stall: epoch " + stalled.finalizedEpoch());
      }
      long sinceMs = System.currentTimeMillis();
      victim.start(Arena.BOTH);
      long tookMs = arena.recovered(sinceMs);
      network.revive();
      arena.await(
          "finality to come back",
          Duration.ofMinutes(5),
          () -> finalizedEpoch(network) > stalled.finalizedEpoch() + 1);
      network.mustFinalise();
      arena.recovered(System.currentTimeMillis());
      return new Trial.Round.Recovered(tookMs, "finality came back afterwards");
    }

    private static CoordinatorApi.Finality finality(ChaosNetwork network) {
      try {
        return network.finality();
      } catch (Unreachable e) {
        throw new TrialFailed("the network does not answer: " + e.sentence());
      }
    }

    private static long finalizedEpoch(ChaosNetwork network) {
      try {
        return network.finality().finalizedEpoch();
      } catch (Unreachable _) {
        return -1;
      }
    }
  }
}
