package tandem.rlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.primitives.Hex;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// RLPTests of ethereum/tests, in the folder that `tandem.vectors` names.
class OfficialRlpTest {
  @ParameterizedTest
  @CsvSource({
    "RLPTests/rlptest.json, 28, 0, 0",
    "RLPTests/invalidRLPTest.json, 0, 0, 26",
    "RLPTests/RandomRLPTests/example.json, 0, 1, 0"
  })
  void officialVectorsHold(String name, int encoded, int valid, int invalid) throws Exception {
    Path zip = Path.of(System.getProperty("tandem.vectors", ""), "ethereum-primitive-tests.zip");
    assumeThat(Files.isRegularFile(zip)).as("no vectors at " + zip).isTrue();
    int[] run = new int[3];
    try (ZipFile file = new ZipFile(zip.toFile())) {
      byte[] json = file.getInputStream(file.getEntry(name)).readAllBytes();
      for (Map.Entry<String, JsonNode> test : new JsonMapper().readTree(json).properties()) {
        JsonNode in = test.getValue().get("in");
        byte[] out = Hex.decode(test.getValue().get("out").stringValue());
        String text = in.isString() ? in.stringValue() : "";
        switch (text) {
          case "VALID" -> {
            walk(out);
            run[1]++;
          }
          case "INVALID" -> {
            assertThatThrownBy(() -> walk(out)).as(test.getKey()).isInstanceOf(RlpException.class);
            run[2]++;
          }
          default -> {
            RlpWriter writer = new RlpWriter();
            write(writer, in);
            assertThat(writer.toByteArray()).as(test.getKey()).isEqualTo(out);
            walk(out);
            run[0]++;
          }
        }
      }
    }
    assertThat(run).containsExactly(encoded, valid, invalid);
  }

  private static void walk(byte[] bytes) {
    RlpReader in = RlpReader.of(bytes, "x");
    walk(in);
    in.end();
  }

  private static void walk(RlpReader in) {
    if (in.peek() == RlpReader.Kind.BYTES) {
      in.bytes("", Integer.MAX_VALUE);
      return;
    }
    RlpReader items = in.list("");
    while (items.hasNext()) {
      walk(items);
    }
  }

  private static void write(RlpWriter out, JsonNode value) {
    if (value.isArray()) {
      int end = out.mark();
      for (int i = value.size() - 1; i >= 0; i--) {
        write(out, value.get(i));
      }
      out.list(end);
    } else if (value.isNumber()) {
      out.number(value.longValue());
    } else if (value.stringValue().startsWith("#")) {
      out.number(new BigInteger(value.stringValue().substring(1)).toByteArray());
    } else {
      out.bytes(value.stringValue().getBytes(UTF_8));
    }
  }
}
