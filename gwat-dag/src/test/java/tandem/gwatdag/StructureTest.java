package tandem.gwatdag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tandem.primitives.Address;
import tandem.primitives.Hash32;

/// ledger-rules.md 2, point 2.
class StructureTest {
  private final MemoryDag memory = new MemoryDag();
  private final DagBlock g = memory.add("g", 0);

  @Test
  void acceptsABlockAndTellsItsMainParentAndMergeSet() {
    DagBlock a = memory.add("a", 1, g);
    DagBlock b = memory.add("b", 1, g);
    assertThat(of(memory.of("c", 2, a, b)))
        .isEqualTo(new Structure.Sound(a, new Merge(memory.of("c", 2, a, b), List.of(b))));
  }

  @Test
  void refusesABlockWithoutParents() {
    assertUnsound(new DagBlock(MemoryDag.hash("x"), 1, 1, List.of(), null), "0 parents");
  }

  @Test
  void takes32ParentsAndRefuses33() {
    DagBlock[] parents =
        IntStream.range(0, 33).mapToObj(i -> memory.add("p" + i, 1, g)).toArray(DagBlock[]::new);
    assertUnsound(memory.of("x", 2, parents), "33 parents");
    parents = Arrays.copyOf(parents, 32);
    assertThat(of(memory.of("y", 2, parents))).isInstanceOf(Structure.Sound.class);
  }

  @Test
  void refusesParentsThatDoNotAscendOrRepeat() {
    DagBlock a = memory.add("a", 1, g);
    DagBlock b = memory.add("b", 1, g);
    List<Hash32> descending = List.of(b.hash(), a.hash());
    assertUnsound(
        new DagBlock(MemoryDag.hash("x"), 2, 3, descending, null), "not strictly ascending");
    List<Hash32> twice = List.of(a.hash(), a.hash());
    assertUnsound(new DagBlock(MemoryDag.hash("x"), 2, 2, twice, null), "not strictly ascending");
  }

  @Test
  void namesEveryUnknownParent() {
    List<Hash32> parents =
        List.of(MemoryDag.hash("a"), MemoryDag.hash("b"), g.hash()).stream().sorted().toList();
    assertThat(of(new DagBlock(MemoryDag.hash("x"), 1, 3, parents, null)))
        .isEqualTo(new Structure.UnknownParents(List.of(MemoryDag.hash("a"), MemoryDag.hash("b"))));
  }

  @Test
  void refusesAParentOfTheSameOrALaterSlotEvenIfAnotherIsUnknown() {
    DagBlock a = memory.add("a", 5, g);
    assertUnsound(memory.of("x", 5, a), "not before slot 5");
    assertUnsound(memory.of("x", 4, a), "not before slot 4");
    List<Hash32> parents = List.of(a.hash(), MemoryDag.hash("unknown"));
    assertUnsound(new DagBlock(MemoryDag.hash("x"), 5, 3, parents, null), "not before slot 5");
  }

  @Test
  void refusesAParentThatIsAnAncestorOfAnother() {
    DagBlock a = memory.add("a", 1, g);
    DagBlock b = memory.add("b", 2, a);
    DagBlock c = memory.add("c", 2, g);
    assertUnsound(memory.of("x", 3, a, b), "ancestor of another");
    assertUnsound(memory.of("x", 3, b, c, g), "ancestor of another");
    memory.finalise(new SlowDag(memory.blocks).order(b));
    assertUnsound(memory.of("x", 3, a, b), "ancestor of another");
    assertUnsound(memory.of("x", 3, b, c, g), "ancestor of another");
  }

  @Test
  void mergesABlock64SlotsOlderAndRefuses65() {
    DagBlock old = memory.add("old", 36, g);
    DagBlock a = memory.add("a1", 1, g);
    DagBlock main = memory.add("a2", 2, a);
    assertThat(of(memory.of("x", 100, old, main))).isInstanceOf(Structure.Sound.class);
    assertUnsound(memory.of("x", 101, old, main), "earlier than slot 37");
    // The window is about all merged blocks, not about parents alone.
    DagBlock late = memory.add("late", 100, old);
    DagBlock longer = memory.add("a3", 3, main);
    assertUnsound(memory.of("x", 101, late, longer), "earlier than slot 37");
  }

