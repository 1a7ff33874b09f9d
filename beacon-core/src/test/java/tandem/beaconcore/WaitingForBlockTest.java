package tandem.beaconcore;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tandem.primitives.Hash32;

class WaitingForBlockTest {
  private static final Hash32 BLOCK = Hash32.fromHex("11".repeat(32));
  private static final Hash32 OTHER = Hash32.fromHex("22".repeat(32));
  private static final PeerKey PEER = new PeerKey("peer");
  private static final PeerKey FLOODER = new PeerKey("flooder");

  private final WaitingForBlock<String> waiting = new WaitingForBlock<>(5, 3);

  @Test
  void givesBackWhatWaitedWhenTheBlockComes() {
    waiting.add(BLOCK, PEER, "first", 100);
    waiting.add(OTHER, PEER, "other", 100);
    waiting.add(BLOCK, PEER, "second", 100);
    assertThat(waiting.arrived(BLOCK)).containsExactly("first", "second");
    assertThat(waiting.arrived(BLOCK)).isEmpty();
    assertThat(waiting.size()).isEqualTo(1);
  }

  @Test
  void nothingWaitsLongerThanItMay() {
    waiting.add(BLOCK, PEER, "short", 100);
    waiting.add(BLOCK, PEER, "long", 200);
    assertThat(waiting.expired(99)).isEmpty();
    assertThat(waiting.expired(100)).containsExactly("short");
    assertThat(waiting.arrived(BLOCK)).containsExactly("long");
    assertThat(waiting.size()).isZero();
  }

  @Test
  void aPeerThatFloodsLeavesRoomForTheOthers() {
    for (int i = 0; i < 10; i++) {
      waiting.add(BLOCK, FLOODER, "flood", 100);
    }
    assertThat(waiting.size()).isEqualTo(3);
    assertThat(waiting.add(BLOCK, PEER, "honest", 100)).isTrue();
    waiting.expired(100);
    assertThat(waiting.add(BLOCK, FLOODER, "again", 200)).as("its room is free again").isTrue();
  }

  @Test
  void refusesWhatFindsNoRoom() {
    for (int i = 0; i < 5; i++) {
      assertThat(waiting.add(BLOCK, new PeerKey("p" + i), "x", 100)).isTrue();
    }
    assertThat(waiting.add(BLOCK, PEER, "one too many", 100)).isFalse();
  }
}
