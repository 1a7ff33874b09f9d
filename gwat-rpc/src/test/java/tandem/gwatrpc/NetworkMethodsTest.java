package tandem.gwatrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.gwatrpc.TestNode.JSON;
import static tandem.gwatrpc.TestNode.json;
import static tandem.gwatrpc.TestNode.text;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tandem.pairprotocol.LinkJson;
import tandem.pairprotocol.Stage;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class NetworkMethodsTest {
  @Test
  void saysThatItIsSyncingInEveryStageButWorking() throws Exception {
    try (TestNode node = TestNode.starting()) {
      assertThat(node.error("eth_syncing").get("message").stringValue())
          .isEqualTo("node is starting");
      node.nowMs.addAndGet(100_000);
      node.open();
      assertSyncing(node, "finalized", Stage.CHECKPOINT_SYNC);
    }
    try (TestNode node = TestNode.waiting()) {
      assertSyncing(node, "head", Stage.HEAD_SYNC_READY);
      node.headSync();
      assertThat(node.result("eth_syncing").toString()).isEqualTo("false");
      node.runSlots(3);
      node.nowMs.addAndGet(33 * TestNode.SLOT_MS);
      node.awaitStage(Stage.CATCH_UP);
      JsonNode json = assertSyncing(node, "resync", Stage.CATCH_UP);
      assertThat(json.get("currentBlock").stringValue()).isEqualTo("0x3");
      assertThat(json.get("lastCoordSlot").longValue()).isEqualTo(3);
      assertThat(json.get("maxBlockSlot").longValue()).isEqualTo(3);
    }
  }

  private static JsonNode assertSyncing(TestNode node, String original, Stage stage)
      throws Exception {
    JsonNode json = node.result("eth_syncing");
    assertThat(json.propertyNames())
        .containsExactlyInAnyOrder(
            "startingBlock",
            "currentBlock",
            "highestBlock",
            "pulledStates",
            "knownStates",
            "stage",
            "lastCoordSlot",
            "maxBlockSlot",
            "pairStage",
            "waitsFor");
    assertThat(json.get("stage").stringValue()).isEqualTo(original);
    assertThat(json.get("pairStage").stringValue()).isEqualTo(stage.name());
    assertThat(json.get("waitsFor").stringValue()).isNotEmpty();
    return json;
  }

  @Test
  void saysWhatNodeItIs() throws Exception {
    try (TestNode node = TestNode.working()) {
      assertThat(node.result("eth_chainId").stringValue()).isEqualTo("0x4d");
      assertThat(node.result("net_version").stringValue()).isEqualTo("78");
      assertThat(node.result("net_listening").booleanValue()).isTrue();
      assertThat(node.result("web3_clientVersion").stringValue()).isEqualTo("tandem-gwat/test");
      assertThat(node.result("web3_sha3", text("0x")).stringValue())
          .isEqualTo("0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
      JsonNode info = node.result("admin_nodeInfo");
      assertThat(info.get("enode").stringValue()).startsWith("enode://abab");
      JsonNode wfdag = info.get("protocols").get("wfdag");
      assertThat(wfdag.get("versions").toString()).isEqualTo("[1]");
      assertThat(wfdag.get("network").longValue()).isEqualTo(78);
      assertThat(wfdag.get("genesis").stringValue()).isEqualTo(TestNode.genesisHash().toHex());
      assertThat(wfdag.get("config").toString())
          .isEqualTo("{\"chainId\":77,\"secondsPerSlot\":4,\"slotsPerEpoch\":8}");
    }
  }

  @Test
  void showsPeersAndTakesMore() throws Exception {
    try (TestNode node = TestNode.working()) {
      assertThat(node.result("net_peerCount").stringValue()).isEqualTo("0x0");
      node.network.peers.add(
          new NetworkAdmin.PeerView(
              "cd".repeat(32),
              "other/1",
              null,
              List.of("wfdag/1"),
              "127.0.0.1:1",
              "127.0.0.1:2",
              true,
              false));
      assertThat(node.result("net_peerCount").stringValue()).isEqualTo("0x1");
      assertThat(node.result("admin_peers").get(0))
          .isEqualTo(
              json(
                  "{'id':'"
                      + "cd".repeat(32)
                      + "','name':'other/1','enode':null,'caps':['wfdag/1'],"
                      + "'network':{'localAddress':'127.0.0.1:1','remoteAddress':'127.0.0.1:2',"
                      + "'inbound':true,'trusted':false,'static':false},"
                      + "'protocols':{'wfdag':{'version':1}}}"));
      assertThat(node.result("admin_addPeer", text("enode://x")).booleanValue()).isTrue();
      assertThat(node.network.added).containsExactly("enode://x");
      JsonNode error = node.error("admin_addPeer", text("http://x"));
      assertThat(error.get("code").intValue()).isEqualTo(-32602);
      assertThat(error.get("message").stringValue()).isEqualTo("invalid enode: not an enode URL");
    }
  }

  /// Whatever the parameters, a fault of the caller is told as one and never costs the node more.
  @Test
  void findsAFaultOfItsOwnInNoParameters() throws Exception {
    List<String> methods =
        List.of(
            "dag_headSyncReady",
            "dag_headSync",
            "dag_sync",
            "dag_finalize",
            "dag_getCandidates",
            "dag_validateSpines",
            "dag_syncSlotInfo",
            "dag_coordinatedState",
            "dag_syncStatus",
            "dag_twins",
            "eth_chainId",
            "eth_blockNumber",
            "eth_getBlockByNumber",
            "eth_getBlockByHash",
            "eth_getBlockReceipts",
            "eth_getBalance",
            "eth_getTransactionCount",
            "eth_sendRawTransaction",
            "eth_getTransactionByHash",
            "eth_getTransactionReceipt",
            "eth_gasPrice",
            "eth_maxPriorityFeePerGas",
            "eth_estimateGas",
            "eth_syncing",
            "net_version",
            "net_listening",
            "net_peerCount",
            "web3_clientVersion",
            "web3_sha3",
            "admin_nodeInfo",
            "admin_peers",
            "admin_addPeer",
            "txpool_status");
    List<String> values =
        List.of(
            "null",
            "true",
            "-1",
            "0",
            "1.5",
            "1e400",
            "18446744073709551615",
            "99999999999999999999999999",
            "''",
            "'0x'",
            "'0x0'",
            "'latest'",
            "'\\u0000'",
            "'💥'",
            "'0x" + "f".repeat(40) + "'",
            "'0x" + "f".repeat(64) + "'",
            "[]",
            "[[]]",
            "[null]",
            "[{}]",
            "['0x" + "f".repeat(64) + "']",
            "{}",
            "{'slot':'0xffffffffffffffff'}",
            "{'slot':'0x1','creators':['0x'],'finalizing':null}",
            "{'slot':'0x7fffffffffffffff','finalizing':[]}",
            "{'blockHash':null}",
            "{'blockNumber':{'blockNumber':{'blockNumber':'0x1'}}}",
            "{'to':[]}");
    try (TestNode node = TestNode.working()) {
      for (String method : methods) {
        assertHarmless(node, method, null);
        assertHarmless(node, method, JSON.objectNode());
        for (String value : values) {
          assertHarmless(node, method, JSON.arrayNode().add(json(value)));
          assertHarmless(node, method, JSON.arrayNode().add(json(value)).add(json(value)));
        }
      }
      assertThat(node.result("dag_syncStatus").get("stage").isString()).isTrue();
      assertThat(LinkJson.DAG_METHODS).allMatch(methods::contains);
    }
  }

  private static void assertHarmless(TestNode node, String method, JsonNode params)
      throws Exception {
    JsonNode answer = node.answerTo(method, params);
    JsonNode error = answer.get("error");
    if (error != null) {
      assertThat(error.get("code").intValue()).as(method + params + answer).isIn(-32602, -32000);
      assertThat(error.get("message").stringValue()).isNotEmpty();
    }
  }
}
