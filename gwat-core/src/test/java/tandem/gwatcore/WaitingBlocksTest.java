package tandem.gwatcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tandem.gwatcore.WaitingBlocks.Limits;
import tandem.gwatcore.WaitingBlocks.Waiting;
import tandem.gwattypes.Block;
import tandem.gwattypes.Header;
import tandem.primitives.Hash32;

class WaitingBlocksTest {
  private static final Hash32 X = Hash32.fromHex("11".repeat(32));
  private static final Hash32 Y = Hash32.fromHex("22".repeat(32));

  private final WaitingBlocks waiting = new WaitingBlocks(new Limits(3, 1_000, 10_000));

  private static Waiting block(long slot, Hash32... parents) {
    Header header = Header.builder().slot(slot).parentHashes(List.of(parents)).build();
    return new Waiting(new Block(header, List.of()), null, false);
  }

  private static List<Hash32> hashes(List<Waiting> list) {
    return list.stream().map(each -> each.block().hash()).toList();
  }

  @Test
  void givesABlockBackWhenItsLastParentHasArrived() {
    Waiting child = block(5, X, Y);
    assertThat(waiting.forParents(child, List.of(X, Y), 0)).isTrue();
    assertThat(waiting.missing()).containsExactly(X, Y);
    assertThat(waiting.arrived(X)).isEmpty();
    assertThat(waiting.arrived(Y)).containsExactly(child);
    assertThat(waiting.size()).isZero();
    assertThat(waiting.sizeBytes()).isZero();
  }

  @Test
  void doesNotMissWhatWaitsHereItself() {
    Waiting parent = block(5, X);
    Hash32 hash = parent.block().hash();
    waiting.forParents(parent, List.of(X), 0);
    waiting.forParents(block(6, hash), List.of(hash), 0);
    assertThat(waiting.missing()).containsExactly(X);
  }

  @Test
  void dropsTheDescendantsOfABlockThatIsRefused() {
    Waiting parent = block(5, X);
    Hash32 hash = parent.block().hash();
    Waiting child = block(6, hash);
    waiting.forParents(parent, List.of(X), 0);
    waiting.forParents(child, List.of(hash), 0);
    assertThat(waiting.refused(X)).isEqualTo(2);
    assertThat(waiting.missing()).isEmpty();
  }

  @Test
  void keepsTheEarliestSlotsWhenThereAreTooMany() {
    Waiting far = block(90, X);
    assertThat(waiting.forParents(far, List.of(X), 0)).isTrue();
    waiting.forParents(block(7, X), List.of(X), 0);
    waiting.forParents(block(8, X), List.of(X), 0);
    assertThat(waiting.forParents(block(6, X), List.of(X), 0)).isTrue();
    assertThat(waiting.contains(far.block().hash())).isFalse();
    assertThat(waiting.forParents(far, List.of(X), 0)).as("the first to go").isFalse();
    assertThat(waiting.size()).isEqualTo(3);
  }

  @Test
  void givesABlockBackWhenItsTimeHasCome() {
    Waiting early = block(9);
    assertThat(waiting.forTime(early, 5_000, 0)).isTrue();
    assertThat(waiting.due(4_999)).isEmpty();
    assertThat(waiting.due(5_000)).containsExactly(early);
    assertThat(waiting.forTime(early, 10_000, 0)).as("too far ahead").isFalse();
  }

  @Test
  void dropsWhatHasWaitedTooLong() {
    waiting.forParents(block(5, X), List.of(X), 0);
    assertThat(waiting.due(9_999)).isEmpty();
    assertThat(waiting.size()).isEqualTo(1);
    waiting.due(10_000);
    assertThat(waiting.size()).isZero();
  }

  @Test
  void letsAChainThroughInWhateverOrderItArrives() {
    long seed = 3;
    List<Waiting> chain = new ArrayList<>();
    Hash32 parent = X;
    for (int slot = 1; slot <= 50; slot++) {
      chain.add(block(slot, parent));
      parent = chain.getLast().block().hash();
    }
    List<Waiting> shuffled = new ArrayList<>(chain);
    Collections.shuffle(shuffled, new Random(seed));
    WaitingBlocks roomy = new WaitingBlocks(new Limits(100, 1 << 20, 10_000));
    Set<Hash32> dag = new HashSet<>(Set.of(X));
    List<Hash32> inserted = new ArrayList<>();
    for (Waiting next : shuffled) {
      List<Waiting> ready = new ArrayList<>(List.of(next));
      while (!ready.isEmpty()) {
        Waiting one = ready.removeFirst();
        Hash32 needed = one.block().header().parentHashes().getFirst();
        if (dag.contains(needed)) {
          dag.add(one.block().hash());
          inserted.add(one.block().hash());
          ready.addAll(roomy.arrived(one.block().hash()));
        } else {
          roomy.forParents(one, List.of(needed), 0);
        }
      }
    }
    assertThat(inserted).as("seed %d", seed).isEqualTo(hashes(chain));
    assertThat(roomy.size()).isZero();
  }
}
