package tandem.cli;

import ch.qos.logback.classic.Level;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tandem.devnet.Account;
import tandem.devnet.Disk;
import tandem.devnet.ExitCode;
import tandem.devnet.JsonFile;
import tandem.devnet.Refusal;
import tandem.devnet.Stop;

/// `tandem devnet`.
@Command(
    name = "devnet",
    header = "Run a network of pairs on this machine; a late pair joins it.",
    description = {
      "",
      "The pairs share the validators and produce blocks with a stream of transfers. After some"
          + " epochs one more pair joins with empty databases, as two processes of its own: its"
          + " stages are told as they come, and when it works, its finalised chain, receipts and"
          + " state root are compared with the others'. Then the network goes on until Ctrl-C.",
      ""
    },
    sortOptions = false,
    footerHeading = "%nWith --json, standard output is one object:%n",
    footer = {
      "  result     \"synced\", \"stopped\" (before the late pair worked) or \"failed\"",
      "  seconds    how long the command ran",
      "  pairs[]    a last look at each pair, the late one last:",
      "             gwat {stage, finalizedNumber, finalizedHash, stateRoot},",
      "             coordinator {stage, headSlot, justifiedEpoch, finalizedEpoch}",
      "  late       gwat[] and coordinator[]: {stage, enteredAtMs}, milliseconds since 1970",
      "  agreement  {number, hash, stateRoot, equal} of the last comparison, or null"
    })
final class DevnetCommand implements Callable<Integer> {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Keep everything in this new or empty folder; otherwise a temporary one is used and"
              + " removed at the end.")
  private @Nullable Path dir;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "3",
      description = "Pairs that share the validators (default: ${DEFAULT-VALUE}).")
  private int pairs;

  @Mixin private GenesisOptions numbers = new GenesisOptions();

  @Option(
      names = "--genesis-delay",
      paramLabel = "S",
      defaultValue = "12",
      description =
          "Seconds from the making of the network to slot 0; the pairs start meanwhile"
              + " (default: ${DEFAULT-VALUE}).")
  private long genesisDelayS;

  @Option(names = "--pairs-split", description = "Run each pair as two processes, as the late one.")
  private boolean split;

  @Option(
      names = "--transfers",
      paramLabel = "RATE",
      defaultValue = "10",
      description = "Transfers per second, 0 for none (default: ${DEFAULT-VALUE}).")
  private double transfersPerSecond;

  @Option(
      names = "--late-after",
      paramLabel = "EPOCHS",
      defaultValue = "4",
      description = "When the late pair starts (default: ${DEFAULT-VALUE}).")
  private long lateAfterEpochs;

  @Option(
      names = "--late-limit",
      paramLabel = "S",
      defaultValue = "120",
      description =
          "Seconds after which it is a failure that the late pair does not work"
              + " (default: ${DEFAULT-VALUE}).")
  private long lateLimitS;

  @Option(
      names = "--finality-limit",
      paramLabel = "EPOCHS",
      defaultValue = "8",
      description =
          "How far the last finalised epoch may lie behind before that is a failure"
              + " (default: ${DEFAULT-VALUE}).")
  private long finalityLimitEpochs;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      defaultValue = "384m",
      description =
          "Memory for objects of each process that is started (default: ${DEFAULT-VALUE}).")
  private String heap = "384m";

  @Option(
      names = "--exit-when-synced",
      description = "End with code 0 as soon as the late pair works and agrees, else with 1.")
  private boolean exitWhenSynced;

  @Option(
      names = "--kill-trials",
      description =
          "Instead, kill the late gwat, the late coordinator, and both, in each stage, start them"
              + " again, and end with a table; code 0 if all worked again.")
  private boolean trials;

  @Option(
      names = "--json",
      description = "Print one JSON object at the end; all else goes to standard error.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Stop stop;

  DevnetCommand(Stop stop) {
    this.stop = stop;
  }

  @Override
  public Integer call() throws InterruptedException {
    DevnetPlan plan = plan();
    Path target = dir;
    boolean temporary = target == null;
    Path folder = target == null ? Disk.temporaryFolder() : target;
    try {
      return run(plan, folder);
    } finally {
      if (temporary) {
        Disk.remove(folder);
      }
    }
  }

  private int run(DevnetPlan plan, Path folder) throws InterruptedException {
    PrintStream told = json ? System.err : System.out;
    Account account = new Account(told, System.currentTimeMillis());
    Disk.makeFolder(folder);
    Path network = folder.resolve("devnet");
    Logs.toFile(folder.resolve("devnet.log"), Level.INFO);
    DevnetRun.Outcome outcome = new DevnetRun(plan, account, stop).run(network);
    if (json) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(JsonFile.MAPPER.writeValueAsString(outcome.report().toJson()));
    }
    String failure = outcome.failure();
    if (failure != null) {
      String hint = dir == null ? " (--dir keeps the logs)" : " (logs: " + folder + ")";
      throw Refusal.failed(failure + hint);
    }
    return switch (outcome.report().result()) {
      case SYNCED -> ExitCode.OK.code();
      case STOPPED -> {
        account.say("stopped");
        yield (exitWhenSynced || trials ? ExitCode.FAILED : ExitCode.OK).code();
      }
      case FAILED -> ExitCode.FAILED.code();
    };
  }

  private DevnetPlan plan() {
    require("--genesis-delay", genesisDelayS, 1, 3600);
    require("--late-after", lateAfterEpochs, 0, 1_000_000);
    require("--late-limit", lateLimitS, 1, 86_400);
    require("--finality-limit", finalityLimitEpochs, 3, 1_000_000);
    if (!(transfersPerSecond >= 0 && transfersPerSecond <= 1000)) {
      throw wrong("--transfers " + transfersPerSecond + " is not from 0 to 1000");
    }
    if (!heap.matches("[1-9][0-9]{0,5}[kKmMgG]")) {
      throw wrong("--heap " + heap + " is not a size such as 384m or 1g");
    }
    return new DevnetPlan(
        pairs,
        numbers,
        Duration.ofSeconds(genesisDelayS),
        split,
        heap,
        transfersPerSecond,
        lateAfterEpochs,
        Duration.ofSeconds(lateLimitS),
        finalityLimitEpochs,
        exitWhenSynced,
        trials);
  }

  private void require(String option, long value, long min, long max) {
    if (value < min || value > max) {
      throw wrong(option + " " + value + " is not from " + min + " to " + max);
    }
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
