package tandem.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pages that a browser has loaded from elsewhere cannot call the node.
@Timeout(60)
class DoorTest {
  private static final String CALL = TestRpc.call("echo", "[]");

  private static JsonRpcConfig config() {
    return new JsonRpcConfig(
        "127.0.0.1",
        0,
        Set.of("node.example"),
        Set.of("https://wallet.example"),
        null,
        JsonRpcLimits.DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:8545",
        "127.0.0.1",
        "10.1.2.3:80",
        "[::1]",
        "[::1]:8545",
        "node.example",
        "Node.Example:1"
      })
  void knowsItselfByLocalhostByAddressesAndByConfiguredNames(String host) throws Exception {
    try (TestRpc rpc = new TestRpc(config())) {
      assertThat(rpc.raw(post(host, ""))).startsWith("HTTP/1.1 200 ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evil.example:8545"
      })
  void refusesANameThatWasMadeToPointHere(String host) throws Exception {
    try (TestRpc rpc = new TestRpc(config())) {
      assertThat(rpc.raw(post(host, ""))).startsWith("HTTP/1.1 403 ");
      assertThat(rpc.raw(upgrade(host, ""))).startsWith("HTTP/1.1 403 ");
    }
  }

  @Test
  void refusesOtherOrigins() throws Exception {
    try (TestRpc rpc = new TestRpc(config())) {
      for (String origin : new String[] {"https://evil.example", "null", "http://localhost:3000"}) {
        assertThat(rpc.raw(post("localhost", "Origin: " + origin + "\r\n")))
            .startsWith("HTTP/1.1 403 ")
            .doesNotContain("Access-Control-Allow-Origin");
        assertThat(rpc.raw(upgrade("localhost", "Origin: " + origin + "\r\n")))
            .startsWith("HTTP/1.1 403 ");
      }
    }
  }

  @Test
  void servesConfiguredOrigins() throws Exception {
    try (TestRpc rpc = new TestRpc(config())) {
      String origin = "Origin: https://wallet.example\r\n";
      assertThat(rpc.raw(post("localhost", origin)))
          .startsWith("HTTP/1.1 200 ")
          .contains("Access-Control-Allow-Origin: https://wallet.example")
          .contains("Vary: Origin");
      assertThat(
              rpc.raw(
                  "OPTIONS / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                      + "Access-Control-Request-Method: POST\r\n"
                      + origin
                      + "\r\n"))
          .startsWith("HTTP/1.1 204 ")
          .contains("Access-Control-Allow-Origin: https://wallet.example")
          .contains("Access-Control-Allow-Methods: POST");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data"})
  void refusesContentTypesThatNeedNoPermission(String type) throws Exception {
    try (TestRpc rpc = new TestRpc(config())) {
      assertThat(rpc.request(CALL, "Content-Type", type).statusCode()).isEqualTo(415);
      assertThat(rpc.request(CALL, "Content-Type", "application/json; charset=utf-8").statusCode())
          .isEqualTo(200);
    }
  }

  private static String post(String host, String headers) {
    return "POST / HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nConnection: close\r\n%sContent-Length: %d\r\n\r\n%s"
        .formatted(host, headers, CALL.length(), CALL);
  }

  private static String upgrade(String host, String headers) {
    return ("GET / HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s\r\n")
        .formatted(host, headers);
  }
}
