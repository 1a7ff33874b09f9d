package tandem.gwatdag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tandem.primitives.Address;
import tandem.primitives.Hash32;

class DagOrderTest {
  /// gwat-dag.md 2.8 under ledger-rules.md 1.
  @Test
  void ordersTheWorkedExample() {
    MemoryDag memory = new MemoryDag();
    DagBlock g =
        example(memory, "1a860c85448bd12937bbf5446d41c3d2ed67f35522a7be230115d5a39ac5e105", 0);
    DagBlock a =
        example(memory, "2ac9991dd87965adbe33f23eef03bee945c5ecb51ceb58d90a435d4a53191848", 1, g);
    DagBlock b =
        example(memory, "0a1e9f3e83e91667468e53bf11190c044df0b8110b1d2aaf515d38a718dfc11d", 1, g);
    DagBlock c =
        example(
            memory, "6b580ac51bdbbbd4c237418fd1e4df3c1e23e1ba28e536e6efd61a35876ae72d", 2, a, b);
    DagBlock d =
        example(memory, "826af0046621507ad671546a4c1a5141b163154a264da5537fdceda471a5fd7b", 2, a);
    DagBlock e =
        example(
            memory, "e2809d24c0167911687e6726a8349d67a9d42936979702287de063121411ed1f", 3, c, d);
    DagBlock f =
        example(memory, "92cc42e706c096c1e31170ceeab1556bd5d2a01a71427f3eb29b775f8d165266", 4, e);
    DagBlock i =
        example(
            memory, "244a654bfff5278d0259509494cac95db2815219cc7e77d90d178caf53a6cb4c", 4, c, d);
    DagBlock j =
        example(
            memory, "6ef99933a46cd23c47891a5e9db54eea6a674e3f5e224dff6a40c4bcd3a2353a", 5, f, i);
    Dag dag = new Dag(memory);

    assertThat(Map.of(c, b, d, a, e, c, f, e, i, c, j, f))
        .allSatisfy((child, parent) -> assertThat(dag.mainParent(child)).isEqualTo(parent));
    assertThat(dag.mainChain(g, j)).containsExactly(b, c, e, f, j);
    assertThat(dag.order(g, j)).containsExactly(b, a, c, d, e, f, i, j);
    assertThat(List.of(b, c, e, f, j))
        .extracting(DagBlock::height)
        .containsExactly(1L, 3L, 5L, 6L, 8L);
    memory.finalise(new SlowDag(memory.blocks).order(j));
    assertThat(List.of(a, d, i))
        .extracting(x -> memory.number(x.hash()))
        .containsExactly(2L, 4L, 7L);
    assertThat(memory.blocks.values().stream().filter(dag::isFinalisedMain))
        .containsExactlyInAnyOrder(g, b, c, e, f, j);
    assertThat(new Candidates(dag, g).upTo(j, 3, x -> false)).containsExactly(b, c, e);
  }

  /// gwat-dag.md 2.9 (W-F5): parallel branches do not make spines with number ≠ height here.
  @Test
  void keepsNumberAndHeightOfSpinesEqualWhereBranchesAlternate() {
    MemoryDag memory = new MemoryDag();
    DagBlock g = memory.add("g", 0);
    DagBlock a = memory.add("b-a", 1, g);
    DagBlock p = memory.add("a-p", 1, g);
    DagBlock s5 = memory.add("s5", 2, p);
    DagBlock s6 = memory.add("s6", 3, a);
    DagBlock n = memory.add("n", 4, s6, p);
    Dag dag = new Dag(memory);

    assertThat(dag.mainChain(g, n)).containsExactly(a, s6, n);
    assertThat(dag.order(g, n)).containsExactly(a, s6, p, n);
    assertThat(SpineSequence.of(dag, g, MemoryDag.hashes(List.of(p, s5, s6, n)), x -> true))
        .isInstanceOf(SpineSequence.Wrong.class);
  }

