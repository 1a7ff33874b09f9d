package tandem.beaconnode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tandem.pairprotocol.Stage;
import tandem.pairprotocol.SyncStatus;

/// What a person reads.
class BeaconLogTest {
  @Test
  void timesAreBrief() {
    assertThat(BeaconLog.duration(850)).isEqualTo("850ms");
    assertThat(BeaconLog.duration(12_345)).isEqualTo("12.3s");
    assertThat(BeaconLog.duration(252_000)).isEqualTo("4m12s");
    assertThat(BeaconLog.duration(11_100_000)).isEqualTo("3h05m");
  }

  @Test
  void progressSaysHowFarHowFastAndHowLongAsFarAsItIsKnown() {
    assertThat(
            BeaconLog.progressLine(
                new SyncStatus(
                    Stage.CHECKPOINT_SYNC,
                    0,
                    0,
                    1_200,
                    18_204,
                    0,
                    340.1,
                    50_000L,
                    null,
                    6,
                    "Blocks from 6 peers.")))
        .isEqualTo(
            "CHECKPOINT_SYNC 1200/18204, 340 slots/s, 50.0s left, 6 peers: Blocks from 6 peers.");
    assertThat(
            BeaconLog.progressLine(
                new SyncStatus(
                    Stage.HEAD_SYNC_READY, 0, 0, 12, 12, 0, 0, null, null, 0, "gwat to be ready.")))
        .isEqualTo("HEAD_SYNC_READY 12, 0 peers: gwat to be ready.");
  }
}
