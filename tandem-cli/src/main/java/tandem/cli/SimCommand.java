package tandem.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tandem.devnet.ExitCode;
import tandem.devnet.JsonFile;
import tandem.pairsim.Campaign;
import tandem.pairsim.CrashPoint;
import tandem.pairsim.Outcome;
import tandem.pairsim.Simulator;
import tools.jackson.databind.node.ObjectNode;

/// `tandem sim`.
@Command(
    name = "sim",
    header = "Simulate whole pairs, with every fault, from seeds.",
    description = {
      "",
      "Runs pairs of the real nodes under simulated time, a run a thread, and lets networks, links,"
          + " disks and processes fail. What must hold is checked all along; once faults stop, all"
          + " pairs must work and agree. Ends with 0 if everything held, else with 1 and, for each"
          + " seed that did not hold, the line that replays it. Some seeds run twice and must do"
          + " the same.",
      ""
    },
    sortOptions = false)
final class SimCommand implements Callable<Integer> {
  private static final long PROGRESS_NS = 2_000_000_000L;

  private static final int THREADS_MAX = 256;

  private static final String ALL = "all";

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many seeds (default: ${DEFAULT-VALUE}; 1 for a sweep).")
  private long seeds;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "The first seed (default: ${DEFAULT-VALUE}).")
  private long firstSeed;

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      defaultValue = "random",
      description = "One of ${COMPLETION-CANDIDATES}, or all (default: ${DEFAULT-VALUE}).",
      completionCandidates = Names.class)
  private String scenario = "random";

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "" + Simulator.PAIRS_DEFAULT,
      description =
          "How many pairs, "
              + Simulator.PAIRS_MIN
              + " to "
              + Simulator.PAIRS_MAX
              + " (default: ${DEFAULT-VALUE}).")
  private int pairs;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "How many runs at once, 1 to "
              + THREADS_MAX
              + "; each needs memory of its own (default: one a core).")
  private int threads;

  @Option(
      names = "--sweep",
      description =
          "Crash each half of the last pair at every write of the scenario, and start it from every"
              + " disk that a crash can leave.")
  private boolean sweep;

  @Option(
      names = "--at",
      paramLabel = "POINT",
      description = "With --sweep: crash at this write only, as the line that replays it says.")
  private @Nullable String at;

  @Option(
      names = "--transcript",
      description =
          "Print all that happened, of every run; otherwise the last of it, of those that did not"
              + " hold.")
  private boolean transcripts;

  @Option(names = "--json", description = "Print one JSON object at the end instead.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final List<Outcome> failures = new ArrayList<>();
  private long total;
  private long done;
  private long runs;
  private long events;
  private long simulatedMs;
  private long startNs;
  private long shownNs;

  /// For the help.
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Simulator.scenarios().iterator();
    }
  }

  @Override
  public Integer call() {
    List<String> titles = titles();
    if (pairs < Simulator.PAIRS_MIN || pairs > Simulator.PAIRS_MAX) {
      throw new ParameterException(
          spec.commandLine(),
          "--pairs can be " + Simulator.PAIRS_MIN + " to " + Simulator.PAIRS_MAX);
    }
    if (seeds < 1) {
      throw new ParameterException(spec.commandLine(), "--seeds must be at least 1");
    }
    if (threads < 0 || threads > THREADS_MAX) {
      throw new ParameterException(spec.commandLine(), "--threads can be 1 to " + THREADS_MAX);
    }
    int workers = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    if (sweep || at != null) {
      return sweep(titles, workers).code();
    }
    Campaign campaign =
        new Campaign(pairs, workers, transcripts ? Integer.MAX_VALUE : Simulator.LINES_DEFAULT);
    total = seeds * titles.size();
    startNs = System.nanoTime();
    shownNs = startNs;
    Stream<Campaign.Run> all = Campaign.runs(titles, firstSeed, seeds);
    try {
      campaign.run(all, this::ended);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.FAILED.code();
    }
    progress(true);
    if (json) {
      report(workers);
    }
    return (failures.isEmpty() ? ExitCode.OK : ExitCode.FAILED).code();
  }

  private ExitCode sweep(List<String> titles, int workers) {
    if (!sweep || transcripts) {
      throw new ParameterException(
          spec.commandLine(), sweep ? "--sweep has no --transcript" : "--at needs --sweep");
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    // A point is a write of one run.
    long count = at != null || !seedsGiven() ? 1 : seeds;
    try {
      CrashPoint point = at == null ? null : CrashPoint.parse(at);
      return new SimSweep(pairs, workers, json, out, err).run(titles, firstSeed, count, point);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--at: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.FAILED;
    }
  }

  private boolean seedsGiven() {
    return spec.commandLine().getParseResult().hasMatchedOption("--seeds");
  }

  private void ended(Campaign.Result result) {
    Outcome outcome = result.outcome();
    done++;
    runs += result.runs();
    events += outcome.events() * result.runs();
    simulatedMs += outcome.simulatedMs() * result.runs();
    if (!outcome.holds()) {
      failures.add(outcome);
    }
    if (!outcome.holds() || transcripts) {
      PrintWriter err = spec.commandLine().getErr();
      outcome.transcript().forEach(err::println);
      if (!outcome.holds()) {
        err.println("VIOLATION " + outcome.violation());
      }
      err.println(outcome.replay());
      err.flush();
    }
    progress(false);
  }

  private void report(int workers) {
    ObjectNode report = JsonFile.MAPPER.createObjectNode();
    var violations = report.putArray("violations");
    for (Outcome outcome : failures) {
      ObjectNode violation = violations.addObject();
      violation.put("replay", outcome.replay());
      violation.put("violation", outcome.violation());
    }
    report.put("scenario", scenario);
    report.put("pairs", pairs);
    report.put("firstSeed", firstSeed);
    report.put("seeds", seeds);
    report.put("threads", workers);
    report.put("runs", runs);
    report.put("events", events);
    report.put("simulatedHours", simulatedMs / 3.6e6);
    report.put("wallSeconds", seconds());
    report.put("runsPerSecond", runs / seconds());
    report.put("timesRealTime", simulatedMs / 1_000.0 / seconds());
    spec.commandLine().getOut().println(JsonFile.MAPPER.writeValueAsString(report));
  }

  private List<String> titles() {
    if (scenario.equals(ALL)) {
      return Simulator.scenarios();
    }
    if (!Simulator.scenarios().contains(scenario)) {
      throw new ParameterException(
          spec.commandLine(),
          "no scenario " + scenario + "; known are " + String.join(", ", Simulator.scenarios()));
    }
    return List.of(scenario);
  }

  private void progress(boolean atEnd) {
    long nowNs = System.nanoTime();
    if (!atEnd && nowNs - shownNs < PROGRESS_NS) {
      return;
    }
    shownNs = nowNs;
    PrintWriter out = json ? spec.commandLine().getErr() : spec.commandLine().getOut();
    double rate = done / seconds();
    out.printf(
        Locale.ROOT,
        "%d of %d, %d did not hold; %.2f/s, %.1f million events, %.2f simulated hours (%.0f times"
            + " real time) in %s%s%n",
        done,
        total,
        failures.size(),
        rate,
        events / 1e6,
        simulatedMs / 3.6e6,
        simulatedMs / 1_000.0 / seconds(),
        clock(seconds()),
        atEnd ? "" : ", " + clock((total - done) / rate) + " to go");
    out.flush();
  }

  /// Hours, minutes and seconds.
  private static String clock(double seconds) {
    long whole = Math.round(seconds);
    return "%d:%02d:%02d".formatted(whole / 3_600, whole / 60 % 60, whole % 60);
  }

  private double seconds() {
    return (System.nanoTime() - startNs) / 1e9;
  }
}
