package tandem.cli;

import java.io.PrintWriter;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tandem.devnet.ExitCode;
import tandem.devnet.JsonFile;
import tandem.pairsim.Outcome;
import tandem.pairsim.Simulator;
import tools.jackson.databind.node.ObjectNode;

/// `tandem sim`.
@Command(
    name = "sim",
    header = "Simulate whole pairs, with every fault, from seeds.",
    description = {
      "",
      "Runs pairs of the real nodes in one thread, under simulated time, and lets networks, links,"
          + " disks and processes fail. What must hold is checked all along; once faults stop, all"
          + " pairs must work and agree. Ends with 0 if everything held, else with 1 and, for each"
          + " seed that did not hold, the line that replays it. Some seeds run twice and must do"
          + " the same.",
      ""
    },
    sortOptions = false)
final class SimCommand implements Callable<Integer> {
  private static final long PROGRESS_NS = 2_000_000_000L;

  /// Each of so many seeds is run twice.
  private static final long TWICE_EVERY = 50;

  private static final String ALL = "all";

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many seeds (default: ${DEFAULT-VALUE}).")
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
      names = "--transcript",
      description =
          "Print all that happened, of every run; otherwise the last of it, of those that did not"
              + " hold.")
  private boolean transcripts;

  @Option(names = "--json", description = "Print one JSON object at the end instead.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

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
    Simulator simulator = new Simulator(pairs);
    ObjectNode report = JsonFile.MAPPER.createObjectNode();
    var failures = report.putArray("violations");
    startNs = System.nanoTime();
    shownNs = startNs;
    for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
      for (String title : titles) {
        Outcome outcome = run(simulator, title, seed);
        if (!outcome.holds()) {
          ObjectNode failure = failures.addObject();
          failure.put("replay", outcome.replay());
          failure.put("violation", outcome.violation());
        }
      }
      progress(failures.size(), false);
    }
    progress(failures.size(), true);
    if (json) {
      report.put("seeds", seeds);
      report.put("runs", runs);
      report.put("events", events);
      report.put("simulatedHours", simulatedMs / 3.6e6);
      report.put("wallSeconds", seconds());
      spec.commandLine().getOut().println(JsonFile.MAPPER.writeValueAsString(report));
    }
    return (failures.isEmpty() ? ExitCode.OK : ExitCode.FAILED).code();
  }

  private Outcome run(Simulator simulator, String title, long seed) {
    Outcome outcome =
        transcripts ? simulator.run(title, seed, Integer.MAX_VALUE) : simulator.run(title, seed);
    count(outcome);
    if (outcome.holds() && seed % TWICE_EVERY == 0) {
      Outcome again = simulator.run(title, seed);
      count(again);
      if (again.hash() != outcome.hash()) {
        outcome = outcome.failed("two runs of this seed did not do the same");
      }
    }
    if (!outcome.holds() || transcripts) {
      PrintWriter err = spec.commandLine().getErr();
      outcome.transcript().forEach(err::println);
      if (!outcome.holds()) {
        err.println("VIOLATION " + outcome.violation());
      }
      err.println(outcome.replay());
    }
    return outcome;
  }

  private void count(Outcome outcome) {
    runs++;
    events += outcome.events();
    simulatedMs += outcome.simulatedMs();
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

  private void progress(int failed, boolean atEnd) {
    long nowNs = System.nanoTime();
    if (!atEnd && nowNs - shownNs < PROGRESS_NS) {
      return;
    }
    shownNs = nowNs;
    PrintWriter out = json ? spec.commandLine().getErr() : spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%d runs, %d did not hold; %.2f runs/s, %.1f million events, %.2f simulated hours in"
            + " %.0f s%n",
        runs,
        failed,
        runs / seconds(),
        events / 1e6,
        simulatedMs / 3.6e6,
        seconds());
    out.flush();
  }

  private double seconds() {
    return (System.nanoTime() - startNs) / 1e9;
  }
}
