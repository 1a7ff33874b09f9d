package tandem.forkchoice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tandem.primitives.Hash32;

class ForkChoiceTest {
  private static final long SLOTS = 8;
  private static final ForkChoiceConfig CONFIG = new ForkChoiceConfig(SLOTS, 3, 70, 1_000);
  private static final Checkpoint GENESIS = new Checkpoint(0, root(0));
  private static final BlockFacts ANCHOR =
      new BlockFacts(root(0), Hash32.ZERO, 0, GENESIS, GENESIS);

  private static Hash32 root(int number) {
    byte[] bytes = new byte[32];
    bytes[0] = 1;
    bytes[1] = (byte) (number >> 8);
    bytes[2] = (byte) number;
    return Hash32.wrap(bytes);
  }

  private static long[] balances(int count) {
    long[] balances = new long[count];
    Arrays.fill(balances, 32);
    return balances;
  }

  private static ForkChoice forkChoice(int validators) {
    return new ForkChoice(CONFIG, ANCHOR, GENESIS, GENESIS, 0, checkpoint -> balances(validators));
  }

  private static BlockFacts block(int number, int parent, long slot) {
    return new BlockFacts(root(number), root(parent), slot, GENESIS, GENESIS);
  }

  private static Vote vote(int validator, int block, long slot) {
    return new Vote(
        new int[] {validator}, slot, root(block), new Checkpoint(slot / SLOTS, root(0)));
  }

  @Test
  void followsTheLongestChainWithoutVotesAndTheGreaterRootAmongEquals() {
    ForkChoice choice = forkChoice(8);
    choice.onSlot(3);
    assertThat(choice.head()).isEqualTo(root(0));
    choice.onBlock(block(1, 0, 1), false);
    choice.onBlock(block(2, 0, 1), false);
    assertThat(choice.head()).isEqualTo(root(2));
    choice.onBlock(block(3, 1, 2), false);
    assertThat(choice.head()).as("weight decides, not length").isEqualTo(root(2));
  }

  @Test
  void votesDecideFromTheNextSlotOn() {
    ForkChoice choice = forkChoice(8);
    choice.onSlot(1);
    choice.onBlock(block(1, 0, 1), false);
    choice.onBlock(block(2, 0, 1), false);
    assertThat(choice.onAttestation(vote(0, 1, 1), false)).isNull();
    assertThat(choice.head()).isEqualTo(root(2));
    choice.onSlot(2);
    assertThat(choice.head()).isEqualTo(root(1));
  }

  @Test
  void aValidatorsLaterVoteReplacesItsEarlierOne() {
    ForkChoice choice = forkChoice(8);
    choice.onSlot(1);
    choice.onBlock(block(1, 0, 1), false);
    choice.onBlock(block(2, 0, 1), false);
    choice.onSlot(2);
    choice.onAttestation(vote(0, 1, 1), false);
    choice.onAttestation(vote(0, 2, 1), false);
    assertThat(choice.head()).as("one vote an epoch").isEqualTo(root(1));
    choice.onSlot(9);
    Vote later = new Vote(new int[] {0}, 8, root(2), new Checkpoint(1, root(2)));
    assertThat(choice.onAttestation(later, false)).isNull();
    assertThat(choice.head()).isEqualTo(root(2));
  }

  @Test
  void aTimelyBlockIsBoostedForItsSlot() {
    ForkChoice choice = forkChoice(16);
    choice.onSlot(1);
    choice.onBlock(block(2, 0, 1), false);
    choice.onSlot(2);
    choice.onAttestation(vote(0, 2, 1), false);
    assertThat(choice.onBlock(block(1, 0, 2), true)).isNull();
    assertThat(choice.head()).as("44 against 32").isEqualTo(root(1));
    choice.onSlot(3);
    assertThat(choice.head()).isEqualTo(root(2));
  }

  @Test
  void equivocatorsCountNoMore() {
    ForkChoice choice = forkChoice(8);
    choice.onSlot(2);
    choice.onBlock(block(1, 0, 1), false);
    choice.onBlock(block(2, 0, 1), false);
    choice.onAttestation(vote(0, 1, 1), false);
    assertThat(choice.head()).isEqualTo(root(1));
    choice.onEquivocation(Set.of(0));
    assertThat(choice.head()).isEqualTo(root(2));
  }

  @Test
  void refusesWithoutChangingAnything() {
    ForkChoice choice = forkChoice(8);
    choice.onSlot(1);
    assertThat(choice.onBlock(block(2, 1, 1), false)).isEqualTo(Refusal.UNKNOWN_PARENT);
    assertThat(choice.onBlock(block(1, 0, 2), false)).isEqualTo(Refusal.FUTURE_SLOT);
    assertThat(choice.onAttestation(vote(0, 7, 1), false)).isEqualTo(Refusal.UNKNOWN_BLOCK);
    assertThat(choice.onAttestation(vote(0, 0, 99), false)).isEqualTo(Refusal.WRONG_EPOCH);
    choice.onBlock(block(1, 0, 1), false);
    assertThat(choice.onAttestation(vote(0, 1, 0), false)).isEqualTo(Refusal.INCONSISTENT);
    Vote wrongTarget = new Vote(new int[] {0}, 1, root(1), new Checkpoint(0, root(9)));
    assertThat(choice.onAttestation(wrongTarget, false)).isEqualTo(Refusal.INCONSISTENT);
    assertThat(choice.size()).isEqualTo(2);
  }

