package tandem.beaconcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.beaconspec.Status;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;

/// What most peers agree on (pair-sync.md R17: targets by majority).
class StatusesTest {
  private static final Bytes DIGEST = Bytes.fromHex("0a0b0c0d");

  private final CoordinatorNetwork network = new CoordinatorNetwork(1, 1, 8);
  private final ChainHarness harness = new ChainHarness(network, 100);
  private final Statuses statuses = new Statuses(harness.node, harness.chain, DIGEST);
  private final List<Peers.Told> told = new ArrayList<>();

  private static Hash32 root(int number) {
    return Hash32.fromHex("%064x".formatted(number));
  }

  private void peer(long finalizedEpoch, int finalizedRoot, long headSlot, int headRoot) {
    Peer peer = new Peer(new PeerKey("p" + told.size()), 0);
    told.add(
        new Peers.Told(
            peer,
            new Status(DIGEST, root(finalizedRoot), finalizedEpoch, root(headRoot), headSlot)));
  }

  @Test
  void nobodyAgreesOnAnythingWithoutPeers() {
    assertThat(statuses.finalized(told)).isNull();
    assertThat(statuses.head(told)).isNull();
  }

  @Test
  void theHighestThatAMajorityHasAtLeastIsTheTarget() {
    peer(5, 50, 60, 1);
    peer(6, 60, 62, 2);
    peer(9, 90, 90, 3);
    assertThat(statuses.finalized(told)).isEqualTo(new Statuses.Agreed(6, root(60)));
    assertThat(statuses.head(told)).isEqualTo(new Statuses.Agreed(62, root(2)));
  }

  @Test
  void ofTwoTheLowerClaimCounts() {
    peer(5, 50, 60, 1);
    peer(9, 90, 90, 3);
    assertThat(statuses.head(told)).isEqualTo(new Statuses.Agreed(60, root(1)));
  }

  @Test
  void ofEqualClaimsTheRootThatMostNameCounts() {
    peer(5, 51, 60, 1);
    peer(5, 50, 60, 2);
    peer(5, 50, 60, 2);
    assertThat(statuses.finalized(told)).isEqualTo(new Statuses.Agreed(5, root(50)));
    assertThat(statuses.head(told)).isEqualTo(new Statuses.Agreed(60, root(2)));
  }

  @Test
  void numbersBeyondOurClockAreCutAndNegativeOnesAreNothing() {
    peer(Long.MAX_VALUE, 50, Long.MAX_VALUE, 1);
    assertThat(statuses.head(told)).isEqualTo(new Statuses.Agreed(100, root(1)));
    assertThat(statuses.finalized(told)).isEqualTo(new Statuses.Agreed(12, root(50)));
    told.clear();
    peer(-1, 50, -1, 1);
    assertThat(statuses.head(told)).isEqualTo(new Statuses.Agreed(0, root(1)));
    assertThat(statuses.contradiction(told.getFirst().status())).isNull();
  }

  @Test
  void aClockThatIsBehindIsSeenByWhatMostPeersSay() {
    peer(0, 0, 104, 1);
    assertThat(statuses.clockBehind(told)).as("one alone may lie").isZero();
    peer(0, 0, 105, 1);
    peer(0, 0, 90, 1);
    assertThat(statuses.clockBehind(told)).isEqualTo(3);
    peer(0, 0, 91, 1);
    assertThat(statuses.clockBehind(told)).isZero();
  }
}
