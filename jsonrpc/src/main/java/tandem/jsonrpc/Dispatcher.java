package tandem.jsonrpc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Turns the bytes of a request into the bytes of its answer, by the JSON-RPC 2.0 specification.
final class Dispatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final int ID_MAX = 256;
  private static final String SUBSCRIBE = "_subscribe";
  private static final String UNSUBSCRIBE = "_unsubscribe";

  private final JsonRpcMethods methods;
  private final JsonRpcConfig config;
  private final JsonRpcLimits limits;
  private final JsonMapper reader;
  private final ExecutorService calls =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("rpc-", 0).factory());
  private final AtomicLong faults = new AtomicLong();

  Dispatcher(JsonRpcMethods methods, JsonRpcConfig config) {
    this.methods = methods;
    this.config = config;
    this.limits = config.limits();
    this.reader = Json.reader(limits.requestTokens(), limits.depth());
  }

  /// Executes the calls of one request, one after the other. Waits.
  ///
  /// @return the answer, or null when nothing is to be answered
  byte @Nullable [] answer(byte[] request, Caller caller) throws InterruptedException {
    JsonNode document;
    try {
      document = reader.readTree(request);
    } catch (JacksonException e) {
      return bytes(Json.error(JsonRpcException.PARSE_ERROR, "parse error: " + brief(e)));
    }
    if (document.isMissingNode()) {
      return bytes(Json.error(JsonRpcException.PARSE_ERROR, "parse error: nothing"));
    }
    if (!document.isArray()) {
      long deadline = System.nanoTime() + limits.batchTime().toNanos();
      JsonNode answer = answerOne(document, caller, deadline);
      return answer == null ? null : bytes(answer);
    }
    if (document.isEmpty()) {
      return bytes(Json.error(JsonRpcException.INVALID_REQUEST, "invalid request: empty batch"));
    }
    if (document.size() > limits.batchEntries()) {
      return bytes(
          Json.error(
              JsonRpcException.INVALID_REQUEST,
              "invalid request: a batch of %d calls, at most %d"
                  .formatted(document.size(), limits.batchEntries())));
    }
    return answerBatch(document, caller);
  }

  @Override
  public void close() {
    calls.shutdownNow();
  }

  private byte @Nullable [] answerBatch(JsonNode batch, Caller caller) throws InterruptedException {
    long deadline = System.nanoTime() + limits.batchTime().toNanos();
    List<byte[]> answers = new ArrayList<>();
    // Brackets and commas are part of the answer.
    int room = limits.responseBytes() - 2;
    for (JsonNode call : batch) {
      JsonNode answer = answerOne(call, caller, deadline);
      if (answer == null) {
        continue;
      }
      byte[] text = Json.write(answer, Math.max(0, room));
      if (text == null) {
        // Small, and bounded by the number of entries.
        text = bytes(tooLarge(answer));
      }
      answers.add(text);
      room -= text.length + 1;
    }
    return answers.isEmpty() ? null : join(answers);
  }

  private static byte[] join(List<byte[]> answers) {
    int length = 1 + answers.stream().mapToInt(answer -> answer.length + 1).sum();
    byte[] joined = new byte[length];
    int at = 0;
    for (byte[] answer : answers) {
      joined[at++] = (byte) (at == 1 ? '[' : ',');
      System.arraycopy(answer, 0, joined, at, answer.length);
      at += answer.length;
    }
    joined[at] = ']';
    return joined;
  }

  /// @return null for a notification
  private @Nullable JsonNode answerOne(JsonNode call, Caller caller, long deadlineNanos)
      throws InterruptedException {
    if (!call.isObject()) {
      return Json.error(JsonRpcException.INVALID_REQUEST, "invalid request: not an object");
    }
    JsonNode id = call.get("id");
    if (id != null && !isId(id)) {
      return Json.error(
          JsonRpcException.INVALID_REQUEST,
          "invalid request: an id is a short string, a number or null");
    }
    JsonNode known = id == null ? Json.NODES.nullNode() : id;
    String fault = fault(call);
    if (fault != null) {
      return Json.error(known, JsonRpcException.INVALID_REQUEST, "invalid request: " + fault, null);
    }
    JsonNode params = call.get("params");
    ObjectNode answer =
        execute(
            known,
            call.get("method").stringValue(),
            params == null || params.isNull() ? null : params,
            caller,
            deadlineNanos);
    return id == null ? null : answer;
  }

  private static @Nullable String fault(JsonNode call) {
    JsonNode version = call.get("jsonrpc");
    if (version == null || !version.isString() || !version.stringValue().equals("2.0")) {
      return "jsonrpc must be \"2.0\"";
    }
    JsonNode method = call.get("method");
    if (method == null || !method.isString()) {
      return "method must be a string";
    }
    JsonNode params = call.get("params");
    return params == null || params.isArray() || params.isObject() || params.isNull()
        ? null
        : "params must be an array or an object";
  }

  private static boolean isId(JsonNode id) {
    return id.isNull() || id.isNumber() || id.isString() && id.stringValue().length() <= ID_MAX;
  }

  private ObjectNode execute(
      JsonNode id, String name, @Nullable JsonNode params, Caller caller, long deadlineNanos)
      throws InterruptedException {
    try {
      JsonRpcConfig.Guard guard = config.guard();
      if (guard != null && guard.covers(name) && !caller.hasToken()) {
        throw new JsonRpcException(
            JsonRpcException.UNAUTHORIZED, "this method needs a token (JWT, HS256)");
      }
      JsonRpcMethods.Method method = methods.method(name);
      return Json.result(
          id,
          method == null
              ? follow(name, params, caller)
              : run(name, method, params, deadlineNanos - System.nanoTime()));
    } catch (JsonRpcException e) {
      return Json.error(id, e.code(), e.message(), e.data());
    }
  }

  /// Runs a handler on a thread of its own, so that its time can be cut.
  private JsonNode run(
      String name, JsonRpcMethods.Method method, @Nullable JsonNode params, long leftNanos)
      throws JsonRpcException, InterruptedException {
    if (leftNanos <= 0) {
      throw timedOut();
    }
    Future<JsonNode> call = calls.submit(() -> method.handler().handle(params));
    try {
      return call.get(Math.min(leftNanos, method.time().toNanos()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | CancellationException e) {
      throw timedOut();
    } catch (ExecutionException e) {
      throw switch (e.getCause()) {
        case JsonRpcException answer -> answer;
        case TimeoutException _ -> timedOut();
        case InterruptedException _ -> timedOut();
        case null, default -> internal(name, e.getCause());
      };
    } finally {
      call.cancel(true);
    }
  }

  private static JsonRpcException timedOut() {
    return new JsonRpcException(JsonRpcException.TIMED_OUT, "request timed out");
  }

  /// A fault of ours: the log has it whole, the caller gets its number.
  private JsonRpcException internal(String name, @Nullable Throwable fault) {
    long number = faults.incrementAndGet();
    LOG.error("{}: fault {} in a call of this method", name, number, fault);
    return new JsonRpcException(
        JsonRpcException.INTERNAL_ERROR, "internal error; fault " + number + " in the node's log");
  }

  private JsonNode follow(String name, @Nullable JsonNode params, Caller caller)
      throws JsonRpcException {
    if (name.endsWith(SUBSCRIBE)) {
      String namespace = name.substring(0, name.length() - SUBSCRIBE.length());
      if (methods.hasTopics(namespace)) {
        String topic = onlyString(params);
        JsonRpcTopic found = methods.topic(namespace, topic);
        if (found == null) {
          throw JsonRpcException.invalidParams("there is no subscription of this name");
        }
        return Json.NODES.stringNode(caller.follow(found, limits.subscriptions()));
      }
    }
    if (name.endsWith(UNSUBSCRIBE)) {
      String namespace = name.substring(0, name.length() - UNSUBSCRIBE.length());
      if (methods.hasTopics(namespace)) {
        String id = onlyString(params);
        return Json.NODES.booleanNode(caller.unfollow(namespace, id));
      }
    }
    throw new JsonRpcException(
        JsonRpcException.METHOD_NOT_FOUND,
        "the method %s does not exist/is not available"
            .formatted(name.length() > ID_MAX ? name.substring(0, ID_MAX) + "…" : name));
  }

  private static String onlyString(@Nullable JsonNode params) throws JsonRpcException {
    if (params == null || !params.isArray() || params.size() != 1 || !params.get(0).isString()) {
      throw JsonRpcException.invalidParams("one string is wanted");
    }
    return params.get(0).stringValue();
  }

  private byte[] bytes(JsonNode answer) {
    byte[] text = Json.write(answer, limits.responseBytes());
    return text != null ? text : Json.MAPPER.writeValueAsBytes(tooLarge(answer));
  }

  private ObjectNode tooLarge(JsonNode answer) {
    return Json.error(
        answer.get("id"),
        JsonRpcException.ANSWER_TOO_LARGE,
        "the answer is larger than " + limits.responseBytes() + " bytes",
        null);
  }

  /// What is wrong with the JSON and where, without a piece of it.
  private static String brief(JacksonException e) {
    String text = e.getOriginalMessage();
    String where =
        e.getLocation() == null ? "" : " at byte " + Math.max(0, e.getLocation().getByteOffset());
    return (text.length() > 200 ? text.substring(0, 200) : text) + where;
  }
}
