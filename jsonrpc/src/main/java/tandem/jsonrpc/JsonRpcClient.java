package tandem.jsonrpc;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Calls a JSON-RPC server over HTTP/1.1, on connections that are kept. Any thread may call.
public final class JsonRpcClient implements AutoCloseable {
  /// HTTP's status.
  private static final int UNAUTHORIZED = 401;

  private static final int DEPTH = 64;
  private static final int TOKENS = 5_000_000;
  private static final int MESSAGE_MAX = 1024;
  private static final Duration CONNECT_TIME = Duration.ofSeconds(5);

  private final URI server;
  private final @Nullable JwtSecret secret;
  private final int responseBytes;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final JsonMapper reader = Json.reader(TOKENS, DEPTH);
  private final AtomicLong lastId = new AtomicLong();
  private final HttpClient http;

  /// @param server `http://host:port/`
  /// @param secret signs a token for each call; null for none
  /// @param responseBytes longest answer that is taken
  public JsonRpcClient(URI server, @Nullable JwtSecret secret, int responseBytes) {
    if (!"http".equals(server.getScheme()) || server.getHost() == null) {
      throw new IllegalArgumentException(
          server + " is not an address of the form http://host:port");
    }
    this.server = server;
    this.secret = secret;
    this.responseBytes = responseBytes;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIME)
            .executor(threads)
            .build();
  }

  /// Makes a call and returns at once.
  ///
  /// @param params an array or an object
  /// @param time after which the outcome is `TimedOut`, whatever the server does
  /// @return the outcome; it never fails
  public CompletableFuture<JsonRpcOutcome> call(String method, JsonNode params, Duration time) {
    long id = lastId.incrementAndGet();
    ObjectNode call = Json.NODES.objectNode().put("jsonrpc", "2.0").put("id", id);
    call.put("method", method).set("params", params);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .POST(BodyPublishers.ofByteArray(Json.MAPPER.writeValueAsBytes(call)));
    if (secret != null) {
      request.header("Authorization", "Bearer " + secret.token(System.currentTimeMillis() / 1000));
    }
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.sendAsync(
            request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), responseBytes));
    return exchange
        .thenApply(response -> outcome(id, response))
        .orTimeout(time.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(fault -> {
          // Frees the connection when it was the time that was over.
          exchange.cancel(true);
          return outcome(fault);
        });
  }

  /// Ends all calls that are on their way.
  @Override
  public void close() {
    http.shutdownNow();
    threads.shutdownNow();
  }

  private JsonRpcOutcome outcome(long id, HttpResponse<byte[]> response) {
    if (response.statusCode() == UNAUTHORIZED) {
      return new JsonRpcOutcome.Error(
          JsonRpcException.UNAUTHORIZED, server + " refuses the token (HTTP status 401)", null);
    }
    JsonNode answer;
    try {
      answer = reader.readTree(response.body());
    } catch (JacksonException e) {
      return new JsonRpcOutcome.Down(
          server + " answered with HTTP status " + response.statusCode() + " and no JSON");
    }
    JsonNode error = answer.get("error");
    if (error != null && error.isObject()) {
      return error(error);
    }
    JsonNode result = answer.get("result");
    if (result == null || response.statusCode() != 200) {
      return new JsonRpcOutcome.Down(
          server + " answered with HTTP status " + response.statusCode() + " and no result");
    }
    JsonNode answered = answer.get("id");
    if (answered == null || !answered.isIntegralNumber() || answered.longValue() != id) {
      return new JsonRpcOutcome.Down(server + " answered another call");
    }
    return new JsonRpcOutcome.Result(result);
  }

  private static JsonRpcOutcome error(JsonNode error) {
    JsonNode code = error.get("code");
    JsonNode message = error.get("message");
    String text = message != null && message.isString() ? message.stringValue() : "no message";
    return new JsonRpcOutcome.Error(
        code != null && code.isIntegralNumber() && code.canConvertToInt()
            ? code.intValue()
            : JsonRpcException.REFUSED,
        text.length() > MESSAGE_MAX ? text.substring(0, MESSAGE_MAX) : text,
        error.get("data"));
  }

  private JsonRpcOutcome outcome(Throwable fault) {
    Throwable cause = fault;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return switch (cause) {
      case TimeoutException _ -> new JsonRpcOutcome.TimedOut();
      case ConnectException _ -> new JsonRpcOutcome.Down("nobody listens at " + server);
      case IOException io ->
          new JsonRpcOutcome.Down("the connection to " + server + " broke: " + io.getMessage());
      default -> new JsonRpcOutcome.Down("the call to " + server + " failed: " + cause);
    };
  }
}
