package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tandem.devnet.PairView;

class StatusTextTest {
  @Test
  void showsBothHalvesSideBySide() {
    assertThat(StatusText.lines(DevnetReportTest.view(), 65_000))
        .containsExactly(
            "             gwat                                    coordinator",
            "stage        WORKING                                 WORKING",
            "since        1m00s                                   1m00s",
            "progress     9 of 9 blocks                           9 of 9 slots",
            "rate         1.5/s                                   1.5/s",
            "peers        3                                       3",
            "head         block 9 00000000                        slot 40 00000000",
            "finality     4 blocks of 2 slots not finalised       justified epoch 4, finalised 3",
            "",
            "gwat waits for: the next slot",
            "coordinator waits for: the next slot");
  }

  @Test
  void saysWhyAHalfIsNotThere() {
    PairView view =
        new PairView(
            new PairView.Seen.No<>("nobody listens at http://127.0.0.1:9/"),
            DevnetReportTest.view().coordinator());

    assertThat(StatusText.lines(view, 65_000))
        .contains("stage        no answer                               WORKING")
        .contains("gwat: nobody listens at http://127.0.0.1:9/");
  }
}
