package tandem.jsonrpc;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import tools.jackson.databind.JsonNode;

/// A server with a few methods, on a free port, and plain ways to speak with it.
final class TestRpc implements AutoCloseable {
  final JsonRpcMethods methods = new JsonRpcMethods();
  final JsonRpcTopic ticks = methods.addTopic("test", "ticks");

  /// `wait` begins here and ends when it is interrupted or released.
  final CountDownLatch waiting = new CountDownLatch(1);

  final CountDownLatch interrupted = new CountDownLatch(1);
  final CountDownLatch release = new CountDownLatch(1);
  final CountDownLatch notified = new CountDownLatch(1);
  final JsonRpcServer server;
  final HttpClient http = HttpClient.newHttpClient();

  TestRpc(JsonRpcConfig config) throws IOException {
    methods
        .add("echo", params -> params == null ? Json.NODES.nullNode() : params)
        .add("dag_echo", params -> Json.NODES.stringNode("guarded"))
        .add(
            "refuse",
            params -> {
              throw new JsonRpcException(-32000, "no", Json.NODES.objectNode().put("reason", "NO"));
            })
        .add(
            "fault",
            params -> {
              throw new IllegalStateException("secret /path");
            })
        .add(
            "overflow",
            params -> {
              throw new StackOverflowError("deep");
            })
        .add(
            "notify",
            params -> {
              notified.countDown();
              return Json.NODES.nullNode();
            })
        .add("large", params -> Json.NODES.stringNode("x".repeat(params.get(0).intValue())))
        .add(
            "hang",
            Duration.ofMillis(50),
            params -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
              }
              return Json.NODES.nullNode();
            })
        .add(
            "wait",
            params -> {
              waiting.countDown();
              release.await();
              return Json.NODES.booleanNode(true);
            });
    server = JsonRpcServer.start(config, methods);
  }

  static TestRpc start() throws IOException {
    return new TestRpc(JsonRpcConfig.loopback(0));
  }

  static TestRpc start(JsonRpcLimits limits) throws IOException {
    return new TestRpc(JsonRpcConfig.loopback(0).withLimits(limits));
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.port() + "/");
  }

  /// The body of the answer to `body`.
  String post(String body) throws IOException, InterruptedException {
    return request(body).body();
  }

  JsonNode postJson(String body) throws IOException, InterruptedException {
    return Json.MAPPER.readTree(post(body));
  }

  HttpResponse<String> request(String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri())
            .timeout(Duration.ofSeconds(20))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/json");
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /// Sends bytes as they are and reads until the server closes.
  String raw(String text) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Override
  public void close() {
    release.countDown();
    http.close();
    server.close();
  }

  static String call(String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}"
        .formatted(method, params);
  }
}