  @Test
  void agreesWithTheSlowImplementationOnRandomDags() {
    for (long seed = 1; seed <= 400; seed++) {
      MemoryDag memory = RandomDag.of(seed, 10 + (int) (seed % 60));
      SlowDag slow = new SlowDag(memory.blocks);
      Dag dag = new Dag(memory);
      Random random = new Random(seed);
      List<DagBlock> all = new ArrayList<>(memory.blocks.values());
      DagBlock genesis = all.getFirst();
      DagBlock spine = all.get(random.nextInt(all.size()));
      for (List<DagBlock> numbered : List.of(List.<DagBlock>of(), slow.order(spine))) {
        memory.finalise(numbered);
        for (DagBlock block : all) {
          String name = "seed " + seed + ", block " + block;
          assertThat(dag.mainParent(block)).as(name).isEqualTo(slow.mainParent(block));
          assertThat(dag.mergeSet(block)).as(name).isEqualTo(slow.mergeSet(block));
          List<DagBlock> order = slow.order(block);
          assertThat(order).as(name).hasSize((int) block.height() + 1);
          assertThat(dag.order(genesis, block)).as(name).isEqualTo(order.subList(1, order.size()));
          List<DagBlock> chain = slow.mainChain(block);
          for (DagBlock other : all) {
            assertThat(dag.isOnMainChain(other, block)).as(name).isEqualTo(chain.contains(other));
          }
          DagBlock after = chain.get(random.nextInt(chain.size()));
          assertThat(dag.order(after, block))
              .as(name)
              .isEqualTo(order.subList((int) after.height() + 1, order.size()));
          if (!numbered.isEmpty()) {
            List<DagBlock> shared = new ArrayList<>(slow.mainChain(spine));
            shared.retainAll(chain);
            assertThat(dag.lastShared(block)).as(name).isEqualTo(shared.getLast());
          }
        }
        DagBlock best = new Candidates(dag, spine).bestTip(memory.tips());
        assertThat(best).as("seed " + seed).isEqualTo(slow.bestTip(spine));
      }
    }
  }

  @Test
  void findsTheBlockOfAHeightOnAMainChain() {
    for (long seed = 1; seed <= 60; seed++) {
      MemoryDag memory = RandomDag.of(seed, 40);
      SlowDag slow = new SlowDag(memory.blocks);
      List<DagBlock> all = new ArrayList<>(memory.blocks.values());
      memory.finalise(slow.order(all.get(new Random(seed).nextInt(all.size()))));
      for (DagBlock block : all) {
        for (long height = 0; height <= block.height(); height++) {
          long wanted = height;
          DagBlock expected =
              slow.mainChain(block).stream()
                  .filter(b -> b.height() == wanted && !b.equals(block))
                  .findFirst()
                  .orElse(null);
          assertThat(new Dag(memory).mainChainAt(block, height, n -> memory.byNumber.get((int) n)))
              .as("seed " + seed + ", " + block + ", height " + height)
              .isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void refusesAnOrderAfterABlockOffTheMainChain() {
    MemoryDag memory = new MemoryDag();
    DagBlock g = memory.add("g", 0);
    DagBlock a = memory.add("a", 1, g);
    DagBlock b = memory.add("b", 1, g);
    DagBlock c = memory.add("c", 2, a, b);
    assertThatThrownBy(() -> new Dag(memory).order(b, c))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not on the main chain");
  }

  @Test
  void walksAChainOfAHundredThousandBlocksWithoutRecursion() {
    MemoryDag memory = new MemoryDag();
    DagBlock at = memory.add("g", 0);
    DagBlock genesis = at;
    for (int i = 1; i <= 100_000; i++) {
      at = memory.add(new DagBlock(hash(i), i, i, List.of(at.hash()), null));
    }
    assertThat(new Dag(memory).order(genesis, at)).hasSize(100_000);
    assertThat(new Candidates(new Dag(memory), genesis).bestTip(List.of(at))).isEqualTo(at);
  }

  /// gwat-dag.md W-D7: 8^60 ways lead from the last block to the first.
  @Test
  void visitsEachBlockOnceHoweverManyWaysLeadToIt() {
    MemoryDag memory = new MemoryDag();
    DagBlock genesis = memory.add("g", 0);
    List<DagBlock> layer = List.of(genesis);
    long blocks = 1;
    for (int slot = 1; slot <= 60; slot++) {
      List<Hash32> parents = layer.stream().map(DagBlock::hash).sorted().toList();
      List<DagBlock> next = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        next.add(memory.add(new DagBlock(hash(8 * slot + i), slot, blocks, parents, Address.ZERO)));
      }
      blocks += next.size();
      layer = next;
    }
    DagBlock last = memory.of("last", 61);
    List<Hash32> parents = layer.stream().map(DagBlock::hash).sorted().toList();
    memory.add(new DagBlock(last.hash(), 61, blocks, parents, Address.ZERO));
    List<DagBlock> order = new Dag(memory).order(genesis, memory.blocks.get(last.hash()));
    assertThat(order).hasSize((int) blocks).doesNotHaveDuplicates();
  }

  private static Hash32 hash(int i) {
    return MemoryDag.hash("n" + i);
  }

  private static DagBlock example(MemoryDag memory, String hash, long slot, DagBlock... parents) {
    DagBlock named = memory.of("x", slot, parents);
    return memory.add(
        new DagBlock(Hash32.fromHex(hash), slot, named.height(), named.parents(), Address.ZERO));
  }
}
