package tandem.pairsim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CampaignTest {
  private static final String SCENARIO = "restart-of-a-healthy-pair";

  @Test
  void saysTheSameOnAnyNumberOfThreads() throws InterruptedException {
    List<Campaign.Result> alone = results(1);
    assertThat(results(3)).isEqualTo(alone);
    assertThat(alone).extracting(result -> result.outcome().seed()).containsExactly(49L, 50L, 51L);
  }

  @Test
  void runsEachFiftiethSeedTwice() throws InterruptedException {
    assertThat(results(2)).extracting(Campaign.Result::runs).containsExactly(1, 2, 1);
  }

  private static List<Campaign.Result> results(int threads) throws InterruptedException {
    List<Campaign.Result> results = new ArrayList<>();
    new Campaign(Simulator.PAIRS_DEFAULT, threads, 10)
        .run(Campaign.runs(List.of(SCENARIO), 49, 3), results::add);
    return results;
  }
}
