package tandem.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.devnet.Account;
import tandem.devnet.Agreement;
import tandem.devnet.Durations;
import tandem.devnet.Half;
import tandem.devnet.LatePair;
import tandem.devnet.Refusal;
import tandem.devnet.Unreachable;
import tandem.pairprotocol.Stage;

/// Kills halves of the late pair, by SIGKILL, in each stage, and starts them again as any operator
/// would (pair-sync.md 12, scenarios 4 to 6 and 9). Each trial begins with empty databases and ends
/// when the pair works again and agrees with the others.
final class KillTrials {
  /// A restart of a healthy pair is to take no longer.
  private static final Duration HEALTHY_MAX = Duration.ofSeconds(15);

  /// How long a pair works before a kill in WORKING.
  private static final Duration WORK = Duration.ofSeconds(10);

  /// How long what was killed stays dead.
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static final int AGREEMENT_TRIES = 15;
  private static final String FORM = "%-12s %-16s %-33s %11s   %s";

  private final Devnet devnet;
  private final Account account;
  private final Duration limit;

  /// @param limit for the way to a stage, and from a restart to work
  KillTrials(Devnet devnet, Account account, Duration limit) {
    this.devnet = devnet;
    this.account = account;
    this.limit = limit;
  }

  /// @param victims what is killed
  /// @param trigger whose stage counts
  private record Trial(Set<Half> victims, Half trigger, Stage stage) {
    String who() {
      return victims.size() == 2 ? "both" : victims.iterator().next().command();
    }
  }

  /// @param stagesAtDeath of gwat and coordinator
  /// @param recoveredMs from the restart to work of both halves
  /// @param unwound whether gwat had to unwind and execute again
  /// @param fault null if all is as it must be
  private record Row(
      Trial trial,
      String stagesAtDeath,
      long recoveredMs,
      boolean unwound,
      @Nullable String fault) {
    String result() {
      if (fault != null) {
        return "FAILED: " + fault;
      }
      return unwound ? "ok, agrees, after unwinding" : "ok, agrees, nothing unwound";
    }
  }

  /// Whether all trials went well; tells a table.
  boolean run() throws InterruptedException {
    List<Row> rows = new ArrayList<>();
    for (Trial trial : trials()) {
      if (devnet.stop().requested()) {
        throw Refusal.failed("stopped after " + rows.size() + " trials");
      }
      account.say("trial: kill " + trial.who() + " in " + trial.stage());
      Row row = run(trial);
      rows.add(row);
      account.say("works again after " + Durations.of(row.recoveredMs()) + ": " + row.result());
    }
    account.show(table(rows));
    return rows.stream().allMatch(row -> row.fault() == null);
  }

  private static List<Trial> trials() {
    List<Trial> trials = new ArrayList<>();
    for (Set<Half> victims :
        List.of(EnumSet.of(Half.GWAT), EnumSet.of(Half.COORDINATOR), EnumSet.allOf(Half.class))) {
      for (Stage stage : Stage.values()) {
        if (stage != Stage.CATCH_UP) {
          trials.add(new Trial(victims, victims.iterator().next(), stage));
        }
      }
    }
    // gwat alone has this stage, and enters it when its coordinator is gone.
    trials.add(new Trial(EnumSet.allOf(Half.class), Half.GWAT, Stage.CATCH_UP));
    return trials;
  }

  private Row run(Trial trial) throws InterruptedException {
    LatePair late = devnet.late();
    late.forget();
    String stages = "-";
    long recoveredMs = 0;
    try {
      reach(trial);
      late.processes().kill(trial.victims());
      stages = late.history(Half.GWAT).current() + "/" + late.history(Half.COORDINATOR).current();
      pause(PAUSE);
      long restartMs = System.currentTimeMillis();
      late.restart(trial.victims());
      devnet.requireLate(true);
      await(late::works, "it does not work again");
      recoveredMs = System.currentTimeMillis() - restartMs;
      boolean slow = trial.stage() == Stage.WORKING && recoveredMs > HEALTHY_MAX.toMillis();
      String fault = slow ? "more than " + Durations.of(HEALTHY_MAX.toMillis()) : disagreement();
      return new Row(trial, stages, recoveredMs, late.unwound(), fault);
    } catch (Refusal refusal) {
      return new Row(trial, stages, recoveredMs, late.unwound(), refusal.sentence());
    } finally {
      devnet.requireLate(false);
      late.processes().close();
    }
  }

  /// Starts the pair and lets it come to where it is to be killed.
  private void reach(Trial trial) throws InterruptedException {
    LatePair late = devnet.late();
    switch (trial.stage()) {
      case STARTING, CHECKPOINT_SYNC, DAG_SYNC, HEAD_SYNC_READY, HEAD_SYNC -> {
        late.killAt(trial.trigger(), trial.stage(), trial.victims());
        late.start();
        await(late::sprung, trial.stage() + " is not reached");
      }
      case WORKING -> {
        late.start();
        await(late::works, "it does not work at all");
        pause(WORK);
      }
      case CATCH_UP -> {
        late.start();
        await(late::works, "it does not work at all");
        late.processes().kill(EnumSet.of(Half.COORDINATOR));
        await(
            () -> late.history(Half.GWAT).current() == Stage.CATCH_UP,
            "gwat does not notice that its coordinator is gone");
      }
    }
  }

  private @Nullable String disagreement() throws InterruptedException {
    try {
      Agreement agreement =
          devnet.agreement(
              0, devnet.members().getFirst().gwat().latest().number(), AGREEMENT_TRIES);
      return agreement.equal() ? null : agreement.sentence();
    } catch (Unreachable e) {
      return e.sentence();
    }
  }

  /// Something that comes true.
  private interface Condition {
    boolean holds();
  }

  private void await(Condition condition, String otherwise) throws InterruptedException {
    long fromMs = System.currentTimeMillis();
    while (!condition.holds()) {
      if (!devnet.step()) {
        throw Refusal.failed("stopped by the user");
      }
      if (System.currentTimeMillis() - fromMs > limit.toMillis()) {
        throw Refusal.failed(otherwise + " in " + Durations.of(limit.toMillis()));
      }
    }
  }

  private void pause(Duration time) throws InterruptedException {
    long fromMs = System.currentTimeMillis();
    await(() -> System.currentTimeMillis() - fromMs >= time.toMillis(), "time stands still");
  }

  private static List<String> table(List<Row> rows) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(FORM, "killed", "in stage", "stages at death", "works after", "result"));
    for (Row row : rows) {
      lines.add(
          String.format(
              FORM,
              row.trial().who(),
              row.trial().stage(),
              row.stagesAtDeath(),
              Durations.of(row.recoveredMs()),
              row.result()));
    }
    return lines;
  }
}
