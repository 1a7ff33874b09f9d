package tandem.jsonrpc;

import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reading with bounds, writing with bounds, and the envelope of JSON-RPC.
final class Json {
  static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /// For small texts that have passed a bound already, and for writing.
  static final JsonMapper MAPPER = reader(1_000_000, 32);

  /// A number needs 20 digits here; more would only cost time.
  private static final int NUMBER_MAX = 100;

  private static final int NAME_MAX = 256;

  /// Thrown by a stream that is full.
  @SuppressWarnings("serial") // Never leaves the thread.
  private static final class Full extends RuntimeException {
    Full() {
      super(null, null, false, false);
    }
  }

  private Json() {}

  /// A reader that refuses what is nested too deeply, has too many tokens, a name twice in an
  /// object, or something after its end.
  static JsonMapper reader(int tokens, int depth) {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(depth)
                    .maxTokenCount(tokens)
                    .maxNumberLength(NUMBER_MAX)
                    .maxNameLength(NAME_MAX)
                    .build())
            .build();
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
  }

  /// The bytes of `node`, or null when they are more than `max`.
  static byte @Nullable [] write(JsonNode node, int max) {
    BoundedBytes bytes = new BoundedBytes(max);
    try {
      MAPPER.writeValue(bytes, node);
    } catch (Full e) {
      return null;
    } catch (JacksonException e) {
      if (e.getCause() instanceof Full) {
        return null;
      }
      throw e;
    }
    return bytes.toArray();
  }

  static ObjectNode result(JsonNode id, JsonNode result) {
    ObjectNode answer = NODES.objectNode().put("jsonrpc", "2.0");
    answer.set("id", id);
    answer.set("result", result);
    return answer;
  }

  static ObjectNode error(JsonNode id, int code, String message, @Nullable JsonNode data) {
    ObjectNode answer = NODES.objectNode().put("jsonrpc", "2.0");
    answer.set("id", id);
    ObjectNode error = answer.putObject("error").put("code", code).put("message", message);
    if (data != null) {
      error.set("data", data);
    }
    return answer;
  }

  /// An error that belongs to no call.
  static ObjectNode error(int code, String message) {
    return error(NODES.nullNode(), code, message, null);
  }

  private static final class BoundedBytes extends OutputStream {
    private final java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    private final int max;

    BoundedBytes(int max) {
      this.max = max;
    }

    @Override
    public void write(int b) {
      claim(1);
      bytes.write(b);
    }

    @Override
    public void write(byte[] source, int from, int length) {
      claim(length);
      bytes.write(source, from, length);
    }

    byte[] toArray() {
      return bytes.toByteArray();
    }

    private void claim(int length) {
      if (bytes.size() + length > max) {
        throw new Full();
      }
    }
  }
}
