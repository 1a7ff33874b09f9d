package tandem.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.primitives.Hex;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class JsonRpcClientTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final JsonNode NONE = Json.NODES.arrayNode();

  @Test
  void givesResultsAndErrorsAsTheyAre() throws Exception {
    try (TestRpc rpc = TestRpc.start();
        JsonRpcClient client = new JsonRpcClient(rpc.uri(), null, 1 << 20)) {
      assertThat(ask(client, "echo", LONG)).isEqualTo(new JsonRpcOutcome.Result(NONE));
      assertThat(ask(client, "refuse", LONG))
          .isEqualTo(
              new JsonRpcOutcome.Error(-32000, "no", Json.NODES.objectNode().put("reason", "NO")));
      assertThat(ask(client, "none", LONG))
          .isInstanceOfSatisfying(
              JsonRpcOutcome.Error.class, error -> assertThat(error.code()).isEqualTo(-32601));
    }
  }

  @Test
  void makesATokenForEachCall() throws Exception {
    JwtSecret secret = JwtSecret.of(Hex.decode("0x" + "22".repeat(32)));
    JsonRpcConfig config = JsonRpcConfig.loopback(0).withGuard(JsonRpcConfig.Guard.ofAll(secret));
    try (TestRpc rpc = new TestRpc(config);
        JsonRpcClient with = new JsonRpcClient(rpc.uri(), secret, 1 << 20);
        JsonRpcClient without = new JsonRpcClient(rpc.uri(), null, 1 << 20)) {
      assertThat(ask(with, "dag_echo", LONG)).isInstanceOf(JsonRpcOutcome.Result.class);
      assertThat(ask(without, "dag_echo", LONG).toString()).contains("401");
    }
  }

  @Test
  void isDownWhenNobodyListens() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try (JsonRpcClient client = client(port)) {
      assertThat(ask(client, "echo", LONG))
          .isEqualTo(new JsonRpcOutcome.Down("nobody listens at http://127.0.0.1:" + port + "/"));
    }
  }

  @Test
  void timesOutWhateverTheServerDoes() throws Exception {
    List<String> halves =
        List.of("", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"jsonrpc\"", "HTTP/1.1 200");
    for (String half : halves) {
      try (Scripted server = new Scripted(half, false);
          JsonRpcClient client = client(server.port())) {
        assertThat(ask(client, "echo", Duration.ofMillis(100)))
            .isEqualTo(new JsonRpcOutcome.TimedOut());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "null",
        "[]",
        "{}",
        "{\"jsonrpc\":\"2.0\",\"id\":99,\"result\":1}",
        "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":1}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":1}",
        "{\"jsonrpc\":\"2.0\",\"id\":1}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1,\"result\":2}",
      })
  void isDownForWhatIsNoAnswer(String body) throws Exception {
    try (Scripted server = new Scripted(http(body), true);
        JsonRpcClient client = client(server.port())) {
      assertThat(ask(client, "echo", LONG)).isInstanceOf(JsonRpcOutcome.Down.class);
    }
  }

  @Test
  void isDownForDeepLongOrBrokenAnswers() throws Exception {
    List<String> answers =
        List.of(
            http("[".repeat(10_000)),
            http(" ".repeat(70_000)),
            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nxx",
            "rubbish\r\n\r\n",
            "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
    for (String answer : answers) {
      try (Scripted server = new Scripted(answer, true);
          JsonRpcClient client = client(server.port())) {
        assertThat(ask(client, "echo", LONG)).isInstanceOf(JsonRpcOutcome.Down.class);
      }
    }
  }

  @Test
  void boundsWhatAnErrorSays() throws Exception {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":\"x\",\"message\":\""
            + "y".repeat(9_000)
            + "\"}}";
    try (Scripted server = new Scripted(http(body), true);
        JsonRpcClient client = client(server.port())) {
      assertThat(ask(client, "echo", LONG))
          .isEqualTo(new JsonRpcOutcome.Error(-32000, "y".repeat(1024), null));
    }
  }

  @Test
  void endsItsCallsWhenItIsClosed() throws Exception {
    try (TestRpc rpc = TestRpc.start()) {
      JsonRpcClient client = new JsonRpcClient(rpc.uri(), null, 1 << 20);
      var open = client.call("wait", NONE, LONG);
      assertThat(rpc.waiting.await(10, TimeUnit.SECONDS)).isTrue();
      client.close();
      assertThat(open.get(10, TimeUnit.SECONDS)).isInstanceOf(JsonRpcOutcome.Down.class);
    }
  }

  private static JsonRpcClient client(int port) {
    return new JsonRpcClient(URI.create("http://127.0.0.1:" + port + "/"), null, 1 << 16);
  }

  private static JsonRpcOutcome ask(JsonRpcClient client, String method, Duration time)
      throws Exception {
    return client.call(method, NONE, time).get(30, TimeUnit.SECONDS);
  }

  private static String http(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(body.length(), body);
  }

  /// Gives every connection the same bytes, whatever it is asked.
  private static final class Scripted implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());

    Scripted(String answer, boolean closes) throws IOException {
      Thread.ofVirtual()
          .start(() -> {
            while (true) {
              try {
                Socket socket = server.accept();
                socket.getInputStream().read();
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                if (closes) {
                  socket.shutdownOutput();
                }
              } catch (IOException e) {
                return;
              }
            }
          });
    }

    int port() {
      return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
