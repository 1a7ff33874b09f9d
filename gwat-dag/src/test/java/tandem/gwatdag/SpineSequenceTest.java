package tandem.gwatdag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tandem.primitives.Hash32;

/// Candidates and `dag_validateSpines` (ledger-rules.md 3).
class SpineSequenceTest {
  private final MemoryDag memory = new MemoryDag();
  private final Dag dag = new Dag(memory);
  private final DagBlock g = memory.add("g", 0);
  private final DagBlock a = memory.add("a", 1, g);
  private final DagBlock b = memory.add("b", 2, a);
  private final DagBlock side = memory.add("side", 2, a);
  private final DagBlock c = memory.add("c", 3, b, side);
  private final DagBlock d = memory.add("d", 4, c);
  private final DagBlock off = memory.add("off", 4, b);

  {
    memory.finalise(List.of(g, a, b));
  }

  @Test
  void acceptsFinalisedSpinesFollowedByNewOnes() {
    assertValid(List.of());
    assertValid(List.of(a, b));
    assertValid(List.of(g, b, c, d));
    assertValid(List.of(d));
    assertValid(List.of(off));
  }

  @Test
  void refusesSlotsThatDoNotRise() {
    assertWrong(List.of(c, c), "later slot");
    assertWrong(List.of(c, b), "later slot");
    assertWrong(List.of(d, off), "later slot");
  }

  @Test
  void refusesABlockOffTheMainChainOfTheNext() {
    assertWrong(List.of(side, c), "not on the main chain");
    assertWrong(List.of(c, memory.add("off5", 5, off)), "not on the main chain");
  }

  @Test
  void refusesASequenceBesideTheLastFinalisedSpine() {
    assertWrong(List.of(a, side), "not on the main chain");
    assertWrong(List.of(memory.add("x", 9, g)), "not on the main chain");
  }

  @Test
  void refusesWhatHasSomethingPending() {
    assertThat(of(List.of(c, d), x -> !x.equals(d))).isInstanceOf(SpineSequence.Wrong.class);
    assertThat(of(List.of(a, b), x -> false)).isInstanceOf(SpineSequence.Valid.class);
  }

  @Test
  void namesAnUnknownBlock() {
    Hash32 unknown = MemoryDag.hash("unknown");
    assertThat(SpineSequence.of(dag, b, List.of(c.hash(), unknown), x -> true))
        .isEqualTo(new SpineSequence.Unknown(unknown));
  }

  @Test
  void offersTheMainChainAfterTheSpineWithoutTwinsUpToTheSlot() {
    Candidates candidates = new Candidates(dag, b);
    assertThat(candidates.bestTip(memory.tips())).isEqualTo(d);
    assertThat(candidates.upTo(d, 4, x -> false)).containsExactly(c, d);
    assertThat(candidates.upTo(d, 3, x -> false)).containsExactly(c);
    assertThat(candidates.upTo(d, 4, c::equals)).containsExactly(d);
    assertThat(candidates.bestTip(List.of())).isEqualTo(b);
  }

  @Test
  void findsTheBestBlockBelowATipThatLeftTheSpine() {
    DagBlock away = memory.add("away", 5, memory.add("w3", 3, memory.add("w2", 2, a)));
    DagBlock tip = memory.add("tip", 6, away, off);
    // tip's main parent is away, which does not stand on b; off does.
    assertThat(dag.mainParent(tip)).isEqualTo(away);
    assertThat(new Candidates(dag, b).bestTip(List.of(tip))).isEqualTo(off);
  }

  @Test
  void offersTheFirst128() {
    DagBlock[] at = {d};
    IntStream.range(5, 205).forEach(slot -> at[0] = memory.add("n" + slot, slot, at[0]));
    List<DagBlock> offered = new Candidates(dag, b).upTo(at[0], 1000, x -> false);
    assertThat(offered).hasSize(128).startsWith(c, d);
  }

  private SpineSequence of(List<DagBlock> list, Predicate<DagBlock> clean) {
    return SpineSequence.of(dag, b, MemoryDag.hashes(list), clean);
  }

  private void assertValid(List<DagBlock> list) {
    assertThat(of(list, x -> true)).isInstanceOf(SpineSequence.Valid.class);
  }

  private void assertWrong(List<DagBlock> list, String fault) {
    assertThat(of(list, x -> true))
        .isInstanceOfSatisfying(
            SpineSequence.Wrong.class, w -> assertThat(w.fault()).contains(fault));
  }
}
