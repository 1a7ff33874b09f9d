package tandem.gwatdag;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tandem.primitives.Hash32;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// dag-order.json: 150 DAGs ordered by an independent implementation (ledger-rules.md 1 and 3).
class DagVectorsTest {
  @Test
  void ordersEveryVectorAsTheIndependentImplementationDid() throws Exception {
    int cases = 0;
    try (InputStream in = DagVectorsTest.class.getResourceAsStream("dag-order.json")) {
      for (JsonNode vector : new ObjectMapper().readTree(in)) {
        check(vector, "vector " + cases++);
      }
    }
    assertThat(cases).isEqualTo(150);
  }

  private static void check(JsonNode vector, String name) {
    MemoryDag memory = new MemoryDag();
    Dag dag = new Dag(memory);
    insertInOrderOfArrival(vector, memory, dag, name);

    assertThat(MemoryDag.hashes(memory.tips()))
        .as(name)
        .containsExactlyInAnyOrderElementsOf(hashes(vector.get("tips")));
    DagBlock genesis = memory.blocks.get(hash(vector.get("genesis")));
    DagBlock best = new Candidates(dag, genesis).bestTip(memory.tips());
    assertThat(best.hash()).as(name).isEqualTo(hash(vector.get("bestTip")));

    List<DagBlock> chain = new ArrayList<>(dag.mainChain(genesis, best));
    chain.addFirst(genesis);
    assertThat(MemoryDag.hashes(chain)).as(name).isEqualTo(hashes(vector.get("mainChain")));
    List<DagBlock> order = new ArrayList<>(dag.order(genesis, best));
    order.addFirst(genesis);
    assertThat(MemoryDag.hashes(order)).as(name).isEqualTo(hashes(vector.get("order")));

    DagBlock spine = memory.blocks.get(hash(vector.get("lastFinalized")));
    List<DagBlock> finalised = new ArrayList<>(dag.order(genesis, spine));
    finalised.addFirst(genesis);
    for (List<DagBlock> numbered : List.of(List.<DagBlock>of(), finalised)) {
      memory.finalise(numbered);
      Candidates candidates = new Candidates(dag, spine);
      DagBlock tip = candidates.bestTip(memory.tips());
      assertThat(MemoryDag.hashes(candidates.upTo(tip, Long.MAX_VALUE, b -> false)))
          .as(name)
          .isEqualTo(hashes(vector.get("candidates")));
      long limit = vector.get("candidatesSlotLimit").asLong();
      assertThat(MemoryDag.hashes(candidates.upTo(tip, limit, b -> false)))
          .as(name)
          .isEqualTo(hashes(vector.get("candidatesUpToLimit")));
    }
  }

  private static void insertInOrderOfArrival(
      JsonNode vector, MemoryDag memory, Dag dag, String name) {
    Map<Hash32, DagBlock> waiting = new LinkedHashMap<>();
    for (JsonNode arrived : vector.get("arrival")) {
      JsonNode node = vector.get("blocks").get(arrived.asString());
      DagBlock block =
          new DagBlock(
              hash(arrived),
              node.get("slot").asLong(),
              node.get("height").asLong(),
              hashes(node.get("parents")),
              null);
      waiting.put(block.hash(), block);
      while (waiting.values().removeIf(b -> insert(b, vector, memory, dag, name))) {}
    }
    assertThat(waiting).as(name).isEmpty();
  }

  private static boolean insert(
      DagBlock block, JsonNode vector, MemoryDag memory, Dag dag, String name) {
    if (block.isGenesis()) {
      memory.add(block);
      return true;
    }
    return switch (Structure.of(dag, block)) {
      case Structure.Sound(DagBlock main, Merge merge) -> {
        JsonNode node = vector.get("blocks").get(block.hash().toHex().substring(2));
        assertThat(main.hash()).as(name).isEqualTo(hash(node.get("mainParent")));
        assertThat(merge.main()).isEqualTo(block);
        memory.add(block);
        yield true;
      }
      case Structure.UnknownParents(List<Hash32> parents) -> {
        assertThat(memory.blocks).doesNotContainKeys(parents.toArray(Hash32[]::new));
        yield false;
      }
      case Structure.Unsound(String fault) -> throw new AssertionError(name + ": " + fault);
    };
  }

  private static Hash32 hash(JsonNode node) {
    return Hash32.fromHex(node.asString());
  }

  private static List<Hash32> hashes(JsonNode array) {
    List<Hash32> hashes = new ArrayList<>();
    array.forEach(node -> hashes.add(hash(node)));
    return hashes;
  }
}
