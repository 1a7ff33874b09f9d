package tandem.beaconspec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class Uint64Test {
  private static final long SEED = 64;
  private static final List<Long> EDGES =
      List.of(0L, 1L, 2L, 3L, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, -2L, -1L);

  @Test
  void everyOperationIsThatOfNaturalNumbersOrFails() {
    Random random = new Random(SEED);
    for (int i = 0; i < 10_000; i++) {
      long a = number(random);
      long b = number(random);
      checkOverflow(natural(a).add(natural(b)), () -> Uint64.add(a, b));
      checkOverflow(natural(a).multiply(natural(b)), () -> Uint64.multiply(a, b));
      assertThat(Uint64.isLess(a, b)).isEqualTo(natural(a).compareTo(natural(b)) < 0);
      assertThat(Uint64.isAtMost(a, b)).isEqualTo(natural(a).compareTo(natural(b)) <= 0);
      assertThat(natural(Uint64.min(a, b))).isEqualTo(natural(a).min(natural(b)));
      assertThat(natural(Uint64.max(a, b))).isEqualTo(natural(a).max(natural(b)));
      assertThat(natural(Uint64.subtractToZero(a, b)))
          .isEqualTo(natural(a).subtract(natural(b)).max(BigInteger.ZERO));
      assertThat(natural(Uint64.squareRoot(a))).isEqualTo(natural(a).sqrt());
    }
  }

  private static long number(Random random) {
    return random.nextInt(3) == 0
        ? EDGES.get(random.nextInt(EDGES.size()))
        : random.nextLong() >>> random.nextInt(64);
  }

  private static void checkOverflow(BigInteger exact, LongSupplier operation) {
    if (exact.bitLength() > 64) {
      assertThatThrownBy(operation::getAsLong)
          .isInstanceOf(ArithmeticException.class)
          .hasMessageEndingWith("is above 2^64 - 1");
    } else {
      assertThat(natural(operation.getAsLong())).isEqualTo(exact);
    }
  }

  private static BigInteger natural(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }
}
