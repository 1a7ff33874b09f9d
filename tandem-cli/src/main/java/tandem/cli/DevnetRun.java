package tandem.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.devnet.Account;
import tandem.devnet.Agreement;
import tandem.devnet.Durations;
import tandem.devnet.Half;
import tandem.devnet.LatePair;
import tandem.devnet.Member;
import tandem.devnet.Refusal;
import tandem.devnet.Stop;
import tandem.devnet.Unreachable;
import tandem.pairprotocol.Stage;
import tandem.pairprotocol.SyncStatus;

/// What a devnet does, in order: pairs start, slot 0 begins, transfers flow, a late pair joins with
/// empty databases, works, and is compared with the others. Then it goes on, or ends.
final class DevnetRun {
  private static final int AGREEMENT_TRIES = 15;
  private static final long PROGRESS_MS = 1_000;

  /// Blocks that a comparison looks at again: the last ones may have been exchanged since.
  private static final long OVERLAP = 200;

  private final DevnetPlan plan;
  private final Account account;
  private final Stop stop;
  private final Map<Half, String> toldProgress = new EnumMap<>(Half.class);
  private final Map<Half, SyncRates> rates = new EnumMap<>(Half.class);
  private DevnetReport.Result result = DevnetReport.Result.FAILED;
  private @Nullable Agreement agreement;

  DevnetRun(DevnetPlan plan, Account account, Stop stop) {
    this.plan = plan;
    this.account = account;
    this.stop = stop;
  }

  /// How it ended.
  ///
  /// @param failure a sentence if it failed, else null
  record Outcome(DevnetReport report, @Nullable String failure) {}

  /// Runs to the end. Nothing that it started runs afterwards.
  ///
  /// @param dir where the network goes; a new or empty folder
  Outcome run(Path dir) throws InterruptedException {
    try (Devnet devnet = Devnet.prepare(plan, dir, account, stop)) {
      String failure = null;
      try {
        play(devnet);
      } catch (Refusal refusal) {
        result = DevnetReport.Result.FAILED;
        failure = refusal.sentence();
      }
      return new Outcome(report(devnet), failure);
    }
  }

  private void play(Devnet devnet) throws InterruptedException {
    introduce(devnet);
    devnet.start();
    long toGenesisMs = devnet.clock().genesisMs() - System.currentTimeMillis();
    account.say(
        toGenesisMs > 0
            ? "all pairs answer; slot 0 begins in " + Durations.of(toGenesisMs)
            : "all pairs answer, " + Durations.of(-toGenesisMs) + " after the start of slot 0");
    while (devnet.clock().slotAt(System.currentTimeMillis()) < 0 && devnet.step()) {
      // Slot 0 has not begun.
    }
    devnet.startTransfers();
    while (devnet.clock().epochAt(System.currentTimeMillis()) < plan.lateAfterEpochs()) {
      if (!devnet.step()) {
        result = DevnetReport.Result.STOPPED;
        return;
      }
    }
    if (plan.trials()) {
      result =
          new KillTrials(devnet, account, plan.lateLimit()).run()
              ? DevnetReport.Result.SYNCED
              : DevnetReport.Result.FAILED;
      return;
    }
    joinLate(devnet);
    if (!plan.exitWhenSynced()) {
      goOn(devnet);
    }
  }

  private void introduce(Devnet devnet) {
    account.say(
        String.format(
            "%d pairs share %d validators, %d s slots, %d slots an epoch",
            plan.pairs(),
            plan.numbers().validators,
            plan.numbers().secondsPerSlot,
            plan.numbers().slotsPerEpoch));
    for (Member member : devnet.members()) {
      account.say(
          String.format(
              "  %s: gwat %s  coordinator %s",
              member.name(), member.gwat().url(), member.coordinator().url()));
    }
  }

  private void joinLate(Devnet devnet) throws InterruptedException {
    LatePair late = devnet.late();
    long lastOfOthers = lastNumber(devnet.members().getFirst());
    late.start();
    devnet.requireLate(true);
    account.say(
        String.format(
            "the late pair starts with empty databases: gwat %s (process %d), coordinator %s"
                + " (process %d); the others have finalised %d blocks",
            devnet.lateMember().gwat().url(),
            late.processes().process(Half.GWAT).pid(),
            devnet.lateMember().coordinator().url(),
            late.processes().process(Half.COORDINATOR).pid(),
            lastOfOthers));
    if (!awaitWork(devnet)) {
      result = DevnetReport.Result.STOPPED;
      return;
    }
    long nowMs = System.currentTimeMillis();
    account.say("the late pair works, " + Durations.of(nowMs - late.startedMs()) + " after start");
    account.show(
        StageTimeline.lines(
            late.history(Half.GWAT), late.history(Half.COORDINATOR), late.startedMs(), nowMs));
    // What the last stages brought is seen now.
    look(Half.GWAT, devnet.lateMember().gwat()::status, false);
    look(Half.COORDINATOR, devnet.lateMember().coordinator()::status, false);
    for (Half half : Half.values()) {
      rates(half).lines(late.history(half)).forEach(line -> account.say("  late " + line));
    }
    requireAllStages(late);
    compare(devnet, 0, Math.max(1, lastOfOthers));
    result =
        stop.requested() && agreement == null
            ? DevnetReport.Result.STOPPED
            : DevnetReport.Result.SYNCED;
  }

