package tandem.beaconcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.beaconspec.BeaconBlock;
import tandem.beaconspec.BeaconBlockBody;
import tandem.beaconspec.Eth1Data;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.beaconspec.SyncAggregate;
import tandem.crypto.BlsSignature;
import tandem.primitives.Hash32;
import tandem.ssz.Bits;

class WaitingBlocksTest {
  private final WaitingBlocks waiting = new WaitingBlocks(1_000);

  private static Hash32 root(int number) {
    return Hash32.fromHex("%064x".formatted(number));
  }

  private static WaitingBlocks.Waiting block(int number, int parent, String from, long sinceMs) {
    BeaconBlockBody body =
        new BeaconBlockBody(
            BlsSignature.EMPTY,
            new Eth1Data(Hash32.ZERO, 0, Hash32.ZERO),
            Hash32.ZERO,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            new SyncAggregate(Bits.of(32), BlsSignature.INFINITY),
            List.of());
    SignedBeaconBlock signed =
        new SignedBeaconBlock(
            new BeaconBlock(number, 0, root(parent), Hash32.ZERO, body), BlsSignature.EMPTY);
    return new WaitingBlocks.Waiting(
        new RootedBlock(root(number), signed), new PeerKey(from), sinceMs, 0);
  }

  @Test
  void whenItIsFullTheOldestSlotGoes() {
    for (int i = 0; i < WaitingBlocks.BLOCKS_MAX; i++) {
      assertThat(waiting.add(block(1_000 + i, 1, i % 2 == 0 ? "a" : "b", 0))).isTrue();
    }
    assertThat(waiting.add(block(10, 1, "c", 0))).as("older than all").isFalse();
    assertThat(waiting.add(block(5_000, 1, "c", 0))).isTrue();
    assertThat(waiting.size()).isEqualTo(WaitingBlocks.BLOCKS_MAX);
    assertThat(waiting.contains(root(1_000))).isFalse();
  }

  @Test
  void onePeerCannotTakeTheRoomOfAll() {
    for (int i = 0; i < WaitingBlocks.PER_PEER_MAX; i++) {
      assertThat(waiting.add(block(1_000 + i, 1, "a", 0))).isTrue();
    }
    assertThat(waiting.add(block(5_000, 1, "a", 0))).isFalse();
    assertThat(waiting.add(block(5_000, 1, "b", 0))).isTrue();
  }

  @Test
  void whatIsMissingIsTheLowestParentOfEachChain() {
    waiting.add(block(12, 11, "a", 0));
    waiting.add(block(13, 12, "a", 0));
    waiting.add(block(14, 12, "b", 0));
    assertThat(waiting.missing()).containsOnlyKeys(root(11));
    assertThat(waiting.arrived(root(11)))
        .extracting(each -> each.block().root())
        .containsExactly(root(12));
    assertThat(waiting.missing()).containsOnlyKeys(root(12));
  }

  @Test
  void nothingWaitsForEver() {
    waiting.add(block(12, 11, "a", 0));
    waiting.add(block(13, 12, "a", 500));
    waiting.expire(1_000);
    assertThat(waiting.contains(root(12))).isFalse();
    assertThat(waiting.contains(root(13))).isTrue();
    waiting.expire(1_500);
    assertThat(waiting.size()).isZero();
    assertThat(waiting.missing()).isEmpty();
  }

  @Test
  void whatBuildsOnAnInvalidBlockIsDroppedWithAllAboveIt() {
    waiting.add(block(12, 11, "a", 0));
    waiting.add(block(13, 12, "a", 0));
    waiting.add(block(20, 19, "a", 0));
    waiting.dropAbove(root(11));
    assertThat(waiting.size()).isEqualTo(1);
  }
}
