package tandem.pairprotocol;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A JSON-RPC answer without its envelope.
public sealed interface LinkReply {
  /// The `result` member; a JSON null is a `NullNode`.
  record Result(JsonNode value) implements LinkReply {}

  /// The `error` member.
  record Error(int code, String message, @Nullable JsonNode data) implements LinkReply {}
}
