package tandem.gwatdag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tandem.primitives.Hash32;

/// Parents and anchor of a new block (ledger-rules.md 6).
class CreationTest {
  private final MemoryDag memory = new MemoryDag();
  private final Dag dag = new Dag(memory);
  private final DagBlock g = memory.add("g", 0);

  @Test
  void buildsOnTheSpineWhenNothingElseIsThere() {
    memory.finalise(List.of(g));
    assertThat(ParentChoice.parents(dag, g, List.of(), 5, b -> true)).containsExactly(g);
    assertThatThrownBy(() -> ParentChoice.parents(dag, g, List.of(), 0, b -> true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void replacesTipsOfTheSlotOrLaterAndUnusableOnesByTheirParents() {
    memory.finalise(List.of(g));
    DagBlock a = memory.add("a", 1, g);
    DagBlock b = memory.add("b", 2, g);
    DagBlock late = memory.add("late", 5, a, b);
    memory.add("later", 6, late);
    assertThat(ParentChoice.parents(dag, g, memory.tips(), 5, x -> true)).containsExactly(a, b);
    assertThat(ParentChoice.parents(dag, g, memory.tips(), 5, x -> !x.equals(b)))
        .containsExactly(a);
  }

  @Test
  void leavesOutAncestorsThatReplacingBringsIn() {
    memory.finalise(List.of(g));
    DagBlock a = memory.add("a", 1, g);
    DagBlock b = memory.add("b", 2, a);
    memory.add("late", 9, a);
    assertThat(ParentChoice.parents(dag, g, memory.tips(), 5, x -> true)).containsExactly(b);
  }

  @Test
  void makesTheBestBlockOnTheSpineTheMainParent() {
    DagBlock s = memory.add("s", 1, g);
    DagBlock x = memory.add("x", 1, g);
    memory.finalise(List.of(g, s));
    DagBlock onSpine = memory.add("on", 2, s);
    DagBlock x2 = memory.add("x2", 2, x);
    memory.add("x3", 3, x2);
    DagBlock other = memory.add("z", 2, g);
    assertThat(ParentChoice.parents(dag, s, memory.tips(), 5, b -> true))
        .containsExactly(onSpine, other);
  }

  @Test
  void leavesOutWhatWouldBreakTheMergeWindow() {
    memory.finalise(List.of(g));
    DagBlock main = memory.add("m2", 2, memory.add("m1", 1, g));
    DagBlock old = memory.add("old", 36, g);
    assertThat(ParentChoice.parents(dag, g, memory.tips(), 100, x -> true))
        .containsExactly(main, old);
    assertThat(ParentChoice.parents(dag, g, memory.tips(), 101, x -> true)).containsExactly(main);
  }

  @Test
  void takesTheBest32() {
    memory.finalise(List.of(g));
    IntStream.range(0, 40).forEach(i -> memory.add("p" + (10 + i), 1, g));
    List<DagBlock> parents = ParentChoice.parents(dag, g, memory.tips(), 2, x -> true);
    assertThat(parents).hasSize(32).isSortedAccordingTo(DagOrder.BETTER_FIRST);
    assertThat(parents.getLast().hash()).isEqualTo(MemoryDag.hash("p41"));
  }

  @Test
  void alwaysChoosesParentsThatMakeASoundBlockOnTheSpine() {
    for (long seed = 1; seed <= 300; seed++) {
      MemoryDag random = RandomDag.of(seed, 60);
      SlowDag slow = new SlowDag(random.blocks);
      Random chance = new Random(seed);
      List<DagBlock> all = new ArrayList<>(random.blocks.values());
      DagBlock spine = all.get(chance.nextInt(all.size()));
      random.finalise(slow.order(spine));
      long slot = spine.slot() + 1 + chance.nextInt(80);
      List<DagBlock> parents =
          ParentChoice.parents(
              new Dag(random),
              spine,
              random.tips(),
              slot,
              b ->
                  b.equals(spine)
                      || random.number(b.hash()) >= 0
                      || b.hash().unsafeArray()[0] > -100);
      List<Hash32> hashes = MemoryDag.hashes(parents).stream().sorted().toList();
      DagBlock draft = new DagBlock(RandomDag.hash(chance), slot, 0, hashes, null);
      DagBlock block = new DagBlock(draft.hash(), slot, slow.past(draft).size(), hashes, null);
      assertThat(slow.sound(block)).as("seed " + seed).isTrue();
      assertThat(slow.mainChain(block)).as("seed " + seed).contains(spine);
      assertThat(slow.mainParent(block)).as("seed " + seed).isEqualTo(parents.getFirst());
    }
  }

  @Test
  void anchorsAtTheJustifiedSpineElseBehindTheWindowElseAtGenesis() {
    List<DagBlock> chain = new ArrayList<>(List.of(g));
    for (int slot = 10; slot <= 100; slot += 10) {
      chain.add(memory.add("c" + slot, slot, chain.getLast()));
    }
    DagBlock side = memory.add("side", 50, chain.get(4));
    memory.finalise(chain);
    DagBlock tip = memory.add("tip", 101, chain.getLast());
    DagBlock c80 = chain.get(8);
    assertThat(ParentChoice.anchor(dag, tip, 110, c80)).isEqualTo(c80);
    assertThat(ParentChoice.anchor(dag, tip, 110, tip)).isEqualTo(chain.get(4));
    assertThat(ParentChoice.anchor(dag, tip, 110, side)).isEqualTo(chain.get(4));
    assertThat(ParentChoice.anchor(dag, side, 110, c80)).isEqualTo(chain.get(4));
    assertThat(ParentChoice.anchor(dag, tip, 114, null)).isEqualTo(chain.get(5));
    assertThat(ParentChoice.anchor(dag, tip, 64, null)).isEqualTo(g);
  }
}
