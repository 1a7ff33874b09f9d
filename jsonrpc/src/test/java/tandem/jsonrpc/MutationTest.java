package tandem.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Whatever the bytes, the answer is nothing or JSON-RPC, and never a fault of the server's own.
@Timeout(60)
class MutationTest {
  private static final Set<Integer> CODES = Set.of(-32700, -32600, -32601, -32602, -32000);
  private static final List<String> SEEDS =
      List.of(
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"echo\",\"params\":[1,\"0x1\",{\"a\":null}]}",
          "{\"jsonrpc\":\"2.0\",\"method\":\"echo\",\"params\":{\"a\":[true,1.5e3]}}",
          "[{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"echo\"},{\"jsonrpc\":\"2.0\",\"id\":null,"
              + "\"method\":\"none\"}]",
          "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"test_subscribe\",\"params\":[\"ticks\"]}",
          "{\"jsonrpc\":\"2.0\",\"id\":\"\\u00e9\\ud83d\\ude00\",\"method\":\"echo\",\"params\":[-0]}");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void answersChangedRequestsWithoutAFaultOfItsOwn(long seed) throws Exception {
    Random random = new Random(seed);
    JsonRpcMethods methods = new JsonRpcMethods();
    methods.add("echo", params -> params == null ? Json.NODES.nullNode() : params);
    methods.addTopic("test", "ticks");
    try (Dispatcher dispatcher = new Dispatcher(methods, JsonRpcConfig.loopback(0))) {
      for (int i = 0; i < 5_000; i++) {
        byte[] request = mutate(random, SEEDS.get(random.nextInt(SEEDS.size())));
        byte[] answer = dispatcher.answer(request, new Caller(false, null));
        if (answer == null) {
          continue;
        }
        JsonNode json = Json.MAPPER.readTree(answer);
        List<JsonNode> answers = new ArrayList<>();
        if (json.isArray()) {
          json.forEach(answers::add);
        } else {
          answers.add(json);
        }
        assertThat(answers)
            .as("seed %d: %s", seed, new String(request, StandardCharsets.ISO_8859_1))
            .isNotEmpty()
            .allSatisfy(MutationTest::assertAnswer);
      }
    }
  }

  private static void assertAnswer(JsonNode answer) {
    assertThat(answer.get("jsonrpc").stringValue()).isEqualTo("2.0");
    assertThat(answer.has("id")).isTrue();
    assertThat(answer.has("result")).isNotEqualTo(answer.has("error"));
    if (answer.has("error")) {
      assertThat(CODES).contains(answer.get("error").get("code").intValue());
    }
  }

  private static byte[] mutate(Random random, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = spliced(bytes, at, bytes, random.nextInt(bytes.length));
        case 3 -> bytes = java.util.Arrays.copyOf(bytes, at + 1);
        default -> bytes[at] = (byte) "[]{},:\"0-\\ntf".charAt(random.nextInt(13));
      }
    }
    return bytes;
  }

  /// The first bytes of one and the last of another.
  private static byte[] spliced(byte[] head, int end, byte[] tail, int from) {
    byte[] result = new byte[end + tail.length - from];
    System.arraycopy(head, 0, result, 0, end);
    System.arraycopy(tail, from, result, end, tail.length - from);
    return result;
  }
}
