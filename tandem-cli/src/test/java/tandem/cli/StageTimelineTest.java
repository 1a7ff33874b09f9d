package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tandem.devnet.StageHistory;
import tandem.pairprotocol.Stage;

class StageTimelineTest {
  private static final long START = 1_000_000;

  private static final StageHistory GWAT =
      StageHistory.startedAt(START)
          .then(Stage.CHECKPOINT_SYNC, START + 1_000)
          .then(Stage.DAG_SYNC, START + 4_000)
          .then(Stage.HEAD_SYNC_READY, START + 5_000)
          .then(Stage.HEAD_SYNC, START + 9_000)
          .then(Stage.WORKING, START + 9_010);

  private static final StageHistory COORDINATOR =
      StageHistory.startedAt(START)
          .then(Stage.CHECKPOINT_SYNC, START + 2_000)
          .then(Stage.DAG_SYNC, START + 7_000)
          .then(Stage.HEAD_SYNC_READY, START + 8_000)
          .then(Stage.HEAD_SYNC, START + 9_000)
          .then(Stage.WORKING, START + 9_500);

  @Test
  void drawsBothHalvesOnOneAxis() {
    assertThat(StageTimeline.lines(GWAT, COORDINATOR, START, START + 10_000))
        .containsExactly(
            "             0 s                                                     10.0 s",
            "gwat         |SSSSSCCCCCCCCCCCCCCCCCCDDDDDDRRRRRRRRRRRRRRRRRRRRRRRRHWWWWWW|",
            "coordinator  |SSSSSSSSSSSCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCDDDDDDRRRRRRHHHWWWW|",
            "",
            "                      gwat from            for    coordinator            for",
            "(S) STARTING             +0.0 s          1.0 s         +0.0 s          2.0 s",
            "(C) CHECKPOINT_SYNC      +1.0 s          3.0 s         +2.0 s          5.0 s",
            "(D) DAG_SYNC             +4.0 s          1.0 s         +7.0 s          1.0 s",
            "(R) HEAD_SYNC_READY      +5.0 s          4.0 s         +8.0 s          1.0 s",
            "(H) HEAD_SYNC            +9.0 s          0.0 s         +9.0 s          0.5 s",
            "(W) WORKING              +9.0 s          1.0 s         +9.5 s          0.5 s");
  }

  @Test
  void countsASecondVisitToAStage() {
    StageHistory restarted =
        GWAT.restartedAt(START + 10_000).then(Stage.CHECKPOINT_SYNC, START + 11_000);

    assertThat(StageTimeline.lines(restarted, COORDINATOR, START, START + 12_000))
        .anyMatch(line -> line.contains("STARTING") && line.contains("2.0 s (2x)"));
  }

  @Test
  void leavesTheTimeBeforeTheStartOfAHalfEmpty() {
    StageHistory late = StageHistory.startedAt(START + 5_000);

    assertThat(StageTimeline.lines(late, COORDINATOR, START, START + 10_000).get(1))
        .startsWith("gwat         |" + " ".repeat(29) + "S");
  }
}
