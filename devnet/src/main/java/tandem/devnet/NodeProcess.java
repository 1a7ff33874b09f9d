package tandem.devnet;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A node that runs as a process of its own, by the same Java and class path as this one. It ends
/// with this process, however that ends (option `--exit-with-parent`).
public final class NodeProcess {
  /// The program that runs a node; the class path has it, though this module does not know it.
  public static final String PROGRAM = "tandem.cli.Tandem";

  /// What `./tandem` starts Java with.
  private static final List<String> FLAGS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "-XX:+UseCompactObjectHeaders",
          "-XX:+UseSerialGC",
          "-XX:+ExitOnOutOfMemoryError");

  private static final Duration STOP_MAX = Duration.ofSeconds(30);

  /// How long the rest of a log may take after the end of its process.
  private static final Duration READ_MAX = Duration.ofSeconds(5);

  private final String command;
  private final Process process;
  private final Thread reader;

  private NodeProcess(String command, Process process, Thread reader) {
    this.command = command;
    this.process = process;
    this.reader = reader;
  }

  /// Starts `half` of the pair in `dir`.
  ///
  /// @param heap most memory for objects, as Java's `-Xmx` takes it
  /// @param log file to which its log is appended
  /// @param onLine told each line of its log, on a thread of its own, at once
  public static NodeProcess start(
      Half half, Path dir, String heap, Path log, Consumer<? super String> onLine) {
    return start(half.command(), List.of(), dir, heap, log, onLine);
  }

  /// Starts the node of `dir`.
  ///
  /// @param command `gwat`, `coordinator`, or `pair` for both in one process
  /// @param options further ones
  public static NodeProcess start(
      String command,
      List<String> options,
      Path dir,
      String heap,
      Path log,
      Consumer<? super String> onLine) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(FLAGS);
    line.add("-Xmx" + heap);
    line.add("-cp");
    line.add(System.getProperty("java.class.path"));
    line.add(PROGRAM);
    line.addAll(List.of(command, "--dir", dir.toString(), "--exit-with-parent"));
    line.addAll(options);
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    try {
      Process process = builder.start();
      Thread reader =
          Thread.ofPlatform()
              .name(command + "-log")
              .daemon(true)
              .start(() -> read(process, log, onLine));
      return new NodeProcess(command, process, reader);
    } catch (IOException e) {
      throw Refusal.failed("cannot start " + command + ": " + e.getMessage());
    }
  }

  /// Reads to the end, whatever becomes of the file: a process whose output nobody reads stands
  /// still.
  private static void read(Process process, Path log, Consumer<? super String> onLine) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      String line;
      while ((line = lines.readLine()) != null) {
        onLine.accept(line);
        append(log, line);
      }
    } catch (IOException _) {
      // The output ends where the process did.
    }
  }

  private static void append(Path log, String line) {
    try {
      Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException _) {
      // No room for this line.
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean alive() {
    return process.isAlive();
  }

  /// What there is to say about a process that was to run.
  public String obituary() {
    return "the process of " + command + " ended with code " + process.exitValue();
  }

  /// Its exit code, once it has ended and all of its log has been read; 128 and the number of the
  /// signal if one ended it.
  public OptionalInt exitCode() {
    return process.isAlive() || reader.isAlive()
        ? OptionalInt.empty()
        : OptionalInt.of(process.exitValue());
  }

  /// SIGSTOP: it stands still and notices nothing.
  public void pause() {
    signal("STOP");
  }

  /// SIGCONT: it goes on.
  public void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
      if (!kill.waitFor(READ_MAX.toSeconds(), TimeUnit.SECONDS) || kill.exitValue() != 0) {
        throw Refusal.failed("cannot send SIG" + name + " to " + command);
      }
    } catch (IOException e) {
      throw Refusal.failed("cannot send SIG" + name + " to " + command + ": " + e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// SIGKILL: no chance to put anything in order. Does not wait.
  public void signalKill() {
    process.destroyForcibly();
  }

  /// [#signalKill], and waits until all of its log has been read.
  public void kill() {
    signalKill();
    // A process that is killed is gone in a moment, unless the disk hangs.
    awaitEnd(STOP_MAX);
  }

  /// SIGTERM.
  public void terminate() {
    process.destroy();
  }

  /// Waits for the end after [#terminate], and does not wait for ever.
  ///
  /// @return whether it ended by itself, with code 0
  public boolean awaitEnd() {
    if (!awaitEnd(STOP_MAX)) {
      kill();
      return false;
    }
    return process.exitValue() == ExitCode.OK.code();
  }

  private boolean awaitEnd(Duration atMost) {
    try {
      return process.waitFor(atMost.toSeconds(), TimeUnit.SECONDS)
          && Threads.join(reader, READ_MAX);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
