package tandem.jsnode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Where the scripts of a module run: copies of `src/test/js` in `target/js`, beside the packages
/// that they need.
public final class JsPlace {
  private static final Duration INSTALLING = Duration.ofMinutes(4);
  private static final Duration ANSWERING = Duration.ofSeconds(30);

  private final Path sources;
  private final Path place;

  /// @param module the module's folder
  public JsPlace(Path module) {
    sources = module.resolve("src").resolve("test").resolve("js");
    place = module.resolve("target").resolve("js");
  }

  /// Brings scripts and packages, once.
  ///
  /// @return why that cannot be done, or nothing
  public Optional<String> prepare() throws IOException, InterruptedException {
    Files.createDirectories(place);
    try (Stream<Path> scripts = Files.list(sources)) {
      for (Path script : scripts.toList()) {
        Files.copy(
            script, place.resolve(script.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Path done = place.resolve("installed.json");
    Path wanted = place.resolve("package.json");
    if (Files.exists(done) && Files.mismatch(done, wanted) < 0) {
      return works("node") ? Optional.empty() : Optional.of("there is no node");
    }
    if (!works("node") || !works("npm")) {
      return Optional.of("there is no node or no npm");
    }
    Process install =
        new ProcessBuilder(
                List.of("npm", "install", "--no-audit", "--no-fund", "--no-package-lock"))
            .directory(place.toFile())
            .redirectErrorStream(true)
            .redirectOutput(place.resolve("install.log").toFile())
            .start();
    if (!install.waitFor(INSTALLING)) {
      install.destroyForcibly();
      return Optional.of("npm install takes too long");
    }
    if (install.exitValue() != 0) {
      return Optional.of("npm install fails, see " + place.resolve("install.log"));
    }
    Files.copy(wanted, done, StandardCopyOption.REPLACE_EXISTING);
    return Optional.empty();
  }

  /// @param arguments what follows `node` on the command line
  public JsNode start(String... arguments) throws IOException {
    return JsNode.start(place, List.of(arguments));
  }

  private static boolean works(String command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command, "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(ANSWERING) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
