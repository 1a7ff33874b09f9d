package tandem.gwatnode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TimeShareTest {
  private static final long MS = 1_000_000;
  private static final long SECOND = 1_000 * MS;

  private final AtomicLong now = new AtomicLong(-3 * SECOND);
  private final TimeShare share = new TimeShare(now::get);

  @Test
  void whoUsesLittleNeverWaits() {
    for (int i = 0; i < 1_000; i++) {
      now.addAndGet(100 * MS);
      share.charge(5 * MS, 10);
      assertThat(share.waitNanos(10)).isNotPositive();
    }
  }

  @Test
  void whoUsesMoreThanItsShareWaitsUntilThatHasPassed() {
    share.charge(700 * MS, 10);
    // 200 ms beyond the credit, at a twentieth of the time.
    assertThat(share.waitNanos(10)).isBetween(3_999 * MS, 4_001 * MS);
    now.addAndGet(3 * SECOND);
    assertThat(share.waitNanos(10)).isBetween(999 * MS, 1_001 * MS);
    now.addAndGet(SECOND + MS);
    assertThat(share.waitNanos(10)).isNotPositive();
  }

  @Test
  void aLonePeerMayUseAQuarter() {
    now.addAndGet(SECOND);
    share.charge(600 * MS, 1);
    assertThat(share.waitNanos(1)).isBetween(399 * MS, 401 * MS);
  }

  @Test
  void nobodyWaitsForMoreThanTenSecondsWhateverItTook() {
    for (int peers : new int[] {1, 10, 500}) {
      share.charge(3_600 * SECOND, peers);
      assertThat(share.waitNanos(peers)).isBetween(9 * SECOND, 10 * SECOND);
      now.addAndGet(1_000_000 * SECOND);
    }
  }
}
