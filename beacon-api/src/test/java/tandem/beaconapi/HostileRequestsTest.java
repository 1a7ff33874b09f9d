package tandem.beaconapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that no honest client sends, over a bare socket.
class HostileRequestsTest {
  private static final long SEED = 4_711;
  private static final int ANSWER_MAX = 1 << 16;

  private BeaconApi api;

  @BeforeEach
  void start() throws Exception {
    api = BeaconApi.start(ApiConfig.loopback(0, "tandem/0.1"), new KnownNode());
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/eth/v1/beacon/headers/%zz",
        "/eth/v1/beacon/headers/%",
        "/eth/v1/beacon/headers/%ff%fe",
        "/eth/v1/beacon/headers/%00",
        "/eth/v1/beacon/headers/%2e%2e%2f%2e%2e",
        "/eth/v1/beacon/headers/head%2fx",
        "/eth/v1/beacon/headers/head;a=b",
        "/eth/v1/beacon/headers/..;/x",
        "/eth/v1/beacon/headers/head\\x",
        "/eth/v1/beacon/headers//",
        "/eth/v1/beacon/headers/<script>",
        "/eth/v1/beacon/headers/{id}",
        "/eth/v1/beacon/headers/0x" + "f",
        "/eth/v1/beacon/headers?slot=%zz",
        "/eth/v1/beacon/headers?slot=%ff",
        "/eth/v1/beacon/headers?slot=",
        "/eth/v1/beacon/headers?slot=-1",
        "/eth/v1/beacon/headers?slot=18446744073709551616",
        "/eth/v1/beacon/headers?slot=1&slot=2&%",
        "/eth/v1/beacon/headers?parent_root=%",
        "/eth/v1/node/health?syncing_status=%zz",
        "/eth/v1/node/peers?state=%zz",
        "/eth/v1/node/peers?direction=sideways",
        "/eth/v1/node/peers?state=asleep",
        "/eth/v1/node/peers/%c0%af",
        "/eth/v1/beacon/states/%F0%28%8C%28/finality_checkpoints",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//evil.example/eth",
        "http://evil.example/eth/v1/node/version/x",
        "*",
        "/é",
      })
  void wrongTargetsAreTheCallersFault(String target) throws Exception {
    String answer = answer("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 4");
    assertThat(body(answer)).as(answer).startsWith("{\"code\":4").contains("\"message\":\"");
    assertThat(answer).doesNotContain("jetty", "Jetty", "javalin", "Exception", "<html");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "BREW", "OPTIONS"})
  void otherMethodsAreRefused(String method) throws Exception {
    String answer = answer(method + " /eth/v1/node/version HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 4").doesNotContain("Exception", "<html");
  }

  @Test
  void anEndlessBodyIsNotRead() throws Exception {
    for (String head :
        List.of(
            "Content-Length: 1000000000000",
            "Content-Length: -1",
            "Content-Length: 5\r\nContent-Length: 6",
            "Transfer-Encoding: chunked\r\nContent-Length: 5",
            "Transfer-Encoding: chunked",
            "Expect: 100-continue\r\nContent-Length: 70000")) {
      for (String method : List.of("POST", "GET")) {
        String answer =
            answer(
                method
                    + " /eth/v1/node/version HTTP/1.1\r\nHost: localhost\r\n"
                    + head
                    + "\r\n\r\nfffffff0\r\n"
                    + "x".repeat(4_000));
        assertThat(answer).as(method + " " + head).matches("(?s)HTTP/1.1 [24].*");
      }
    }
  }

  @Test
  void aNamelessHostIsRefused() throws Exception {
    for (String host :
        List.of("", "Host: \r\n", "Host: a\r\nHost: b\r\n", "Host: 127.0.0.1.evil.example\r\n")) {
      assertThat(answer("GET /eth/v1/node/version HTTP/1.1\r\n" + host + "\r\n"))
          .as(host)
          .startsWith("HTTP/1.1 4");
    }
  }

  @Test
  void noRequestIsAFaultOfOurs() throws Exception {
    SplittableRandom chance = new SplittableRandom(SEED);
    List<String> paths =
        List.of(
            "/eth/v1/beacon/headers/head",
            "/eth/v1/beacon/headers?slot=17",
            "/eth/v1/beacon/blocks/0x" + "ab".repeat(32) + "/root",
            "/eth/v1/beacon/states/finalized/finality_checkpoints",
            "/eth/v1/node/peers?state=connected",
            "/eth/v1/node/peers/16UiuA",
            "/tandem/v1/status");
    String letters = "%/?&=;.:#\\\u0001\u007f é0xaf{}<>'\"+~";
    for (int i = 0; i < 400; i++) {
      StringBuilder path = new StringBuilder(paths.get(chance.nextInt(paths.size())));
      for (int change = 1 + chance.nextInt(3); change > 0; change--) {
        char letter = letters.charAt(chance.nextInt(letters.length()));
        path.insert(1 + chance.nextInt(path.length()), letter);
      }
      String answer = answer("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(answer)
          .as("seed %d, try %d: %s", SEED, i, path)
          .matches("(?s)HTTP/1.1 [24].*")
          .doesNotContain("Exception");
    }
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  /// All that the server says until it closes or has nothing more to say.
  private String answer(String request) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.UTF_8));
      out.flush();
      socket.shutdownOutput();
      InputStream in = socket.getInputStream();
      return new String(in.readNBytes(ANSWER_MAX), StandardCharsets.UTF_8);
    }
  }
}
