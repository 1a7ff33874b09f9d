package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tandem.devnet.Stop;

class CommandLineTest {
  @TempDir private Path dir = Path.of("");

  private record Result(int code, String out, String err) {}

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "dance",
        "--verbose",
        "gwat",
        "pair --dir",
        "pair --dir x --rpc-port many",
        "pair --dir x --gwat-peer enode://12@localhost:1",
        "coordinator --dir x --coordinator-peer /ip4/127.0.0.1/tcp/1",
        "coordinator --dir x --gwat ftp://127.0.0.1",
        "gwat --dir x --log-level loud",
        "gwat --dir x y",
        "status",
        "status --gwat http://127.0.0.1:1",
        "status --dir x --gwat http://127.0.0.1:1 --coordinator http://127.0.0.1:2",
        "genesis",
        "genesis --dir x --pairs 0",
        "genesis --dir x --pairs 2147483647",
        "genesis --dir x --validators 7",
        "genesis --dir x --validators 99999999999",
        "genesis --dir x --slots-per-epoch 1",
        "genesis --dir x --seconds-per-slot 0",
        "genesis --dir x --chain-id 0",
        "genesis --dir x --base-port 65530",
        "genesis --dir x --genesis-time 5 --genesis-delay 5",
        "genesis --dir x --genesis-time -5",
        "devnet --transfers NaN",
        "devnet --transfers -1",
        "devnet --late-after -1",
        "devnet --heap lots",
        "devnet --pairs 0",
        "devnet --exit-when-synced=perhaps",
        "sim --pairs 2",
        "sim --seeds 0",
        "sim --scenario dance",
      })
  void refusesAWrongCommandLineWithASentenceAndTwo(String line) {
    Result result = run(line.isEmpty() ? new String[0] : line.split(" "));

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).isNotBlank().doesNotContain("\tat ", "Exception");
    assertThat(result.err().lines().count()).isLessThanOrEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gwat", "coordinator", "pair", "genesis", "status", "devnet"})
  void explainsEachCommandOnStandardOutput(String command) {
    Result result = command.isEmpty() ? run("--help") : run(command, "--help");

    assertThat(result.code()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).contains("Usage: tandem");
    assertThat(result.out().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void saysWhichFileIsMissing() {
    Path nowhere = dir.resolve("nowhere");

    Result result = run("gwat", "--dir", nowhere.toString());

    assertThat(result)
        .isEqualTo(new Result(1, "", "tandem gwat: " + nowhere + "/config.json does not exist\n"));
  }

  @Test
  void saysWhatIsWrongInAFolder() throws Exception {
    Files.writeString(dir.resolve("config.json"), "{\"name\": \"a\", \"nmae\": \"b\"}");

    Result result = run("pair", "--dir", dir.toString());

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo(
            "tandem pair: "
                + dir.resolve("config.json")
                + ", nmae: unknown; known are name, network, jwtSecret, gwat, coordinator,"
                + " not \"b\"\n");
  }

  @Test
  void tellsOfAPairThatDoesNotAnswer() {
    Result result =
        run("status", "--gwat", "http://127.0.0.1:1", "--coordinator", "http://127.0.0.1:1");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out())
        .contains("gwat: nobody listens at http://127.0.0.1:1")
        .contains("coordinator: nobody listens at http://127.0.0.1:1");
  }

  private static Result run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Tandem.commandLine(Stop.unsignalled());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    int code = line.execute(args);
    return new Result(code, out.toString(), err.toString());
  }
}