  @Test
  void refusesAHeightThatIsNotTheNumberOfAncestors() {
    DagBlock a = memory.add("a", 1, g);
    DagBlock b = memory.add("b", 1, g);
    DagBlock right = memory.of("x", 2, a, b);
    for (long height : new long[] {0, 2, 4, Long.MAX_VALUE, -1}) {
      assertThat(of(new DagBlock(right.hash(), 2, height, right.parents(), null)))
          .isInstanceOf(Structure.Unsound.class);
    }
    assertUnsound(new DagBlock(right.hash(), -2, 3, right.parents(), null), "2^63");
  }

  @Test
  void judgesDamagedCopiesOfRandomBlocksAsTheSlowImplementationDoes() {
    int unsound = 0;
    int sound = 0;
    for (long seed = 1; seed <= 300; seed++) {
      MemoryDag dag = RandomDag.of(seed, 50);
      SlowDag slow = new SlowDag(dag.blocks);
      Random random = new Random(seed);
      List<DagBlock> all = new ArrayList<>(dag.blocks.values());
      dag.finalise(slow.order(all.get(random.nextInt(all.size()))));
      for (int i = 0; i < 40; i++) {
        List<Hash32> parents = new ArrayList<>();
        for (int p = 0; p <= random.nextInt(4); p++) {
          parents.add(all.get(random.nextInt(all.size())).hash());
        }
        parents = parents.stream().distinct().sorted(Comparator.naturalOrder()).toList();
        long slot = 1 + random.nextInt(120);
        DagBlock draft = new DagBlock(RandomDag.hash(random), slot, 0, parents, Address.ZERO);
        long height = slow.past(draft).size() + (random.nextInt(8) == 0 ? 1 : 0);
        DagBlock block = new DagBlock(draft.hash(), slot, height, parents, Address.ZERO);
        boolean expected = slow.sound(block);
        assertThat(Structure.of(new Dag(dag), block))
            .as("seed " + seed + ", " + block)
            .isInstanceOf(expected ? Structure.Sound.class : Structure.Unsound.class);
        sound += expected ? 1 : 0;
        unsound += expected ? 0 : 1;
      }
    }
    assertThat(sound).isGreaterThan(1000);
    assertThat(unsound).isGreaterThan(1000);
  }

  @Test
  void doesNotWalkTheFinalisedChainForABlockThatMeetsItFarBack() {
    DagBlock at = g;
    for (int i = 1; i <= 2000; i++) {
      at = memory.add(new DagBlock(MemoryDag.hash("n" + i), i, i, List.of(at.hash()), null));
    }
    List<DagBlock> order = new ArrayList<>(memory.blocks.values());
    memory.finalise(order);
    DagBlock side = new DagBlock(MemoryDag.hash("side"), 1999, 1, List.of(g.hash()), null);
    memory.add(side);
    AtomicInteger reads = new AtomicInteger();
    DagReader counting =
        new DagReader() {
          @Override
          public @Nullable DagBlock block(Hash32 hash) {
            reads.incrementAndGet();
            return memory.block(hash);
          }

          @Override
          public long number(Hash32 hash) {
            return memory.number(hash);
          }
        };
    List<Hash32> parents = List.of(at.hash(), side.hash()).stream().sorted().toList();
    DagBlock block = new DagBlock(MemoryDag.hash("x"), 2001, 2002, parents, null);
    assertThat(Structure.of(new Dag(counting), block)).isInstanceOf(Structure.Sound.class);
    assertThat(reads.get()).isLessThan(20);
  }

  @Test
  void isFastWhereEachSlotHasTwoBlocksOnBothOfTheSlotBefore() {
    DagBlock left = memory.add("l0", 1, g);
    DagBlock right = memory.add("r0", 1, g);
    // 2^300 ways lead back to genesis (W-D7).
    for (int i = 1; i <= 300; i++) {
      List<Hash32> parents = List.of(left.hash(), right.hash()).stream().sorted().toList();
      long height = 2L * i + 1;
      DagBlock l = new DagBlock(MemoryDag.hash("l" + i), i + 1, height, parents, null);
      DagBlock r = new DagBlock(MemoryDag.hash("r" + i), i + 1, height, parents, null);
      assertThat(of(l)).isInstanceOf(Structure.Sound.class);
      assertThat(of(r)).isInstanceOf(Structure.Sound.class);
      left = memory.add(l);
      right = memory.add(r);
    }
  }

  private Structure of(DagBlock block) {
    return Structure.of(new Dag(memory), block);
  }

  private void assertUnsound(DagBlock block, String fault) {
    assertThat(of(block))
        .isInstanceOfSatisfying(
            Structure.Unsound.class, u -> assertThat(u.fault()).contains(fault));
  }
}
