package tandem.pairmodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The model of the link protocol, `PairLink.tla`, in the hands of TLC. The checker keeps its state
/// in static fields, hence a process for each run.
class PairLinkTest {
  private static final Pattern STATES =
      Pattern.compile("^\\d+ states generated, (\\d+) distinct .*, 0 states", Pattern.MULTILINE);
  private static final long DEADLINE_S = 300;

  @TempDir Path dir;

  @Test
  void noOrderOfEventsAndFaultsBreaksAnInvariant() throws Exception {
    String report = check("none");
    assertThat(report).contains("No error has been found");
    Matcher states = STATES.matcher(report);
    assertThat(states.results().map(found -> Long.parseLong(found.group(1))))
        .as(report)
        .singleElement()
        .satisfies(count -> assertThat(count).isGreaterThan(50_000));
  }

  /// A model that finds nothing proves nothing: each of these is an error that one could make.
  @ParameterizedTest
  @CsvSource({
    "timeout works, Invariant S1 is violated",
    "provisional stays, Invariant S3 is violated",
    "readiness unwinds, Invariant S7 is violated",
    "chunk again, Invariant S7 is violated",
    "no step back, Temporal properties were violated",
  })
  void findsAPlantedError(String planted, String verdict) throws Exception {
    assertThat(check(planted)).contains(verdict).doesNotContain("No error has been found");
  }

  private String check(String planted) throws Exception {
    Files.writeString(dir.resolve("PairLink.tla"), resource("PairLink.tla"));
    String none = "Planted = \"none\"";
    String config = resource("PairLink.cfg");
    assertThat(config).contains(none);
    Files.writeString(
        dir.resolve("PairLink.cfg"), config.replace(none, "Planted = \"" + planted + "\""));
    Path report = dir.resolve("report");
    Process checker =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-Xmx768m",
                    "-cp",
                    checkerJar().toString(),
                    "tlc2.TLC",
                    "-workers",
                    "1",
                    "-metadir",
                    dir.resolve("states").toString(),
                    "PairLink"))
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(report.toFile())
            .start();
    try {
      assertThat(checker.waitFor(DEADLINE_S, TimeUnit.SECONDS)).as("ended in time").isTrue();
    } finally {
      checker.destroyForcibly().waitFor();
    }
    return Files.readString(report);
  }

  private static Path checkerJar() throws URISyntaxException {
    return Path.of(tlc2.TLC.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static String resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(PairLinkTest.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
