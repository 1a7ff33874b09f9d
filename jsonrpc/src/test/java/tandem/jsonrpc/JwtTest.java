package tandem.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.primitives.Hex;

@Timeout(60)
class JwtTest {
  private static final String HEX =
      "f00fc0ffee00112233445566778899aabbccddeeff00112233445566778899aa";
  private static final JwtSecret SECRET = JwtSecret.of(Hex.decode("0x" + HEX));
  private static final JwtSecret OTHER = JwtSecret.of(new byte[32]);
  private static final long NOW_S = 1_700_000_000;

  /// Made with another implementation (openssl dgst -sha256 -mac HMAC).
  @Test
  void makesTheTokenOfAnotherImplementation() {
    assertThat(SECRET.token(NOW_S))
        .isEqualTo(
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3MDAwMDAwMDB9.gSagzAsNjejo6JjEEgN26bD_lf-XMpsU2CqXqNNfGHw");
  }

  @Test
  void takesATokenWithinAMinuteOfItsClock() {
    String token = SECRET.token(NOW_S);
    assertThat(SECRET.fault(token, NOW_S)).isNull();
    assertThat(SECRET.fault(token, NOW_S + 60)).isNull();
    assertThat(SECRET.fault(token, NOW_S - 60)).isNull();
    assertThat(SECRET.fault(token, NOW_S + 61)).contains("stale");
    assertThat(SECRET.fault(token, NOW_S - 61)).contains("stale");
  }

  @Test
  void refusesATokenOfAnotherSecret() {
    assertThat(SECRET.fault(OTHER.token(NOW_S), NOW_S)).contains("wrong signature");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a.b", "a.b.c", "a.b.c.d", "{}.{}.{}", "é.é.é"})
  void refusesWhatIsNoToken(String token) {
    assertThat(SECRET.fault(token, NOW_S)).isNotNull();
    assertThat(SECRET.fault("x".repeat(3_000), NOW_S)).contains("too long");
  }

  @Test
  void refusesATokenThatSaysItNeedsNoSignature() {
    String head = Base64.getUrlEncoder().encodeToString("{\"alg\":\"none\"}".getBytes());
    String claims = SECRET.token(NOW_S).split("\\.")[1];
    assertThat(SECRET.fault(head + "." + claims + ".", NOW_S)).contains("wrong signature");
  }

  @Test
  void readsASecretFromAFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("jwt.hex");
    for (String text : new String[] {HEX, "0x" + HEX, "  0x" + HEX.toUpperCase() + "\r\n"}) {
      Files.writeString(file, text.replace("0X", "0x"));
      assertThat(JwtSecret.read(file).token(NOW_S)).isEqualTo(SECRET.token(NOW_S));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0x", "00", HEX + "00", "zz" + HEX})
  void saysWhichFileHoldsNoSecretAndNotWhatItHolds(String text, @TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("jwt.hex"), text);
    assertThatThrownBy(() -> JwtSecret.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("jwt.hex does not hold a JWT secret")
        .hasMessageNotContaining(HEX);
  }

  @Test
  void servesGuardedMethodsToCallersWithATokenOnly() throws Exception {
    JsonRpcConfig config =
        JsonRpcConfig.loopback(0).withGuard(new JsonRpcConfig.Guard(SECRET, Set.of("dag_")));
    try (TestRpc rpc = new TestRpc(config)) {
      String guarded = TestRpc.call("dag_echo", "[]");
      String free = TestRpc.call("echo", "[]");
      assertThat(rpc.post(free)).contains("result");
      assertThat(rpc.post(guarded)).contains("-32001").contains("token");
      assertThat(rpc.post("[" + guarded + "," + free + "]")).contains("-32001").contains("result");
      long nowS = System.currentTimeMillis() / 1000;
      assertThat(rpc.request(guarded, "Authorization", "Bearer " + SECRET.token(nowS)).body())
          .contains("\"guarded\"");
      for (String token :
          new String[] {
            "Bearer " + OTHER.token(nowS), "Bearer " + SECRET.token(nowS - 100), "Basic eDp5", ""
          }) {
        assertThat(rpc.request(free, "Authorization", token).statusCode()).isEqualTo(401);
      }
    }
  }

  @Test
  void closesTheDoorWhereEverythingIsGuarded() throws Exception {
    JsonRpcConfig config = JsonRpcConfig.loopback(0).withGuard(JsonRpcConfig.Guard.ofAll(SECRET));
    try (TestRpc rpc = new TestRpc(config)) {
      assertThat(rpc.request(TestRpc.call("echo", "[]")).statusCode()).isEqualTo(401);
      assertThat(
              rpc.raw(
                  "GET / HTTP/1.1\r\n"
                      + "Host: localhost\r\n"
                      + "Connection: Upgrade\r\n"
                      + "Upgrade: websocket\r\n"
                      + "Sec-WebSocket-Version: 13\r\n"
                      + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"))
          .startsWith("HTTP/1.1 401 ");
    }
  }
}
