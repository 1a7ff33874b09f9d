package tandem.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tandem.primitives.Hex;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class WebSocketTest {
  private static final JsonRpcLimits FEW =
      new JsonRpcLimits(
          100_000,
          5_000,
          8,
          4,
          100_000,
          8,
          1 << 20,
          Duration.ofSeconds(1),
          Duration.ofSeconds(20),
          64,
          Duration.ofSeconds(30),
          2,
          2,
          200_000,
          2);

  /// The other end of a WebSocket.
  private static final class End implements WebSocket.Listener, AutoCloseable {
    final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    final CountDownLatch ended = new CountDownLatch(1);
    private final StringBuilder partial = new StringBuilder();
    private final boolean reads;
    private final WebSocket socket;

    private End(TestRpc rpc, boolean reads, String... headers) {
      this.reads = reads;
      WebSocket.Builder builder = rpc.http.newWebSocketBuilder();
      for (int i = 0; i < headers.length; i += 2) {
        builder.header(headers[i], headers[i + 1]);
      }
      socket =
          builder.buildAsync(URI.create("ws://127.0.0.1:" + rpc.server.port() + "/"), this).join();
    }

    static End open(TestRpc rpc, String... headers) {
      return new End(rpc, true, headers);
    }

    static End deaf(TestRpc rpc) {
      return new End(rpc, false);
    }

    JsonNode ask(String method, String params) throws InterruptedException {
      send(TestRpc.call(method, params));
      return next();
    }

    void send(String text) {
      socket.sendText(text, true).join();
    }

    JsonNode next() throws InterruptedException {
      String text = messages.poll(20, TimeUnit.SECONDS);
      assertThat(text).isNotNull();
      return Json.MAPPER.readTree(text);
    }

    @Override
    public void onOpen(WebSocket webSocket) {
      if (reads) {
        webSocket.request(Long.MAX_VALUE);
      }
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        messages.add(partial.toString());
        partial.setLength(0);
      }
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
      ended.countDown();
      return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
      ended.countDown();
    }

    @Override
    public void close() {
      socket.abort();
    }
  }

  @Test
  void answersCallsAndBatchesAsOverHttp() throws Exception {
    try (TestRpc rpc = TestRpc.start();
        End end = End.open(rpc)) {
      assertThat(end.ask("echo", "[1]").toString())
          .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":[1]}");
      end.send("[" + TestRpc.call("echo", "[2]") + "," + TestRpc.call("none", "[]") + "]");
      assertThat(end.next().size()).isEqualTo(2);
      end.send("{");
      assertThat(end.next().at("/error/code").intValue()).isEqualTo(-32700);
    }
  }

  @Test
  void answersAShortCallWhileALongOneIsExecuted() throws Exception {
    try (TestRpc rpc = TestRpc.start();
        End end = End.open(rpc)) {
      end.send(TestRpc.call("wait", "[]"));
      assertThat(end.ask("echo", "[1]").get("result").toString()).isEqualTo("[1]");
      rpc.release.countDown();
      assertThat(end.next().get("result").booleanValue()).isTrue();
    }
  }

  @Test
  void sendsWhatIsPublishedAfterTheAnswerToSubscribe() throws Exception {
    try (TestRpc rpc = TestRpc.start();
        End end = End.open(rpc)) {
      String id = end.ask("test_subscribe", "[\"ticks\"]").get("result").stringValue();
      awaitFollowers(rpc, true);
      rpc.ticks.publish(Json.NODES.numberNode(1));
      rpc.ticks.publish(Json.NODES.numberNode(2));
      for (int i = 1; i <= 2; i++) {
        assertThat(end.next().toString())
            .isEqualTo(
                "{\"jsonrpc\":\"2.0\",\"method\":\"test_subscription\",\"params\":{\"subscription\":\"%s\",\"result\":%d}}"
                    .formatted(id, i));
      }
      assertThat(end.ask("test_unsubscribe", "[\"" + id + "\"]").get("result").booleanValue())
          .isTrue();
      assertThat(end.ask("test_unsubscribe", "[\"" + id + "\"]").get("result").booleanValue())
          .isFalse();
      rpc.ticks.publish(Json.NODES.numberNode(3));
      assertThat(end.ask("echo", "[]").has("result")).isTrue();
    }
  }

  @Test
  void subscribesNobodyToWhatIsNotThereOrOverHttpOrTooOften() throws Exception {
    try (TestRpc rpc = TestRpc.start(FEW);
        End end = End.open(rpc)) {
      assertThat(end.ask("test_subscribe", "[\"x\"]").at("/error/code").intValue())
          .isEqualTo(-32602);
      assertThat(end.ask("test_subscribe", "{}").at("/error/code").intValue()).isEqualTo(-32602);
      assertThat(end.ask("other_subscribe", "[\"ticks\"]").at("/error/code").intValue())
          .isEqualTo(-32601);
      assertThat(rpc.post(TestRpc.call("test_subscribe", "[\"ticks\"]")))
          .contains("subscriptions need a WebSocket connection");
      end.ask("test_subscribe", "[\"ticks\"]");
      end.ask("test_subscribe", "[\"ticks\"]");
      assertThat(end.ask("test_subscribe", "[\"ticks\"]").at("/error/code").intValue())
          .isEqualTo(JsonRpcException.TOO_MANY);
    }
  }

  @Test
  void forgetsTheSubscriptionsOfAConnectionThatEnds() throws Exception {
    try (TestRpc rpc = TestRpc.start()) {
      try (End end = End.open(rpc)) {
        end.ask("test_subscribe", "[\"ticks\"]");
        awaitFollowers(rpc, true);
      }
      awaitFollowers(rpc, false);
    }
  }

  @Test
  void cutsOffAReaderWhoFallsBehind() throws Exception {
    try (TestRpc rpc = TestRpc.start(FEW);
        End slow = End.deaf(rpc);
        End quick = End.open(rpc)) {
      slow.send(TestRpc.call("test_subscribe", "[\"ticks\"]"));
      awaitFollowers(rpc, true);
      JsonNode value = Json.NODES.stringNode("x".repeat(50_000));
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (rpc.ticks.hasFollowers() && System.nanoTime() < deadline) {
        rpc.ticks.publish(value);
      }
      assertThat(rpc.ticks.hasFollowers()).isFalse();
      assertThat(quick.ask("echo", "[]").has("result")).isTrue();
    }
  }

  @Test
  void takesNoMoreRequestsAtATimeThanAConnectionMayHave() throws Exception {
    try (TestRpc rpc = TestRpc.start(FEW);
        End end = End.open(rpc)) {
      end.send(TestRpc.call("wait", "[]"));
      end.send(TestRpc.call("wait", "[]"));
      end.send(TestRpc.call("echo", "[]"));
      assertThat(end.next().at("/error/code").intValue()).isEqualTo(JsonRpcException.TOO_MANY);
    }
  }

  @Test
  void closesOnMessagesThatAreTooLargeOrBinary() throws Exception {
    try (TestRpc rpc = TestRpc.start(FEW);
        End large = End.open(rpc)) {
      large.socket.sendText(" ".repeat(100_001), true);
      assertThat(large.ended.await(20, TimeUnit.SECONDS)).isTrue();
    }
    try (TestRpc rpc = TestRpc.start(FEW);
        End binary = End.open(rpc)) {
      binary.socket.sendBinary(ByteBuffer.allocate(3), true);
      assertThat(binary.ended.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void opensNoMoreThanSoMany() throws Exception {
    try (TestRpc rpc = TestRpc.start(FEW);
        End first = End.open(rpc);
        End second = End.open(rpc)) {
      assertThat(first.ask("echo", "[]").has("result")).isTrue();
      assertThat(second.ask("echo", "[]").has("result")).isTrue();
      assertThatThrownBy(() -> End.open(rpc)).hasStackTraceContaining("503");
    }
  }

  @Test
  void compressesNothingAndKeepsNoSession() throws Exception {
    try (TestRpc rpc = TestRpc.start()) {
      String answer =
          rpc.raw(
              "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                  + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                  + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
                  + "\u0088\u0080\u0000\u0000\u0000\u0000");
      assertThat(answer)
          .startsWith("HTTP/1.1 101 ")
          .doesNotContain("deflate")
          .doesNotContain("Cookie");
    }
  }

  @Test
  void remembersTheTokenOfTheHandshake() throws Exception {
    JwtSecret secret = JwtSecret.of(Hex.decode("0x" + "11".repeat(32)));
    JsonRpcConfig config =
        JsonRpcConfig.loopback(0).withGuard(new JsonRpcConfig.Guard(secret, Set.of("dag_")));
    String token = "Bearer " + secret.token(System.currentTimeMillis() / 1000);
    try (TestRpc rpc = new TestRpc(config);
        End with = End.open(rpc, "Authorization", token);
        End without = End.open(rpc)) {
      assertThat(with.ask("dag_echo", "[]").has("result")).isTrue();
      assertThat(without.ask("dag_echo", "[]").at("/error/code").intValue()).isEqualTo(-32001);
      assertThat(without.ask("echo", "[]").has("result")).isTrue();
      assertThatThrownBy(() -> End.open(rpc, "Authorization", "Bearer x"))
          .hasStackTraceContaining("401");
    }
  }

  private static void awaitFollowers(TestRpc rpc, boolean wanted) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (rpc.ticks.hasFollowers() != wanted && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(rpc.ticks.hasFollowers()).isEqualTo(wanted);
  }
}
