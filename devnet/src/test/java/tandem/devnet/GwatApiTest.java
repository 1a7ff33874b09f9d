package tandem.devnet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tandem.crypto.Keccak256;
import tandem.jsonrpc.JsonRpcConfig;
import tandem.jsonrpc.JsonRpcException;
import tandem.jsonrpc.JsonRpcMethods;
import tandem.jsonrpc.JsonRpcServer;
import tandem.pairprotocol.Stage;
import tandem.pairprotocol.StateJson;
import tandem.pairprotocol.SyncStatus;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.Hex;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class GwatApiTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final SyncStatus STATUS =
      new SyncStatus(Stage.DAG_SYNC, 5, 0, 9, 12, 8, 1.5, 2_000L, null, 3, "blocks");

  private final List<JsonRpcServer> servers = new ArrayList<>();
  private GwatApi api = new GwatApi(URI.create("http://127.0.0.1:1"), null);

  @BeforeEach
  void start() throws Exception {
    api = new GwatApi(URI.create("http://127.0.0.1:" + serve(100, "")), null);
  }

  @AfterEach
  void stop() {
    api.close();
    servers.forEach(JsonRpcServer::close);
  }

  @Test
  void readsTheStatusThatGwatWrites() throws Exception {
    assertThat(api.status()).isEqualTo(STATUS);
  }

  @Test
  void readsFinalisedBlocksOneByOne() throws Exception {
    assertThat(api.latest().number()).isEqualTo(100);
    assertThat(api.blocks(0, 101))
        .hasSize(101)
        .extracting(GwatApi.BlockInfo::number)
        .isSorted()
        .startsWith(0L)
        .endsWith(100L);
  }

  @Test
  void saysThatABlockIsNotThere() {
    assertThatThrownBy(() -> api.blocks(99, 102))
        .isInstanceOf(Unreachable.class)
        .hasMessageContaining("no finalised block");
  }

  @Test
  void handsOnWhyATransferWasRefused() throws Exception {
    assertThat(api.send(Bytes.of(new byte[] {1}))).isNull();
    assertThat(api.send(Bytes.EMPTY)).isEqualTo("nonce too low");
    assertThat(api.nonce(Address.ZERO)).isEqualTo(77);
  }

  @Test
  void findsThatPairsAgreeUpToTheLastNumberThatAllHave() throws Exception {
    GwatApi shorter = new GwatApi(URI.create("http://127.0.0.1:" + serve(90, "")), null);

    Agreement agreement =
        Agreement.measure(List.of("a", "b"), List.of(api, shorter), 0, 80, 1, Stop.unsignalled());

    assertThat(agreement.equal()).isTrue();
    assertThat(agreement.number()).isEqualTo(90);
    assertThatThrownBy(() ->
            Agreement.measure(
                List.of("a", "b"), List.of(api, shorter), 0, 95, 1, Stop.unsignalled()))
        .hasMessage("not all pairs have finalised block 95, only block 90");
    shorter.close();
  }

  @Test
  void findsThatPairsDiffer() throws Exception {
    GwatApi other = new GwatApi(URI.create("http://127.0.0.1:" + serve(100, "else")), null);

    assertThat(
            Agreement.measure(List.of("a", "b"), List.of(api, other), 0, 80, 1, Stop.unsignalled())
                .sentence())
        .startsWith("a and b differ in block 50: hashes ");
    other.close();
  }

  /// A gwat with finalised blocks up to `last`; those from 50 on depend on `salt`.
  private int serve(long last, String salt) throws Exception {
    JsonRpcMethods methods =
        new JsonRpcMethods()
            .add("dag_syncStatus", params -> StateJson.encode(STATUS))
            .add(
                "eth_getBlockByNumber",
                params -> {
                  String tag = params == null ? "" : params.path(0).asString();
                  long number = tag.equals("latest") ? last : Hex.parseQuantity(tag);
                  return number > last ? JSON.nullNode() : block(number, number >= 50 ? salt : "");
                })
            .add("eth_getTransactionCount", params -> JSON.stringNode("0x4d"))
            .add(
                "eth_sendRawTransaction",
                params -> {
                  if (params == null || params.path(0).asString().equals("0x")) {
                    throw new JsonRpcException(-32000, "nonce too low");
                  }
                  return JSON.stringNode("0x12");
                });
    JsonRpcServer server = JsonRpcServer.start(JsonRpcConfig.loopback(0), methods);
    servers.add(server);
    return server.port();
  }

  private static ObjectNode block(long number, String salt) {
    Hash32 hash = Keccak256.hash((number + salt).getBytes(UTF_8));
    ObjectNode block =
        JSON.objectNode()
            .put("number", Hex.quantity(number))
            .put("hash", hash.toHex())
            .put("stateRoot", hash.toHex())
            .put("receiptsRoot", hash.toHex());
    block.putArray("transactions").add(hash.toHex());
    return block;
  }
}