  @Test
  void keepsItsHeadWhenEverythingBeforeAnAncestorIsForgotten() {
    ForkChoice choice = forkChoice(8);
    choice.onSlot(20);
    for (int i = 1; i <= 10; i++) {
      choice.onBlock(block(i, i - 1, i), false);
    }
    choice.onBlock(block(50, 2, 9), false);
    choice.onAttestation(
        new Vote(new int[] {0, 1}, 19, root(10), new Checkpoint(2, root(10))), false);
    choice.onAttestation(new Vote(new int[] {2}, 19, root(50), new Checkpoint(2, root(50))), false);
    assertThat(choice.head()).isEqualTo(root(10));
    choice.prune(root(5));
    assertThat(choice.size()).isEqualTo(6);
    assertThat(choice.contains(root(50))).isFalse();
    assertThat(choice.head()).as("the genesis checkpoint is before the tree").isEqualTo(root(10));
    assertThat(choice.ancestor(root(10), 7)).isEqualTo(root(7));
    assertThat(choice.ancestor(root(10), 4)).isNull();
    assertThat(choice.ancestors(root(7))).extracting(BlockFacts::slot).containsExactly(7L, 6L, 5L);
  }

  @Test
  void aChainOfTenThousandBlocksIsNoBurden() {
    ForkChoice choice = forkChoice(8);
    choice.onSlot(10_000);
    for (int i = 1; i <= 10_000; i++) {
      choice.onBlock(block(i, i - 1, i), false);
    }
    assertThat(choice.head()).isEqualTo(root(10_000));
    assertThat(choice.isAncestor(root(1), root(10_000))).isTrue();
    assertThat(choice.isAncestor(root(10_000), root(1))).isFalse();
  }

  @Test
  void agreesWithTheSpecificationOnRandomTreesVotesAndCheckpoints() {
    for (long seed = 1; seed <= 300; seed++) {
      compare(seed);
    }
  }

  private static void compare(long seed) {
    Random random = new Random(seed);
    int validators = 8 + random.nextInt(40);
    JustifiedBalances balances =
        checkpoint -> {
          long[] weights = new long[validators];
          for (int i = 0; i < validators; i++) {
            weights[i] =
                (i + checkpoint.epoch()) % 7 == 0 ? 0 : 16 + (i * 5 + checkpoint.epoch()) % 17;
          }
          return weights;
        };
    ForkChoice fast = new ForkChoice(CONFIG, ANCHOR, GENESIS, GENESIS, 0, balances);
    SlowForkChoice slow = new SlowForkChoice(CONFIG, ANCHOR, balances);
    List<BlockFacts> blocks = new ArrayList<>(List.of(ANCHOR));
    long slot = 0;
    for (int step = 0; step < 120; step++) {
      switch (random.nextInt(5)) {
        case 0 -> {
          slot += random.nextInt(4);
          fast.onSlot(slot);
          slow.onSlot(slot);
        }
        case 1, 2 -> {
          BlockFacts block = child(random, fast, blocks, slot);
          boolean timely = random.nextInt(3) == 0;
          boolean taken = fast.onBlock(block, timely) == null;
          assertThat(taken).as("seed %d", seed).isEqualTo(slow.onBlock(block, timely));
          if (taken) {
            blocks.add(block);
          }
        }
        case 3 -> {
          BlockFacts block = blocks.get(random.nextInt(blocks.size()));
          long voteSlot = Math.max(block.slot(), slot - random.nextInt(6));
          long epoch = voteSlot / SLOTS;
          Hash32 target = fast.ancestor(block.root(), epoch * SLOTS);
          Vote vote =
              new Vote(
                  random.ints(3, 0, validators).toArray(),
                  voteSlot,
                  block.root(),
                  new Checkpoint(epoch, target == null ? Hash32.ZERO : target));
          if (fast.onAttestation(vote, true) == null) {
            slow.onAttestation(vote);
          }
        }
        default -> {
          if (random.nextInt(20) == 0) {
            Set<Integer> caught = Set.of(random.nextInt(validators));
            fast.onEquivocation(caught);
            slow.onEquivocation(caught);
          }
        }
      }
      assertThat(fast.head()).as("seed %d, step %d", seed, step).isEqualTo(slow.getHead());
    }
  }

  /// A block whose state has its parent's checkpoints, or newer ones of its own chain.
  private static BlockFacts child(
      Random random, ForkChoice choice, List<BlockFacts> blocks, long slot) {
    int near = Math.max(0, blocks.size() - 6);
    BlockFacts parent =
        blocks.get(
            random.nextBoolean()
                ? near + random.nextInt(blocks.size() - near)
                : random.nextInt(blocks.size()));
    long childSlot = parent.slot() + 1 + random.nextInt(3);
    Checkpoint justified = parent.justified();
    Checkpoint finalized = parent.finalized();
    long epoch = Math.min(childSlot, slot) / SLOTS;
    if (epoch > justified.epoch() + 1 && random.nextInt(3) == 0) {
      Hash32 target = choice.ancestor(parent.root(), (epoch - 1) * SLOTS);
      if (target != null) {
        finalized = random.nextBoolean() ? justified : finalized;
        justified = new Checkpoint(epoch - 1, target);
      }
    }
    return new BlockFacts(root(blocks.size()), parent.root(), childSlot, justified, finalized);
  }
}
