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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.beaconspec.BeaconBlockHeader;
import tandem.beaconspec.BeaconConfig;
import tandem.beaconspec.Checkpoint;
import tandem.beaconspec.SignedBeaconBlockHeader;
import tandem.crypto.BlsSignature;
import tandem.pairprotocol.Stage;
import tandem.pairprotocol.SyncStatus;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The API over real HTTP, in front of a node whose answers are known.
class BeaconApiTest {
  private static final Hash32 ROOT = Hash32.fromHex("aa".repeat(32));

  /// A node at slot 17 of which `stage` can be set, and which can be made to be silent.
  private static final class Node implements BeaconReads {
    Stage stage = Stage.WORKING;
    boolean isSilent;
    final List<BlockId> asked = new ArrayList<>();

    private void answer() throws ApiException {
      if (isSilent) {
        throw new ApiException(503, "the node has too much to do");
      }
    }

    @Override
    public Identity identity() throws ApiException {
      answer();
      return new Identity("16Uiu2", List.of("/ip4/127.0.0.1/tcp/1/p2p/16Uiu2"), 3, "0xff", "0x0f");
    }

    @Override
    public Genesis genesis() {
      return new Genesis(1_700_000_000, ROOT, Bytes.fromHex("54000000"));
    }

    @Override
    public BeaconConfig config() {
      return BeaconConfig.ordered(1337, Address.ZERO);
    }

    @Override
    public List<Peer> peers() {
      return List.of(
          new Peer("16UiuA", "/ip4/127.0.0.1/tcp/2", true),
          new Peer("16UiuB", "/ip4/127.0.0.1/tcp/3", false));
    }

    @Override
    public Sync sync() throws ApiException {
      answer();
      SyncStatus status =
          new SyncStatus(stage, 1_000, 0, 17, 20, 2_000, 1.5, 2_000L, null, 2, "nothing");
      return new Sync(status, 17, 20, true);
    }

    @Override
    public List<StageEntry> stages() {
      return List.of(new StageEntry(Stage.STARTING, 5), new StageEntry(stage, 1_000));
    }

    @Override
    public @Nullable Header header(BlockId id) {
      asked.add(id);
      if (id instanceof BlockId.Slot(long slot) && slot != 17) {
        return null;
      }
      BeaconBlockHeader message = new BeaconBlockHeader(17, 5, ROOT, Hash32.ZERO, ROOT);
      return new Header(ROOT, true, new SignedBeaconBlockHeader(message, BlsSignature.INFINITY));
    }

    @Override
    public Finality finality(BlockId id) {
      return new Finality(
          new Checkpoint(1, ROOT), new Checkpoint(2, ROOT), new Checkpoint(1, Hash32.ZERO));
    }
  }

  private final Node node = new Node();
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
