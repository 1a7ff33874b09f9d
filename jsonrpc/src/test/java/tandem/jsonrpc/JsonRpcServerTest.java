package tandem.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the JSON-RPC 2.0 specification says of a server.
@Timeout(60)
class JsonRpcServerTest {
  private TestRpc rpc;

  @BeforeEach
  void start() throws IOException {
    rpc = TestRpc.start();
  }

  @AfterEach
  void stop() {
    rpc.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'jsonrpc':'2.0','id':7,'method':'echo','params':[1]} |"
            + " {'jsonrpc':'2.0','id':7,'result':[1]}",
        "{'jsonrpc':'2.0','id':'a','method':'echo','params':{'x':null}} |"
            + " {'jsonrpc':'2.0','id':'a','result':{'x':null}}",
        "{'jsonrpc':'2.0','id':null,'method':'echo'} | {'jsonrpc':'2.0','id':null,'result':null}",
        "{'jsonrpc':'2.0','id':1,'method':'echo','params':null} |"
            + " {'jsonrpc':'2.0','id':1,'result':null}",
        "{'jsonrpc':'2.0','id':1,'method':'refuse'} |"
            + " {'jsonrpc':'2.0','id':1,'error':{'code':-32000,'message':'no','data':{'reason':'NO'}}}",
        "{'jsonrpc':'2.0','id':1,'method':'none'} |"
            + " {'jsonrpc':'2.0','id':1,'error':{'code':-32601,'message':'the method none does not"
            + " exist/is not available'}}",
      })
  void answersACallWithItsId(String request, String answer) throws Exception {
    assertThat(rpc.post(request.replace('\'', '"'))).isEqualTo(answer.replace('\'', '"'));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "\"x\"",
        "null",
        "{}",
        "{\"id\":1,\"method\":\"echo\"}",
        "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"echo\"}",
        "{\"jsonrpc\":2.0,\"id\":1,\"method\":\"echo\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":1}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"echo\",\"params\":1}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"echo\",\"params\":\"bar\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":[],\"method\":\"echo\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"echo\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":true,\"method\":\"echo\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":true}",
        "[]",
      })
  void refusesWhatIsNoRequest(String request) throws Exception {
    assertThat(rpc.postJson(request).at("/error/code").intValue()).isEqualTo(-32600);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[1,",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"echo\"} {}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"echo\"}",
        "{jsonrpc:1}",
        "NaN",
        "\u0000",
      })
  void refusesWhatIsNoJson(String request) throws Exception {
    assertThat(rpc.postJson(request).at("/error/code").intValue()).isEqualTo(-32700);
    assertThat(rpc.postJson(request).get("id").isNull()).isTrue();
  }

  @Test
  void executesANotificationAndAnswersNothing() throws Exception {
    var response = rpc.request("{\"jsonrpc\":\"2.0\",\"method\":\"notify\"}");
    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.body()).isEmpty();
    assertThat(rpc.notified.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void answersNothingToANotificationThatFails() throws Exception {
    assertThat(rpc.post("{\"jsonrpc\":\"2.0\",\"method\":\"none\"}")).isEmpty();
    assertThat(rpc.post("{\"jsonrpc\":\"2.0\",\"method\":\"refuse\"}")).isEmpty();
  }

  /// The example of the specification's chapter 7, with our methods.
  @Test
  void answersABatchInOrderWithoutItsNotifications() throws Exception {
    String answer =
        rpc.post(
            "[{\"jsonrpc\":\"2.0\",\"method\":\"echo\",\"params\":[1],\"id\":\"1\"},"
                + "{\"jsonrpc\":\"2.0\",\"method\":\"notify\"},"
                + "{\"foo\":\"boo\"},1,"
                + "{\"jsonrpc\":\"2.0\",\"method\":\"none\",\"id\":\"5\"}]");
    assertThat(answer)
        .isEqualTo(
            "[{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":[1]},"
                + "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"invalid"
                + " request: jsonrpc must be \\\"2.0\\\"\"}},"
                + "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"invalid"
                + " request: not an object\"}},"
                + "{\"jsonrpc\":\"2.0\",\"id\":\"5\",\"error\":{\"code\":-32601,\"message\":\"the"
                + " method none does not exist/is not available\"}}]");
  }

  @Test
  void answersNothingToABatchOfNotifications() throws Exception {
    var response = rpc.request("[{\"jsonrpc\":\"2.0\",\"method\":\"notify\"}]");
    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fault", "overflow"})
  void tellsOfAFaultOfOursOnlyThatItIsOne(String method) throws Exception {
    String answer = rpc.post(TestRpc.call(method, "[]"));
    assertThat(answer).contains("-32603").contains("internal error; fault 1");
    assertThat(answer).doesNotContain("secret").doesNotContain("Exception").doesNotContain("deep");
  }

  @Test
  void interruptsACallWhoseTimeIsOver() throws Exception {
    assertThat(rpc.postJson(TestRpc.call("hang", "[]")).at("/error/code").intValue())
        .isEqualTo(JsonRpcException.TIMED_OUT);
    assertThat(rpc.interrupted.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void saysWhatIsSpokenHereToOtherMethodsOfHttp() throws Exception {
    String answer = rpc.raw("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 405 ").contains("JSON-RPC is spoken with POST");
  }

  @Test
  void saysWhyItCannotListen() {
    assertThatThrownBy(() -> new TestRpc(JsonRpcConfig.loopback(rpc.server.port())))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot listen on 127.0.0.1:" + rpc.server.port())
        .hasMessageContaining("in use");
  }
}
