package tandem.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;
import tandem.devnet.StageLog;

/// Sets up the logs: a line an event, time in UTC first, so that logs of several nodes sort into
/// one. Standard output is left to what a command answers.
final class Logs {
  /// What [StageLog] reads.
  static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z',UTC} %-5level %-14logger{0} %msg%n%ex";

  private static final String COLORED =
      "%gray(%d{HH:mm:ss.SSS}) %highlight(%-5level) %cyan(%-14logger{0}) %msg%n%ex";

  /// Libraries that speak of themselves.
  private static final String[] QUIET = {"io.javalin", "org.eclipse.jetty"};

  private Logs() {}

  static void toStandardError(Level level, Terminal terminal) {
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setTarget("System.err");
    String pattern = terminal.color() ? COLORED : PATTERN;
    start(appender, level, terminal.interactive() ? ProgressLine.CLEAR + pattern : pattern);
  }

  static void toFile(Path file, Level level) {
    FileAppender<ILoggingEvent> appender = new FileAppender<>();
    appender.setFile(file.toString());
    start(appender, level, PATTERN);
  }

  private static void start(
      OutputStreamAppender<ILoggingEvent> appender, Level level, String pattern) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(pattern);
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(level);
    root.addAppender(appender);
    for (String name : QUIET) {
      context.getLogger(name).setLevel(Level.WARN);
    }
  }
}
