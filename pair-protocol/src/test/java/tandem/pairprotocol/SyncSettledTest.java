package tandem.pairprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// When there is nothing more to sync (R1, R2): silence is no proof of it.
class SyncSettledTest {
  private static final long GENESIS_MS = 1_000_000;
  private static final long NOW_MS = 2_000_000;
  private static final SyncSettled WITH_PEERS =
      new SyncSettled(true, 2, 10_000, 20_000, GENESIS_MS);
  private static final SyncSettled ALONE = new SyncSettled(false, 2, 10_000, 20_000, GENESIS_MS);

  @Test
  void believesEnoughPeersAtOnce() {
    assertThat(WITH_PEERS.holds(NOW_MS, 0, 2, 2)).isTrue();
    assertThat(WITH_PEERS.holds(NOW_MS, 0, 1, 5)).isFalse();
  }

  @Test
  void believesOnePeerAfterAWhile() {
    assertThat(WITH_PEERS.holds(NOW_MS, 9_999, 1, 1)).isFalse();
    assertThat(WITH_PEERS.holds(NOW_MS, 10_000, 1, 1)).isTrue();
  }

  @Test
  void neverTakesSilenceForTheEndOfASync() {
    assertThat(WITH_PEERS.holds(NOW_MS, Long.MAX_VALUE, 0, 0)).isFalse();
    assertThat(WITH_PEERS.holds(NOW_MS, Long.MAX_VALUE, 0, 3)).isFalse();
    assertThat(ALONE.holds(NOW_MS, Long.MAX_VALUE, 0, 1)).as("it has a peer").isFalse();
  }

  @Test
  void goesOnAloneWhereNoPeersAreExpected() {
    assertThat(ALONE.holds(NOW_MS, 19_999, 0, 0)).isFalse();
    assertThat(ALONE.holds(NOW_MS, 20_000, 0, 0)).isTrue();
  }

  /// Scenario 24: all pairs start together before genesis time.
  @Test
  void hasNothingToSyncBeforeGenesis() {
    assertThat(WITH_PEERS.holds(GENESIS_MS, 0, 0, 0)).isTrue();
    assertThat(WITH_PEERS.holds(GENESIS_MS + 1, 0, 0, 0)).isFalse();
  }
}
