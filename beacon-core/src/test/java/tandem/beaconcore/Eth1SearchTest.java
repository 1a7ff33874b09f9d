package tandem.beaconcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tandem.pairprotocol.BlockRef;
import tandem.pairprotocol.LinkOutcome;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.primitives.Hash32;

class Eth1SearchTest {
  private static final long FOLLOW_S = 64;
  private static final long START_S = 10_000;

  private final List<BlockRef> chain = new ArrayList<>();
  private final Eth1Search search = new Eth1Search(FOLLOW_S);
  private int calls;

  @Test
  void findsTheLastBlockThatIsOldEnough() {
    for (long time = 0; time < 12_000; time += 4) {
      add(time);
    }
    assertThat(run()).isEqualTo(chain.get(9_936 / 4));
  }

  @Test
  void findsNothingWhereTheLastBlockThatIsOldEnoughIsTooOld() {
    add(0);
    add(START_S - 2 * FOLLOW_S - 1);
    add(START_S);
    assertThat(run()).isNull();
  }

  @Test
  void findsNothingInAChainThatIsYoungerThanThat() {
    add(START_S);
    add(START_S + 4);
    assertThat(run()).isNull();
  }

  @Test
  void theLatestBlockMayBeTheOne() {
    add(0);
    add(START_S - FOLLOW_S);
    assertThat(run()).isEqualTo(chain.get(1));
    assertThat(calls).isEqualTo(1);
  }

  @Test
  void agreesWithALookAtEveryBlock() {
    long seed = 20_26;
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      chain.clear();
      long time = random.nextInt(11_000);
      for (int i = random.nextInt(300); i >= 0; i--) {
        time += 1 + random.nextInt(100);
        add(time);
      }
      BlockRef expected = null;
      for (BlockRef block : chain) {
        if (block.timeS() <= START_S - FOLLOW_S) {
          expected = block.timeS() >= START_S - 2 * FOLLOW_S ? block : null;
        }
      }
      Eth1Search fresh = new Eth1Search(FOLLOW_S);
      assertThat(run(fresh, START_S)).as("seed %d round %d", seed, round).isEqualTo(expected);
    }
  }

  @Test
  void asksNoMoreInThePeriodOnceItIsOver() {
    add(START_S - FOLLOW_S);
    run();
    assertThat(search.next(0, START_S)).isNull();
    assertThat(search.next(0, START_S + 256)).isNotNull();
    assertThat(search.found(START_S)).as("of another period").isNull();
  }

  @Test
  void asksAgainAfterACallThatFailedButNotAtOnce() {
    assertThat(search.next(0, START_S)).isNotNull();
    assertThat(search.next(0, START_S)).as("one call at a time").isNull();
    search.ended(0, new LinkOutcome.TimedOut());
    assertThat(search.next(3_999, START_S)).isNull();
    assertThat(search.next(4_000, START_S)).isNotNull();
  }

  @Test
  void givesUpWhereNothingIsFinalised() {
    assertThat(search.next(0, START_S)).isNotNull();
    BlockRef latest = new BlockRef(Hash32.ZERO, null, 5, 5);
    search.ended(0, new LinkOutcome.Answered(new LinkResponse.Block(latest)));
    assertThat(search.next(100_000, START_S)).isNull();
    assertThat(search.found(START_S)).isNull();
  }

  @Test
  void anAnswerThatContradictsTheFirstOneEndsTheSearchToo() {
    search.next(0, START_S);
    search.ended(0, block(new BlockRef(Hash32.ZERO, Long.MAX_VALUE - 1, 5, START_S)));
    int asked = 0;
    while (search.next(0, START_S) != null) {
      search.ended(0, block(null));
      asked++;
    }
    assertThat(asked).isLessThan(64);
    assertThat(search.found(START_S)).isNull();
  }

  private @Nullable BlockRef run() {
    return run(search, START_S);
  }

  private @Nullable BlockRef run(Eth1Search running, long startS) {
    for (LinkRequest next = running.next(0, startS); next != null; next = running.next(0, startS)) {
      calls++;
      Long number = ((LinkRequest.ReadBlock) next).number();
      running.ended(0, block(number == null ? chain.getLast() : chain.get(number.intValue())));
    }
    return running.found(startS);
  }

  private static LinkOutcome block(@Nullable BlockRef block) {
    return new LinkOutcome.Answered(new LinkResponse.Block(block));
  }

  private void add(long timeS) {
    byte[] hash = new byte[32];
    hash[0] = (byte) chain.size();
    hash[1] = (byte) (chain.size() >> 8);
    chain.add(new BlockRef(Hash32.of(hash), (long) chain.size(), timeS / 4, timeS));
  }
}
