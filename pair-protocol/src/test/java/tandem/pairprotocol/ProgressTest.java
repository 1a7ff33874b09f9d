package tandem.pairprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a person sees of a sync (pair-sync.md 10, L3).
class ProgressTest {
  @Test
  void countsTheRateOfTheLastWindow() {
    Progress progress = Progress.begin(1_000, 100, 600);
    assertThat(progress.etaMs()).as("nothing is known yet").isNull();
    progress = progress.at(3_000, 150, 600);
    assertThat(progress.ratePerSecond()).as("the window is not over").isZero();
    progress = progress.at(6_000, 200, 600);
    assertThat(progress.ratePerSecond()).isEqualTo(20);
    assertThat(progress.etaMs()).isEqualTo(20_000);
    progress = progress.at(11_000, 200, 600);
    assertThat(progress.ratePerSecond()).as("a stall").isZero();
    assertThat(progress.etaMs()).isNull();
    assertThat(progress.changedMs()).as("since when nothing has changed").isEqualTo(6_000);
    assertThat(progress.start()).isEqualTo(100);
  }

  @Test
  void isNotConfusedByAClockOrAValueThatGoesBack() {
    Progress progress = Progress.begin(10_000, 100, 600).at(15_000, 200, 600);
    Progress back = progress.at(1_000, 210, 600);
    assertThat(back.ratePerSecond()).isEqualTo(20);
    assertThat(back.at(6_000, 260, 600).ratePerSecond()).isEqualTo(10);
    assertThat(progress.at(21_000, 50, 600).ratePerSecond()).isZero();
    assertThat(progress.at(21_000, 700, 600).etaMs()).as("beyond the target").isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "-5, 0s",
    "1, 1ns",
    "999, 999ns",
    "1000, 1µs",
    "1500, 1.5µs",
    "1234000, 1.234ms",
    "1000000000, 1s",
    "1500000000, 1.5s",
    "60000000000, 1m0s",
    "123500000000, 2m3.5s",
    "3723000000000, 1h2m3s",
  })
  void writesDurationsAsTheOriginalDoes(long ns, String text) {
    assertThat(GoDuration.text(ns)).isEqualTo(text);
  }
}
