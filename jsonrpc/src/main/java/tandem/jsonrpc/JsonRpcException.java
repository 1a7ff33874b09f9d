package tandem.jsonrpc;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a handler answers instead of a result: the `error` member of the answer.
public final class JsonRpcException extends Exception {
  public static final int PARSE_ERROR = -32700;
  public static final int INVALID_REQUEST = -32600;
  public static final int METHOD_NOT_FOUND = -32601;
  public static final int INVALID_PARAMS = -32602;
  public static final int INTERNAL_ERROR = -32603;

  /// What the method itself refuses.
  public static final int REFUSED = -32000;

  /// The caller has no token.
  public static final int UNAUTHORIZED = -32001;

  /// No answer in the time that a call may take.
  public static final int TIMED_OUT = -32002;

  public static final int ANSWER_TOO_LARGE = -32003;

  /// As many calls are on their way as the server takes.
  public static final int TOO_MANY = -32005;

  private final int code;
  private final transient @Nullable JsonNode data;

  public JsonRpcException(int code, String message) {
    this(code, message, null);
  }

  /// @param data the `data` member, which is left out when null
  public JsonRpcException(int code, String message, @Nullable JsonNode data) {
    super(message, null, false, false);
    this.code = code;
    this.data = data;
  }

  /// Parameters that the method does not take.
  ///
  /// @param sentence which one and why
  public static JsonRpcException invalidParams(String sentence) {
    return new JsonRpcException(INVALID_PARAMS, sentence);
  }

  public int code() {
    return code;
  }

  public String message() {
    return String.valueOf(getMessage());
  }

  public @Nullable JsonNode data() {
    return data;
  }
}
