package tandem.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import tandem.devnet.ExitCode;
import tandem.devnet.NodeFolder;
import tandem.devnet.Refusal;
import tandem.devnet.Stop;
import tandem.devp2p.EnodeUrl;
import tandem.libp2p.Multiaddr;

/// The program. A command either returns its exit code or throws a [Refusal]; anything else that is
/// thrown is a fault of ours.
@Command(
    name = "tandem",
    description = {
      "A node pair for the Waterfall protocol: gwat, the ledger, and the coordinator, which orders"
          + " it. A first look: ./tandem devnet",
      ""
    },
    version = "tandem 0.1.0",
    subcommands = {
      DevnetCommand.class,
      GenesisCommand.class,
      PairCommand.class,
      GwatCommand.class,
      CoordinatorCommand.class,
      StatusCommand.class,
      DoctorCommand.class,
      SimCommand.class,
      ChaosCommand.class
    },
    footerHeading = "%nExit codes%n",
    footer = {
      "  0   done, or stopped as asked",
      "  1   could not start, or did not come true; a sentence says why",
      "  2   wrong command line",
      "  3   the database is damaged",
      "  4   the disk is full",
      "  5   files, database or the other half belong to another network",
      "  6   `doctor` found what a start or --repair repairs",
      "  70  a fault of this program"
    })
final class Tandem implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger("tandem");

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = CommandLine.ScopeType.INHERIT,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Option(names = "--version", versionHelp = true, description = "Show the version.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean version;

  @Spec private CommandSpec spec = CommandSpec.create();

  public static void main(String[] args) {
    Stop stop = Stop.install();
    int code = ExitCode.FAULT.code();
    try {
      code = commandLine(stop).execute(args);
    } catch (Error e) {
      // Threads of the nodes would keep a process alive that does nothing any more.
      LOG.error("a fault of this program", e);
    }
    stop.finished(code);
    System.exit(code);
  }

  /// @param stop what the commands that run until they are stopped listen to
  static CommandLine commandLine(Stop stop) {
    CommandLine line = new CommandLine(new Tandem(), new Commands(stop));
    boolean color = Terminal.ofProcess().color();
    line.setColorScheme(CommandLine.Help.defaultColorScheme(color ? Ansi.ON : Ansi.OFF));
    converter(line, EnodeUrl.class, EnodeUrl::parse);
    converter(line, Multiaddr.class, NodeFolder::peer);
    converter(line, URI.class, NodeFolder::url);
    line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    line.setUsageHelpWidth(100);
    line.setUsageHelpAutoWidth(false);
    line.setAbbreviatedOptionsAllowed(false);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(Tandem::onWrongUsage);
    line.setExecutionExceptionHandler(Tandem::onException);
    return line;
  }

  private static <T> void converter(CommandLine line, Class<T> type, Function<String, T> parser) {
    line.registerConverter(
        type,
        text -> {
          try {
            return parser.apply(text);
          } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
          }
        });
  }

  /// Without a subcommand.
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a subcommand is needed");
  }

  private static int onWrongUsage(ParameterException wrong, String[] args) {
    CommandLine line = wrong.getCommandLine();
    PrintWriter err = line.getErr();
    err.println(line.getCommandName() + ": " + wrong.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err);
    err.println("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE.code();
  }

  private static int onException(
      Exception exception, CommandLine line, CommandLine.ParseResult parsed) {
    PrintWriter err = line.getErr();
    if (exception instanceof Refusal refusal) {
      err.println("tandem " + line.getCommandName() + ": " + refusal.sentence());
      return refusal.code().code();
    }
    err.println("tandem " + line.getCommandName() + ": a fault of this program:");
    exception.printStackTrace(err);
    err.flush();
    return ExitCode.FAULT.code();
  }
}
