package tandem.jsonrpc;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// How a call of [JsonRpcClient] ended.
public sealed interface JsonRpcOutcome {
  /// The `result` member; a JSON null is a `NullNode`.
  record Result(JsonNode value) implements JsonRpcOutcome {}

  /// The `error` member.
  record Error(int code, String message, @Nullable JsonNode data) implements JsonRpcOutcome {}

  /// No connection, one that broke, or an answer that is none of JSON-RPC; the call may have been
  /// executed.
  ///
  /// @param fault one sentence for the operator
  record Down(String fault) implements JsonRpcOutcome {}

  /// No answer in time; the call may have been executed.
  record TimedOut() implements JsonRpcOutcome {}
}
