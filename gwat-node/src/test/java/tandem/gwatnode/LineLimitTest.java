package tandem.gwatnode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LineLimitTest {
  private static final long SECOND = 1_000_000_000;

  private final AtomicLong now = new AtomicLong(-7 * SECOND);
  private final LineLimit limit = new LineLimit(now::get);

  @Test
  void leavesOutWhatIsTooMuchAndSaysHowMuchThatWas() {
    for (int i = 0; i < 40; i++) {
      assertThat(limit.enter()).isZero();
    }
    for (int i = 0; i < 1_000; i++) {
      assertThat(limit.enter()).isEqualTo(-1);
    }
    now.addAndGet(SECOND);
    assertThat(limit.enter()).isEqualTo(1_000);
    assertThat(limit.enter()).isZero();
    assertThat(limit.enter()).isEqualTo(-1);
  }

  @Test
  void savesUpNoMoreThanItsBurst() {
    now.addAndGet(1_000_000 * SECOND);
    for (int i = 0; i < 40; i++) {
      assertThat(limit.enter()).isZero();
    }
    assertThat(limit.enter()).isEqualTo(-1);
  }
}
