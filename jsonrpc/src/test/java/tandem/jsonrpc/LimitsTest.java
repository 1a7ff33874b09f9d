package tandem.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// What a caller cannot make a server do.
@Timeout(60)
class LimitsTest {
  private static final JsonRpcLimits SMALL = limits(2, 1 << 20, Duration.ofMillis(300));

  private static JsonRpcLimits limits(int requests, int bodyBytes, Duration batchTime) {
    return new JsonRpcLimits(
        100_000,
        5_000,
        8,
        4,
        1_000,
        requests,
        bodyBytes,
        Duration.ofSeconds(1),
        batchTime,
        64,
        Duration.ofSeconds(5),
        2,
        2,
        4_000,
        2);
  }

  /// The head of a request. No more of its body is sent than the server reads: who is refused while
  /// it still sends may see the connection end before the answer.
  private static String announcing(int bytes) {
    return "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "Content-Length: "
        + bytes
        + "\r\n\r\n";
  }

  @Test
  void readsNoMoreThanTheBytesOfARequest() throws Exception {
    try (TestRpc rpc = TestRpc.start(SMALL)) {
      assertThat(rpc.raw(announcing(100_001))).startsWith("HTTP/1.1 413 ").contains("100000 bytes");
      String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
      String cutChunk = "10000\r\n" + "x".repeat(100_001 - 0x10000);
      String untold =
          rpc.raw(
              "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                  + "Transfer-Encoding: chunked\r\n\r\n"
                  + chunk
                  + cutChunk);
      assertThat(untold).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void refusesDeeplyNestedAndCrowdedRequests() throws Exception {
    try (TestRpc rpc = TestRpc.start(SMALL)) {
      assertThat(rpc.post("[".repeat(50_000))).contains("-32700").contains("nesting depth");
      String crowd = TestRpc.call("echo", "[" + "1,".repeat(6_000) + "1]");
      assertThat(rpc.post(crowd)).contains("-32700").contains("oken count");
      assertThat(rpc.post(TestRpc.call("echo", "[" + "9".repeat(200) + "]"))).contains("-32700");
      assertThat(rpc.post(TestRpc.call("echo", "[1e999999999]")))
          .satisfiesAnyOf(
              text -> assertThat(text).contains("result"),
              text -> assertThat(text).contains("-32700"));
    }
  }

  @Test
  void refusesALongBatchWhole() throws Exception {
    try (TestRpc rpc = TestRpc.start(SMALL)) {
      String call = "{\"jsonrpc\":\"2.0\",\"method\":\"notify\"}";
      String batch = "[" + String.join(",", Collections.nCopies(5, call)) + "]";
      assertThat(rpc.post(batch)).contains("-32600").contains("a batch of 5 calls, at most 4");
      assertThat(rpc.notified.getCount()).isEqualTo(1);
    }
  }

  @Test
  void answersWithAnErrorInsteadOfALargeResult() throws Exception {
    try (TestRpc rpc = TestRpc.start(SMALL)) {
      assertThat(rpc.post(TestRpc.call("large", "[1000]")))
          .isEqualTo(
              "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32003,\"message\":\"the answer is"
                  + " larger than 1000 bytes\"}}");
      String half = TestRpc.call("large", "[600]");
      JsonNode answers =
          rpc.postJson("[" + half + "," + half + "," + TestRpc.call("echo", "[]") + "]");
      assertThat(answers.get(0).has("result")).isTrue();
      assertThat(answers.get(1).at("/error/code").intValue()).isEqualTo(-32003);
      assertThat(answers.get(2).has("result")).isTrue();
    }
  }

  @Test
  void answersTheRestOfABatchThatTakesTooLong() throws Exception {
    try (TestRpc rpc = TestRpc.start(SMALL)) {
      String wait = TestRpc.call("wait", "[]");
      assertThat(rpc.postJson("[" + wait + "," + TestRpc.call("echo", "[]") + "]"))
          .allSatisfy(answer ->
              assertThat(answer.at("/error/code").intValue())
                  .isEqualTo(JsonRpcException.TIMED_OUT));
    }
  }

  @Test
  void turnsAwayWhatIsMoreThanItCanServeAtATime() throws Exception {
    try (TestRpc rpc = TestRpc.start(limits(1, 1 << 20, Duration.ofSeconds(20)))) {
      CompletableFuture<String> first =
          CompletableFuture.supplyAsync(() -> {
            try {
              return rpc.post(TestRpc.call("wait", "[]"));
            } catch (Exception e) {
              return e.toString();
            }
          });
      assertThat(rpc.waiting.await(10, TimeUnit.SECONDS)).isTrue();
      var second = rpc.request(TestRpc.call("echo", "[]"));
      assertThat(second.statusCode()).isEqualTo(503);
      assertThat(second.body()).contains("-32005");
      rpc.release.countDown();
      assertThat(first.get(10, TimeUnit.SECONDS)).contains("\"result\":true");
      assertThat(rpc.post(TestRpc.call("echo", "[]"))).contains("result");
    }
  }

  @Test
  void holdsNoMoreThanTheBytesOfAllBodiesTogether() throws Exception {
    try (TestRpc rpc = TestRpc.start(limits(2, 64 << 10, Duration.ofMillis(300)))) {
      assertThat(rpc.raw(announcing(99_000) + " ".repeat((64 << 10) + 1)))
          .startsWith("HTTP/1.1 503 ");
      assertThat(rpc.post(TestRpc.call("echo", "[]"))).contains("result");
    }
  }

  @Test
  void givesUpOnABodyThatTrickles() throws Exception {
    try (TestRpc rpc = TestRpc.start(SMALL);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), rpc.server.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(announcing(90_000).getBytes(StandardCharsets.US_ASCII));
      Thread trickle =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (true) {
                    socket.getOutputStream().write(' ');
                    TimeUnit.MILLISECONDS.sleep(20);
                  }
                } catch (Exception e) {
                  // The server has had enough.
                }
              });
      byte[] answer = socket.getInputStream().readNBytes(12);
      assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 408");
      trickle.interrupt();
      trickle.join();
    }
  }
}
