package tandem.chaos;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.devnet.Account;
import tandem.devnet.Disk;
import tandem.devnet.Durations;
import tandem.devnet.ExitCode;
import tandem.devnet.Refusal;
import tandem.devnet.Stop;

/// Runs trials one after the other on pair A of a network that lives all the time.
public final class ChaosRun {
  private final ChaosPlan plan;
  private final Account account;
  private final Stop stop;

  public ChaosRun(ChaosPlan plan, Account account, Stop stop) {
    this.plan = plan;
    this.account = account;
    this.stop = stop;
  }

  /// A trial, for a list.
  ///
  /// @param scenario number of pair-sync.md 12, or where else the fault comes from
  public record Listed(String name, String scenario, String what) {}

  /// All trials.
  public static List<Listed> list() {
    return Trials.all().stream()
        .map(trial -> new Listed(trial.name(), trial.scenario(), trial.what()))
        .toList();
  }

  /// Runs to the end. Nothing that it started runs afterwards.
  ///
  /// @param dir a new or empty folder
  /// @throws Refusal if a trial of the plan does not exist, or the user stops it
  public ChaosReport run(Path dir) throws InterruptedException {
    List<Trial> trials = chosen();
    Path scratch = dir.resolve("kept");
    account.say("making a network in " + dir);
    long startMs = System.currentTimeMillis();
    List<TrialResult> results = new ArrayList<>();
    try (ChaosNetwork network = ChaosNetwork.make(plan, dir.resolve("network"), account);
        Victim victim = new Victim(network.victim(), account)) {
      Disk.makeFolder(scratch);
      network.start();
      victim.start(Arena.BOTH);
      Arena arena = new Arena(network, victim, scratch, account, stop, plan.limit());
      account.say(
          plan.pairs()
              + " pairs and pair A start; slot 0 begins in "
              + Durations.of(network.clock().genesisMs() - System.currentTimeMillis()));
      for (Trial trial : trials) {
        results.add(run(trial, arena, trials));
        if (trials.size() > results.size()) {
          account.say(
              results.size()
                  + " of "
                  + trials.size()
                  + " trials done in "
                  + Durations.of(System.currentTimeMillis() - startMs));
        }
      }
    }
    return new ChaosReport(plan, System.currentTimeMillis() - startMs, results);
  }

  private List<Trial> chosen() {
    List<Trial> all = Trials.all();
    for (String name : plan.trials()) {
      if (all.stream().noneMatch(trial -> trial.name().equals(name))) {
        throw new Refusal(ExitCode.USAGE, "there is no trial " + name + "; --list shows them");
      }
    }
    return all.stream()
        .filter(trial -> plan.trials().isEmpty() || plan.trials().contains(trial.name()))
        .toList();
  }

  private TrialResult run(Trial trial, Arena arena, List<Trial> trials)
      throws InterruptedException {
    account.say("trial " + trial.name() + ": " + trial.what());
    List<Long> millis = new ArrayList<>();
    String checked = "";
    String failure = null;
    String skipped = null;
    int rounds = Math.min(plan.rounds(), trial.roundsMax());
    for (int round = 0; round < rounds && failure == null && skipped == null; round++) {
      try {
        switch (trial.fault().run(arena, round)) {
          case Trial.Round.Recovered(long took, String what) -> {
            millis.add(took);
            checked = what;
            account.say("  back after " + Durations.of(took) + ": " + what);
          }
          case Trial.Round.Skipped(String why) -> {
            skipped = why;
            account.say("  skipped: " + why);
          }
        }
      } catch (TrialFailed e) {
        failure = "round " + (round + 1) + ": " + e.sentence();
        account.say("  FAILED: " + failure);
        repair(arena);
      }
    }
    if (trials.stream().anyMatch(other -> other.fault() instanceof Databases.Old)
        && trial.fault() instanceof Kills.InWorking) {
      keepOldCopy(arena);
    }
    return result(trial, millis, checked, failure, skipped);
  }

  /// Early, so that the copy is old when its trials come.
  private void keepOldCopy(Arena arena) throws InterruptedException {
    try {
      arena.oldCopy();
    } catch (TrialFailed e) {
      account.say("  no copy of the databases yet: " + e.sentence());
    }
  }

  private static TrialResult result(
      Trial trial,
      List<Long> millis,
      String checked,
      @Nullable String failure,
      @Nullable String skipped) {
    return new TrialResult(
        trial.name(),
        trial.scenario(),
        trial.what(),
        trial.target() == null ? null : trial.target().toMillis(),
        millis,
        checked,
        failure,
        skipped);
  }

  /// Gives the next trial a pair that has nothing of this one's.
  private void repair(Arena arena) {
    Victim victim = arena.victim();
    victim.kill(Arena.BOTH);
    victim.configure(folder -> folder);
    victim.forget(Arena.BOTH);
    victim.faults();
    arena.compareAll();
  }
}
