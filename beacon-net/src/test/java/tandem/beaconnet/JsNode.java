package tandem.beaconnet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tandem.libp2p.Deadline;
import tandem.libp2p.Multiaddr;
import tandem.primitives.Hex;

/// A process that runs `src/test/js/node.mjs` on js-libp2p with gossipsub.
final class JsNode implements AutoCloseable {
  private static final Path SOURCES = module().resolve("src").resolve("test").resolve("js");
  private static final Path PLACE = module().resolve("target").resolve("js");
  private static final long INSTALL_SECONDS = 240;

  private final Process process;
  private final PrintWriter commands;
  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

  JsNode(String muxer, byte[] status) throws IOException {
    process =
        new ProcessBuilder("node", "--import", "./polyfill.mjs", "node.mjs", muxer, hex(status))
            .directory(PLACE.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    commands = new PrintWriter(process.outputWriter(UTF_8), true);
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    Thread.ofVirtual().start(() -> output.lines().forEach(lines::add));
  }

  /// Brings the packages into `target`, once.
  ///
  /// @return why that cannot be done, or nothing
  static synchronized Optional<String> install() throws IOException, InterruptedException {
    Files.createDirectories(PLACE);
    try (Stream<Path> sources = Files.list(SOURCES)) {
      for (Path source : sources.toList()) {
        Files.copy(
            source, PLACE.resolve(source.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Path done = PLACE.resolve("installed.json");
    Path wanted = PLACE.resolve("package.json");
    if (Files.exists(done) && Files.mismatch(done, wanted) < 0) {
      return works("node") ? Optional.empty() : Optional.of("there is no node");
    }
    if (!works("node") || !works("npm")) {
      return Optional.of("there is no node or no npm");
    }
    Process install =
        new ProcessBuilder(
                List.of("npm", "install", "--no-audit", "--no-fund", "--no-package-lock"))
            .directory(PLACE.toFile())
            .redirectErrorStream(true)
            .redirectOutput(PLACE.resolve("install.log").toFile())
            .start();
    if (!install.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS)) {
      install.destroyForcibly();
      return Optional.of("npm install takes too long");
    }
    if (install.exitValue() != 0) {
      return Optional.of("npm install fails, see " + PLACE.resolve("install.log"));
    }
    Files.copy(wanted, done, StandardCopyOption.REPLACE_EXISTING);
    return Optional.empty();
  }

  /// The next line that contains `key`.
  String line(String key) throws InterruptedException {
    Deadline deadline = Deadline.in(Duration.ofSeconds(30));
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

  /// Where it listens.
  Multiaddr address() throws InterruptedException {
    String line = line("listening");
    return Multiaddr.parse(line.substring(line.indexOf("/ip4"), line.lastIndexOf('"')));
  }

  void command(String command) {
    commands.println(command);
  }

  @Override
  public void close() {
    commands.println("exit");
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static boolean works(String command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command, "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  static String hex(byte[] bytes) {
    return Hex.encode(bytes).substring(2);
  }

  private static Path module() {
    return Path.of(System.getProperty("tandem.root")).resolve("beacon-net");
  }
}
