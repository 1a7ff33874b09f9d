package tandem.cli;

import ch.qos.logback.classic.Level;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How much is logged, and where.
final class LogOptions {
  /// Levels in the words of the option.
  enum Verbosity {
    ERROR,
    WARN,
    INFO,
    DEBUG;

    Level level() {
      return switch (this) {
        case ERROR -> Level.ERROR;
        case WARN -> Level.WARN;
        case INFO -> Level.INFO;
        case DEBUG -> Level.DEBUG;
      };
    }
  }

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      defaultValue = "info",
      description = "error, warn, info or debug (default: ${DEFAULT-VALUE}).")
  private Verbosity verbosity = Verbosity.INFO;

  @Option(
      names = "--log-file",
      paramLabel = "FILE",
      description = "Log to this file instead of standard error.")
  private @Nullable Path file;

  void apply(Terminal terminal) {
    Path target = file;
    if (target == null) {
      Logs.toStandardError(verbosity.level(), terminal);
    } else {
      Logs.toFile(target, verbosity.level());
    }
  }
}
