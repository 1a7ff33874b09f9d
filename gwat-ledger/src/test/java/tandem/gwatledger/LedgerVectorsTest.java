package tandem.gwatledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tandem.gwattypes.Block;
import tandem.gwattypes.Genesis;
import tandem.gwattypes.Header;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// ledger-order.json, the project's own vectors (ledger-rules.md 9), made by the slow
/// implementation: networks with their blocks in an order of arrival, and for some spines the order
/// with the finalised hashes, which commit to numbers, base fees, state roots and receipts.
class LedgerVectorsTest {
  private static final String FILE = "ledger-order.json";
  private static final int NETS = 6;

  @Test
  void executesEveryVectorAsTheSlowImplementationDid() throws Exception {
    int checked = 0;
    for (JsonNode vector : new ObjectMapper().readTree(stored())) {
      TestStore store = new TestStore();
      Genesis genesis = Genesis.parse(vector.get("genesis").asString().getBytes(UTF_8));
      Ledger ledger = Ledger.open(store, genesis, LedgerConfig.of(genesis), TestNet.ports());
      List<Block> waiting = new ArrayList<>();
      for (JsonNode block : vector.get("arrival")) {
        waiting.add(Block.decode(Bytes.fromHex(block.asString()).toArray()));
      }
      for (Block block : waiting) {
        ledger.setCreators(block.header().slot(), null);
      }
      while (!waiting.isEmpty()) {
        waiting.removeIf(b -> ledger.insert(b, Source.REQUESTED) instanceof Insertion.Inserted);
      }
      for (JsonNode expected : vector.get("spines")) {
        Hash32 spine = Hash32.fromHex(expected.get("spine").asString());
        FinalisationTest.assertApplied(
            spine.toHex(), ledger.finalizeSpines(List.of(spine), FinalisationTest.SLOT_1));
        long number = 0;
        for (JsonNode entry : expected.get("order")) {
          Hash32 hash = ledger.reads().hashOf(number++);
          assertThat(hash.toHex()).isEqualTo(entry.get(0).asString());
          assertThat(ledger.reads().finalBlock(hash).finalisedHash().toHex())
              .isEqualTo(entry.get(1).asString());
          checked++;
        }
      }
    }
    assertThat(checked).isGreaterThan(200);
  }

  /// `-Dtandem.vectors.write=FILE` writes it instead.
  @Test
  void holdsWhatTheSlowImplementationSays() throws Exception {
    String made = new ObjectMapper().writeValueAsString(make());
    String target = System.getProperty("tandem.vectors.write");
    if (target != null) {
      Files.writeString(Path.of(target), made);
    }
    assertThat(made.equals(stored())).isTrue();
  }

  private static List<Object> make() {
    List<Object> vectors = new ArrayList<>();
    for (long seed = 1001; seed < 1001 + NETS; seed++) {
      TestNet net = RandomNet.of(seed, 25);
      List<Block> blocks = new ArrayList<>(net.blocks.values());
      Collections.shuffle(blocks, new Random(seed));
      List<Object> spines = new ArrayList<>();
      spines.add(spine(net, blocks.get(0).hash()));
      spines.add(spine(net, blocks.get(1).hash()));
      spines.add(spine(net, net.slow.best().hash()));
      Map<String, Object> vector = new LinkedHashMap<>();
      vector.put("genesis", new String(net.genesis.toJson(), UTF_8));
      vector.put("arrival", blocks.stream().map(b -> Bytes.wrap(b.encode()).toHex()).toList());
      vector.put("spines", spines);
      vectors.add(vector);
    }
    return vectors;
  }

  private static Object spine(TestNet net, Hash32 hash) {
    List<Object> order = new ArrayList<>();
    for (SlowLedger.Executed executed : net.slow.execute(hash).order()) {
      Header header = executed.header();
      order.add(List.of(header.hash().toHex(), header.finalizedHash().toHex()));
    }
    Map<String, Object> spine = new LinkedHashMap<>();
    spine.put("spine", hash.toHex());
    spine.put("order", order);
    return spine;
  }

  private static String stored() throws Exception {
    try (InputStream in = LedgerVectorsTest.class.getResourceAsStream(FILE)) {
      return in == null ? "[]" : new String(in.readAllBytes(), UTF_8);
    }
  }
}
