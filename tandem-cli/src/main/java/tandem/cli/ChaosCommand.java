package tandem.cli;

import ch.qos.logback.classic.Level;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tandem.chaos.ChaosPlan;
import tandem.chaos.ChaosReport;
import tandem.chaos.ChaosRun;
import tandem.chaos.RecoveryPage;
import tandem.devnet.Account;
import tandem.devnet.Disk;
import tandem.devnet.ExitCode;
import tandem.devnet.JsonFile;
import tandem.devnet.Stop;

/// `tandem chaos`.
@Command(
    name = "chaos",
    header = "Break a pair of real processes in every way, and measure how it comes back.",
    description = {
      "",
      "A network of pairs produces blocks with transfers. One more pair is killed, stopped, robbed"
          + " of its disk, its databases or its clock, one trial after the other, and has to work"
          + " and to agree again each time. A table at the end; code 0 if all trials went well.",
      ""
    },
    sortOptions = false,
    footerHeading = "%nWith --json, standard output is one object:%n",
    footer = {
      "  passed, seconds, machine",
      "  trials[]  {name, scenario, recoveredMs[], targetMs, passed, checked, failure, skipped}"
    })
final class ChaosCommand implements Callable<Integer> {
  @Option(names = "--trial", paramLabel = "NAME", description = "Only this trial. Repeatable.")
  private List<String> trials = new ArrayList<>();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Rounds of each trial, where they are cheap (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--list", description = "List the trials and end.")
  private boolean list;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "3",
      description = "Pairs of the network (default: ${DEFAULT-VALUE}).")
  private int pairs;

  @Option(
      names = "--limit",
      paramLabel = "S",
      defaultValue = "180",
      description = "Seconds after which a wait is a failure (default: ${DEFAULT-VALUE}).")
  private long limitS;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Keep everything in this new or empty folder; otherwise a temporary one is used and"
              + " removed at the end.")
  private @Nullable Path dir;

  @Option(
      names = "--page",
      paramLabel = "FILE",
      description = "Write the table as a page, as docs/recovery.md.")
  private @Nullable Path page;

  @Option(
      names = "--json",
      description = "Print one JSON object at the end; all else goes to standard error.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Stop stop;

  ChaosCommand(Stop stop) {
    this.stop = stop;
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    if (list) {
      ChaosRun.list()
          .forEach(trial ->
              out.printf("%-36s %-10s %s%n", trial.name(), trial.scenario(), trial.what()));
      return ExitCode.OK.code();
    }
    require("--rounds", rounds, 1, 1_000);
    require("--pairs", pairs, 3, 16);
    require("--limit", limitS, 30, 3_600);
    Path target = dir;
    Path folder = target == null ? Disk.temporaryFolder() : target;
    try {
      Disk.makeFolder(folder);
      return run(folder, out);
    } finally {
      if (target == null) {
        Disk.remove(folder);
      }
    }
  }

  private int run(Path folder, PrintWriter out) throws InterruptedException {
    PrintStream told = json ? System.err : System.out;
    Account account = new Account(told, System.currentTimeMillis());
    Logs.toFile(folder.resolve("chaos.log"), Level.INFO);
    ChaosPlan plan = new ChaosPlan(trials, rounds, pairs, Duration.ofSeconds(limitS));
    ChaosReport report = new ChaosRun(plan, account, stop).run(folder);
    account.show(report.table());
    if (page != null) {
      RecoveryPage.write(page, report, "./tandem chaos --rounds " + rounds);
    }
    if (json) {
      out.println(JsonFile.MAPPER.writeValueAsString(report.toJson()));
    }
    return (report.passed() ? ExitCode.OK : ExitCode.FAILED).code();
  }

  private void require(String option, long value, long min, long max) {
    if (value < min || value > max) {
      throw new ParameterException(
          spec.commandLine(), option + " " + value + " is not from " + min + " to " + max);
    }
  }
}
