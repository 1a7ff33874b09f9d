package tandem.beaconapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The API over real HTTP, in front of a node whose answers are known.
class BeaconApiTest {
  private static final Hash32 ROOT = KnownNode.ROOT;

  private final KnownNode node = new KnownNode();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private BeaconApi api;

  @BeforeEach
  void start() throws Exception {
    api = BeaconApi.start(ApiConfig.loopback(0, "tandem/0.1"), node);
  }

  @AfterEach
  void stop() {
    api.close();
    client.close();
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void healthIsGoodInWorkingAloneAndSaysSyncingElsewhere(Stage stage) throws Exception {
    node.stage = stage;
    boolean works = stage == Stage.WORKING;
    assertThat(get("/eth/v1/node/health").statusCode()).isEqualTo(works ? 200 : 206);
    assertThat(get("/eth/v1/node/health?syncing_status=599").statusCode())
        .isEqualTo(works ? 200 : 599);
    assertThat(data("/eth/v1/node/syncing").get("is_syncing").asBoolean()).isEqualTo(!works);
  }

  @Test
  void aNodeThatDoesNotAnswerIsUnavailableAndNotHealthy() throws Exception {
    node.isSilent = true;
    assertThat(get("/eth/v1/node/health").statusCode()).isEqualTo(503);
    HttpResponse<String> answer = get("/eth/v1/node/identity");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(json(answer).get("message").asString()).isEqualTo("the node has too much to do");
  }

  @Test
  void answersHaveTheStandardShapes() throws Exception {
    assertThat(data("/eth/v1/node/identity").get("metadata").get("seq_number").asString())
        .isEqualTo("3");
    assertThat(data("/eth/v1/node/version").get("version").asString()).isEqualTo("tandem/0.1");
    assertThat(data("/eth/v1/node/peer_count").get("connected").asString()).isEqualTo("2");
    assertThat(data("/eth/v1/node/peers").size()).isEqualTo(2);
    assertThat(data("/eth/v1/node/peers/16UiuB").get("direction").asString()).isEqualTo("inbound");
    assertThat(data("/eth/v1/beacon/genesis").get("genesis_time").asString())
        .isEqualTo("1700000000");
    JsonNode syncing = data("/eth/v1/node/syncing");
    assertThat(syncing.get("head_slot").asString()).isEqualTo("17");
    assertThat(syncing.get("sync_distance").asString()).isEqualTo("3");
    JsonNode header = data("/eth/v1/beacon/headers/head");
    assertThat(header.get("root").asString()).isEqualTo(ROOT.toHex());
    assertThat(header.get("header").get("message").get("proposer_index").asString()).isEqualTo("5");
    assertThat(data("/eth/v1/beacon/headers?slot=17").size()).isEqualTo(1);
    assertThat(data("/eth/v1/beacon/headers?slot=18").size()).isZero();
    assertThat(data("/eth/v1/beacon/blocks/finalized/root").get("root").asString())
        .isEqualTo(ROOT.toHex());
    assertThat(
            data("/eth/v1/beacon/states/head/finality_checkpoints")
                .get("current_justified")
                .get("epoch")
                .asString())
        .isEqualTo("2");
    assertThat(data("/eth/v1/config/spec").get("MAX_SPINES").asString()).isEqualTo("128");
  }

  @Test
  void peersCanBeAskedForByStateAndDirection() throws Exception {
    assertThat(data("/eth/v1/node/peers?direction=inbound").get(0).get("peer_id").asString())
        .isEqualTo("16UiuB");
    assertThat(data("/eth/v1/node/peers?direction=inbound&direction=outbound").size()).isEqualTo(2);
    assertThat(data("/eth/v1/node/peers?state=connected&state=connecting").size()).isEqualTo(2);
    assertThat(data("/eth/v1/node/peers?state=disconnected").size()).isZero();
    assertThat(json(get("/eth/v1/node/peers")).get("meta").get("count").asInt()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/eth/v1/beacon/headers",
        "/eth/v1/beacon/headers/head",
        "/eth/v1/beacon/blocks/head/root",
        "/eth/v1/beacon/states/head/finality_checkpoints"
      })
  void whatIsOfTheChainIsNeverOptimistic(String path) throws Exception {
    assertThat(json(get(path)).get("execution_optimistic").asBoolean(true)).isFalse();
  }

  @Test
  void statusSaysWhereTheNodeStandsAndWhatItWaitsFor() throws Exception {
    assertThat(data("/tandem/v1/status").propertyNames())
        .contains(
            "stage",
            "sinceMs",
            "start",
            "current",
            "target",
            "progressMs",
            "ratePerSecond",
            "etaMs",
            "waitsFor",
            "lastError",
            "peers",
            "headSlot",
            "currentSlot",
            "linkUp",
            "history");
  }

  @Test
  void statusIsThatOfTheLinkWithTheStagesSoFar() throws Exception {
    node.stage = Stage.DAG_SYNC;
    JsonNode status = data("/tandem/v1/status");
    assertThat(status.get("stage").asString()).isEqualTo("DAG_SYNC");
    assertThat(status.get("history").get(1).get("stage").asString()).isEqualTo("DAG_SYNC");
    assertThat(status.get("history").get(1).get("enteredAtMs").asLong()).isEqualTo(1_000);
  }

  @ParameterizedTest
  @CsvSource({
    "head, Head[]",
    "genesis, Genesis[]",
    "finalized, Finalized[]",
    "justified, Justified[]",
    "17, Slot[slot=17]",
  })
  void blocksAreNamedInManyWays(String name, String id) throws Exception {
    data("/eth/v1/beacon/headers/" + name);
    assertThat(node.asked).extracting(Object::toString).containsExactly(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/eth/v1/beacon/headers/-1",
        "/eth/v1/beacon/headers/0x12",
        "/eth/v1/beacon/headers/99999999999999999999999",
        "/eth/v1/beacon/headers/%00",
        "/eth/v1/beacon/headers?slot=x",
        "/eth/v1/beacon/headers?parent_root=0x12",
        "/eth/v1/beacon/states/nowhere/finality_checkpoints",
        "/eth/v1/node/health?syncing_status=9999"
      })
  void aWrongNameIsABadRequest(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/eth/v1/beacon/headers/18",
        "/eth/v1/node/peers/nobody",
        "/eth/v2/beacon/blocks/head",
        "/../etc/passwd"
      })
  void whatIsNotThereIsNotFound(String path) throws Exception {
    assertThat(get(path).statusCode()).isIn(400, 404);
  }

  @Test
  void aPageOfAStrangerHostIsRefused() throws Exception {
    assertThat(raw("GET /eth/v1/node/version HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
        .startsWith("HTTP/1.1 403");
    assertThat(raw("GET /eth/v1/node/version HTTP/1.1\r\nHost: localhost:5\r\n\r\n"))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void headersThatAreTooLongAreRefused() throws Exception {
    assertThat(raw("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(9_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431");
  }

  private String raw(String request) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      return new String(in.readNBytes(12), StandardCharsets.US_ASCII);
    }
  }

  private JsonNode data(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    return json(answer).get("data");
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }

  private HttpResponse<String> get(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path))
            .timeout(Duration.ofSeconds(10))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }
}
