package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tandem.devnet.Half;
import tandem.devnet.StageHistory;
import tandem.pairprotocol.Stage;

class SyncRatesTest {
  private static final StageHistory HISTORY =
      StageHistory.startedAt(0)
          .then(Stage.CHECKPOINT_SYNC, 1_000)
          .then(Stage.DAG_SYNC, 3_000)
          .then(Stage.HEAD_SYNC_READY, 4_000)
          .then(Stage.WORKING, 5_000);

  @Test
  void divideWhatCameInAStageByItsLength() {
    SyncRates rates = new SyncRates(Half.COORDINATOR);
    rates.seen(1_100, 5);
    rates.seen(2_900, 90);
    rates.seen(3_100, 100);
    rates.seen(4_100, 112);
    rates.seen(9_000, 300);

    assertThat(rates.lines(HISTORY))
        .containsExactly(
            "coordinator took 100 slots in CHECKPOINT_SYNC: 50/s",
            "coordinator took 12 slots in DAG_SYNC: 12/s");
  }

  @Test
  void sayNothingWithoutALook() {
    assertThat(new SyncRates(Half.GWAT).lines(HISTORY)).isEmpty();
  }
}
