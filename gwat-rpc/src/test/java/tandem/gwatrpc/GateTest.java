package tandem.gwatrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.gwatrpc.TestNode.JSON;
import static tandem.gwatrpc.TestNode.text;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.gwatcore.GwatMachine;
import tandem.pairprotocol.ConsensusInfo;
import tandem.pairprotocol.LinkJson;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;
import tandem.store.MemoryStore;
import tools.jackson.databind.JsonNode;

/// The table of pair-sync.md 4, as a caller sees it: R8, R11, R12, R13, R5.
@Timeout(120)
class GateTest {
  private static final String WORK_REFUSED = "result: synchronization";

  /// What each method is answered in each stage: `ok`, or where the error stands and its text.
  private static Map<String, String> table(Stage stage) {
    boolean works = stage == Stage.WORKING;
    boolean syncs = stage == Stage.CHECKPOINT_SYNC || stage == Stage.DAG_SYNC;
    String reads = stage == Stage.STARTING ? "error: node is starting" : "ok";
    Map<String, String> table = new LinkedHashMap<>();
    table.put("dag_syncStatus", "ok");
    table.put("dag_syncSlotInfo", reads);
    table.put("dag_coordinatedState", reads);
    table.put(
        "dag_validateSpines",
        stage == Stage.STARTING || stage == Stage.CHECKPOINT_SYNC
            ? "error: synchronization"
            : "ok");
    table.put("dag_getCandidates", works ? "ok" : WORK_REFUSED);
    table.put("dag_finalize", works ? "ok" : WORK_REFUSED);
    table.put("dag_sync", works ? "ok" : WORK_REFUSED);
    // After a readiness answer, of which HEAD_SYNC is the proof here.
    table.put("dag_headSync", stage == Stage.HEAD_SYNC ? "ok" : "error: not ready");
    table.put("eth_chainId", reads);
    table.put("eth_blockNumber", reads);
    table.put("eth_getBlockByNumber", reads);
    table.put("eth_syncing", reads);
    // Last, for it may change the stage: a refused checkpoint is the target (R6).
    table.put(
        "dag_headSyncReady",
        stage == Stage.STARTING || syncs ? "error: procedure is locked" : "ok");
    return table;
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void answersEachMethodAsTheTableSays(Stage stage) throws Exception {
    try (TestNode node = in(stage)) {
      Hash32 last =
          stage == Stage.STARTING
              ? TestNode.genesisHash()
              : node.ask(machine -> machine.reads().lastFinalized().hash());
      for (Map.Entry<String, String> row : table(stage).entrySet()) {
        if (stage != Stage.STARTING) {
          assertThat(node.ask(GwatMachine::stage)).as("before " + row.getKey()).isEqualTo(stage);
        }
        // These two may change the stage, so each gets a node of its own.
        boolean changes = row.getKey().startsWith("dag_headSync") && row.getValue().equals("ok");
        if (changes) {
          try (TestNode own = in(stage)) {
            assertThat(call(own, row.getKey(), last)).as(row.getKey()).isEqualTo(row.getValue());
          }
        } else {
          assertThat(call(node, row.getKey(), last)).as(row.getKey()).isEqualTo(row.getValue());
        }
      }
    }
  }

  private static String call(TestNode node, String method, Hash32 last) throws Exception {
    ConsensusInfo info = new ConsensusInfo(2, List.of(), List.of(last), last, last);
    JsonNode encoded = LinkJson.encode(info);
    JsonNode answer =
        switch (method) {
          case "dag_headSyncReady", "dag_sync" -> node.answer(method, encoded);
          case "dag_headSync" ->
              node.answer(
                  method, JSON.arrayNode().add(encoded), JSON.objectNode().put("final", false));
          case "dag_finalize", "dag_validateSpines" ->
              node.answer(method, JSON.arrayNode().add(last.toHex()));
          case "dag_getCandidates" -> node.answer(method, JSON.numberNode(2));
          case "dag_syncSlotInfo" -> node.answer(method, JSON.objectNode());
          case "eth_getBlockByNumber" -> node.answer(method, text("latest"));
          default -> node.answer(method);
        };
    JsonNode error = answer.get("error");
    if (error != null) {
      assertThat(error.get("code").intValue()).isEqualTo(-32000);
      return "error: " + error.get("message").stringValue();
    }
    JsonNode refusal = answer.get("result").get("error");
    return refusal == null || refusal.isNull() ? "ok" : "result: " + refusal.stringValue();
  }

  /// A node in this stage, with a finalised block above genesis where its database is open.
  private static TestNode in(Stage stage) throws Exception {
    TestNode node = TestNode.starting(worked());
    if (stage == Stage.STARTING) {
      return node;
    }
    switch (stage) {
      case STARTING, CHECKPOINT_SYNC, DAG_SYNC ->
          // Now there could be something to sync, but nobody to take it from.
          node.nowMs.addAndGet(100_000);
      case HEAD_SYNC_READY, HEAD_SYNC, WORKING, CATCH_UP -> {}
    }
    node.open();
    Hash32 last = node.ask(machine -> machine.reads().lastFinalized().hash());
    JsonNode checkpoint =
        LinkJson.encode(new ConsensusInfo(2, List.of(), List.of(last), last, last));
    switch (stage) {
      case STARTING, CHECKPOINT_SYNC -> {}
      // Its target is there already.
      case DAG_SYNC -> node.answer("dag_headSyncReady", checkpoint);
      case HEAD_SYNC_READY -> {}
      case HEAD_SYNC, WORKING -> {
        node.awaitStage(Stage.HEAD_SYNC_READY);
        node.result("dag_headSyncReady", checkpoint);
        JsonNode isFinal = JSON.objectNode().put("final", stage == Stage.WORKING);
        node.result("dag_headSync", JSON.arrayNode().add(checkpoint), isFinal);
      }
      case CATCH_UP -> {
        node.awaitStage(Stage.HEAD_SYNC_READY);
        node.nowMs.addAndGet(33 * TestNode.SLOT_MS + 10_000);
      }
    }
    node.awaitStage(stage);
    return node;
  }

  private static MemoryStore worked() throws Exception {
    try (TestNode node = TestNode.working()) {
      node.runSlots(2);
      return node.store.copy();
    }
  }
}
