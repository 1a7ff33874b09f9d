package tandem.beaconnode;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tandem.jsonrpc.JsonRpcConfig;
import tandem.jsonrpc.JsonRpcException;
import tandem.jsonrpc.JsonRpcMethods;
import tandem.jsonrpc.JsonRpcServer;
import tandem.jsonrpc.JwtSecret;
import tandem.pairprotocol.LinkOutcome;
import tandem.pairprotocol.LinkOutcome.Answered;
import tandem.pairprotocol.LinkOutcome.Down;
import tandem.pairprotocol.LinkOutcome.TimedOut;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.LinkResponse.Refused;
import tandem.pairprotocol.Reason;
import tandem.primitives.Hash32;
import tools.jackson.databind.json.JsonMapper;

/// The link over real HTTP.
class HttpGwatLinkTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final JwtSecret SECRET = JwtSecret.of(new byte[32]);

  private @Nullable JsonRpcServer server;
  private @Nullable HttpGwatLink link;
  private final Queue<String> told = new ConcurrentLinkedQueue<>();

  @AfterEach
  void close() {
    if (link != null) {
      link.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private int serve(JsonRpcMethods methods) throws Exception {
    JsonRpcConfig config = JsonRpcConfig.loopback(0).withGuard(JsonRpcConfig.Guard.ofAll(SECRET));
    server = JsonRpcServer.start(config, methods);
    return server.port();
  }

  private LinkOutcome call(int port, JwtSecret secret, LinkRequest request, long timeoutMs)
      throws Exception {
    link = new HttpGwatLink(URI.create("http://127.0.0.1:" + port + "/"), secret, told::add);
    CompletableFuture<LinkOutcome> outcome = new CompletableFuture<>();
    link.call(request, timeoutMs, outcome::complete);
    return outcome.get(20, TimeUnit.SECONDS);
  }

  @Test
  void carriesAnAnswerWithAToken() throws Exception {
    int port =
        serve(
            new JsonRpcMethods()
                .add(
                    "dag_getCandidates",
                    params ->
                        JSON.readTree(
                            "{\"error\":null,\"candidates\":[\"0x" + "ab".repeat(32) + "\"]}")));
    LinkOutcome outcome = call(port, SECRET, new LinkRequest.GetCandidates(5), 5_000);
    assertThat(outcome)
        .isEqualTo(
            new Answered(
                new LinkResponse.Candidates(List.of(Hash32.fromHex("0x" + "ab".repeat(32))))));
  }

  @Test
  void carriesARefusalWithItsReason() throws Exception {
    int port =
        serve(
            new JsonRpcMethods()
                .add(
                    "dag_syncSlotInfo",
                    params -> {
                      throw new JsonRpcException(
                          Reason.BUSY.code(), Reason.BUSY.text(), JSON.createObjectNode());
                    }));
    LinkOutcome outcome = call(port, SECRET, new LinkRequest.SyncSlotInfo(1, 2, 8), 5_000);
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Answered.class,
            answered ->
                assertThat(answered.response())
                    .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.error().reason()).isEqualTo(Reason.BUSY)));
  }

  @Test
  void anAnswerWithoutSenseIsARefusal() throws Exception {
    int port = serve(new JsonRpcMethods().add("dag_getCandidates", params -> JSON.readTree("[1]")));
    LinkOutcome outcome = call(port, SECRET, new LinkRequest.GetCandidates(5), 5_000);
    assertThat(outcome.toString()).contains("gwat's answer makes no sense");
  }

  @Test
  void aWrongSecretNobodyListeningAndSilenceAreToldApart() throws Exception {
    int port =
        serve(
            new JsonRpcMethods()
                .add(
                    "dag_syncStatus",
                    params -> {
                      Thread.sleep(60_000);
                      throw new AssertionError();
                    }));
    LinkRequest request = new LinkRequest.ReadSyncStatus();
    byte[] other = new byte[32];
    other[0] = 1;
    assertThat(call(port, JwtSecret.of(other), request, 5_000)).isInstanceOf(Down.class);
    assertThat(told).singleElement().asString().contains("secret");
    assertThat(call(port, SECRET, request, 300)).isEqualTo(new TimedOut());
    server.close();
    LinkOutcome nobody = call(port, SECRET, request, 5_000);
    assertThat(nobody).isInstanceOf(Down.class);
    assertThat(nobody.toString()).contains("nobody listens");
  }
}