  /// Waits until both halves work, and tells how far they have come.
  ///
  /// @return false if the user wants to end
  /// @throws Refusal if it takes too long
  private boolean awaitWork(Devnet devnet) throws InterruptedException {
    LatePair late = devnet.late();
    long toldMs = 0;
    while (!late.works()) {
      if (!devnet.step()) {
        return false;
      }
      long nowMs = System.currentTimeMillis();
      boolean tell = nowMs - toldMs >= PROGRESS_MS;
      toldMs = tell ? nowMs : toldMs;
      look(Half.GWAT, devnet.lateMember().gwat()::status, tell);
      look(Half.COORDINATOR, devnet.lateMember().coordinator()::status, tell);
      if (nowMs - late.startedMs() > plan.lateLimit().toMillis()) {
        throw Refusal.failed(
            "the late pair does not work "
                + Durations.of(nowMs - late.startedMs())
                + " after its start: gwat is in "
                + late.history(Half.GWAT).current()
                + waiting(devnet.lateMember().gwat()::status)
                + ", the coordinator in "
                + late.history(Half.COORDINATOR).current()
                + waiting(devnet.lateMember().coordinator()::status));
      }
    }
    return true;
  }

  private static String waiting(Question question) {
    try {
      return " and waits for: " + question.ask().waitsFor();
    } catch (Unreachable e) {
      return " (" + e.sentence() + ")";
    }
  }

  /// @param tell whether to tell of it, in a line that does not say what the last one said
  private void look(Half half, Question question, boolean tell) {
    SyncStatus status;
    try {
      status = question.ask();
    } catch (Unreachable _) {
      // It is not up yet; if it never is, the time limit says so.
      return;
    }
    rates(half).seen(System.currentTimeMillis(), status.current());
    String line = status.stage() + ": " + ProgressText.of(half, status);
    if (tell && status.stage() != Stage.WORKING && !line.equals(toldProgress.put(half, line))) {
      account.say(String.format("  late %-12s %s", half.command(), line));
    }
  }

  private SyncRates rates(Half half) {
    return rates.computeIfAbsent(half, SyncRates::new);
  }

  private static void requireAllStages(LatePair late) {
    List<String> missing = new ArrayList<>();
    for (Half half : Half.values()) {
      for (Stage stage : Stage.values()) {
        if (stage != Stage.CATCH_UP && !late.history(half).visited(stage)) {
          missing.add(half.command() + " " + stage);
        }
      }
    }
    if (!missing.isEmpty()) {
      throw Refusal.failed("the late pair skipped stages: " + String.join(", ", missing));
    }
  }

  private void compare(Devnet devnet, long from, long atLeast) throws InterruptedException {
    try {
      Agreement measured = devnet.agreement(from, atLeast, AGREEMENT_TRIES);
      agreement = measured;
      account.say(measured.sentence());
      if (!measured.equal()) {
        throw Refusal.failed("the pairs do not agree: " + measured.sentence());
      }
      account.say(
          "  block "
              + measured.number()
              + ": hash "
              + measured.hash().toHex()
              + ", state root "
              + measured.stateRoot().toHex());
    } catch (Unreachable e) {
      if (!stop.requested()) {
        throw Refusal.failed("the pairs could not be compared: " + e.sentence());
      }
    }
  }

  /// Until Ctrl-C, with a comparison each epoch.
  private void goOn(Devnet devnet) throws InterruptedException {
    if (stop.requested()) {
      return;
    }
    account.say("the network goes on until Ctrl-C");
    long comparedEpoch = devnet.clock().epochAt(System.currentTimeMillis());
    while (devnet.step()) {
      long epoch = devnet.clock().epochAt(System.currentTimeMillis());
      if (epoch > comparedEpoch) {
        comparedEpoch = epoch;
        long from = Math.max(0, compared() - OVERLAP);
        compare(devnet, from, from + 1);
      }
    }
  }

  /// The last number that was found equal everywhere.
  private long compared() {
    Agreement last = agreement;
    return last == null ? 0 : last.number();
  }

  private static long lastNumber(Member member) {
    try {
      return member.gwat().latest().number();
    } catch (Unreachable e) {
      throw Refusal.failed(e.sentence());
    }
  }

  private DevnetReport report(Devnet devnet) {
    LatePair late = devnet.late();
    boolean started = late.started();
    return new DevnetReport(
        result,
        System.currentTimeMillis() - account.startMs(),
        devnet.everybody().stream().map(Member::look).toList(),
        started ? late.history(Half.GWAT) : null,
        started ? late.history(Half.COORDINATOR) : null,
        agreement);
  }
}
