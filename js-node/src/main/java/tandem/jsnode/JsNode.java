package tandem.jsnode;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tandem.rim.Deadline;

/// A process that runs `node.mjs` of a [JsPlace]. It takes commands and gives JSON objects, both a
/// line each; `exit` ends it, and a line with the key `failed` says that it could not do something.
public final class JsNode implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private final Process process;
  private final PrintWriter commands;
  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private JsNode(Process process) {
    this.process = process;
    commands = new PrintWriter(process.outputWriter(UTF_8), true);
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    Thread.ofVirtual().start(() -> output.lines().forEach(lines::add));
  }

  /// @param arguments what follows `node` on the command line
  static JsNode start(Path folder, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("node"));
    command.addAll(arguments);
    return new JsNode(
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /// The next line that contains `key`.
  ///
  /// @throws AssertionError if none comes in time, or one that says that something failed
  public String line(String key) throws InterruptedException {
    Deadline deadline = Deadline.in(PATIENCE);
    while (true) {
      String line = lines.poll(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
      if (line == null || line.contains("\"failed\"")) {
        throw new AssertionError("waiting for " + key + ", js says " + line);
      }
      if (line.contains("\"" + key + "\"")) {
        return line;
      }
    }
  }

  public void command(String command) {
    commands.println(command);
  }

  @Override
  public void close() {
    commands.println("exit");
    try {
      if (!process.waitFor(FAREWELL)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
