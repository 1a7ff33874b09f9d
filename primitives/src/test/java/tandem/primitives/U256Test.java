package tandem.primitives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every operation against [BigInteger], over numbers that are likely to break it: all lengths, and
/// long runs of ones and zeros.
class U256Test {
  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);
  private static final List<U256> SAMPLES = samples(20260101, 260);

  @Test
  void sumsAndDifferencesAreThoseOfBigInteger() {
    forAllPairs((x, y) -> {
      BigInteger sum = x.toBigInteger().add(y.toBigInteger());
      assertThat(x.addWrapping(y).toBigInteger()).isEqualTo(sum.mod(MODULUS));
      if (sum.bitLength() <= 256) {
        assertThat(x.add(y).toBigInteger()).isEqualTo(sum);
      } else {
        assertThatThrownBy(() -> x.add(y)).isInstanceOf(ArithmeticException.class);
      }
      BigInteger difference = x.toBigInteger().subtract(y.toBigInteger());
      assertThat(x.subtractWrapping(y).toBigInteger()).isEqualTo(difference.mod(MODULUS));
      if (difference.signum() >= 0) {
        assertThat(x.subtract(y).toBigInteger()).isEqualTo(difference);
      } else {
        assertThatThrownBy(() -> x.subtract(y)).isInstanceOf(ArithmeticException.class);
      }
    });
  }

  @Test
  void productsAreThoseOfBigInteger() {
    forAllPairs((x, y) -> {
      BigInteger product = x.toBigInteger().multiply(y.toBigInteger());
      assertThat(x.multiplyWrapping(y).toBigInteger()).isEqualTo(product.mod(MODULUS));
      if (product.bitLength() <= 256) {
        assertThat(x.multiply(y).toBigInteger()).isEqualTo(product);
      } else {
        assertThatThrownBy(() -> x.multiply(y)).isInstanceOf(ArithmeticException.class);
      }
    });
  }

  @Test
  void quotientsAndRestsAreThoseOfBigInteger() {
    forAllPairs((x, y) -> {
      if (y.isZero()) {
        assertThatThrownBy(() -> x.divide(y)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> x.mod(y)).isInstanceOf(ArithmeticException.class);
        return;
      }
      BigInteger[] expected = x.toBigInteger().divideAndRemainder(y.toBigInteger());
      assertThat(x.divide(y).toBigInteger()).isEqualTo(expected[0]);
      assertThat(x.mod(y).toBigInteger()).isEqualTo(expected[1]);
    });
  }

  /// Random divisors almost never need Knuth's step D6; these do.
  @Test
  void divisionAddsBackWhenTheGuessWasOneTooLarge() {
    U256 x = U256.ofLimbs(0x7fff_ffff_8000_0000L, 0, 0, 0);
    U256 y = U256.ofLimbs(0, 0x8000_0000L, 0, 1);
    U256 z = U256.ofLimbs(0, 0, 0x8000_0000_0000_0000L, 0xffff_ffff_ffff_ffffL);
    for (U256 divisor : List.of(y, z)) {
      BigInteger[] expected = x.toBigInteger().divideAndRemainder(divisor.toBigInteger());
      assertThat(x.divide(divisor).toBigInteger()).isEqualTo(expected[0]);
      assertThat(x.mod(divisor).toBigInteger()).isEqualTo(expected[1]);
    }
  }

  @Test
  void orderIsUnsigned() {
    forAllPairs((x, y) -> {
      int expected = x.toBigInteger().compareTo(y.toBigInteger());
      assertThat(Integer.signum(x.compareTo(y))).isEqualTo(expected);
      assertThat(x.equals(y)).isEqualTo(expected == 0);
      assertThat(x.min(y)).isEqualTo(expected <= 0 ? x : y);
      assertThat(x.max(y)).isEqualTo(expected >= 0 ? x : y);
    });
  }

  @Test
  void everyFormComesBack() {
    for (U256 x : SAMPLES) {
      BigInteger value = x.toBigInteger();
      assertThat(U256.of(value)).isEqualTo(x).hasSameHashCodeAs(x);
      assertThat(U256.fromBytes(x.toBytes32())).isEqualTo(x);
      assertThat(U256.fromBytes(x.toMinimalBytes())).isEqualTo(x);
      assertThat(U256.fromHash(x.toHash())).isEqualTo(x);
      assertThat(U256.fromQuantity(x.toQuantity())).isEqualTo(x);
      assertThat(U256.fromDecimal(x.toString())).isEqualTo(x);
      assertThat(U256.ofLimbs(x.limb(3), x.limb(2), x.limb(1), x.limb(0))).isEqualTo(x);
      assertThat(x.toQuantity()).isEqualTo("0x" + value.toString(16));
      assertThat(x.toString()).isEqualTo(value.toString());
      assertThat(x.bitLength()).isEqualTo(value.bitLength());
      assertThat(x.toMinimalBytes()).hasSize((value.bitLength() + 7) / 8);
      assertThat(x.fitsLong()).isEqualTo(value.bitLength() <= 63);
      assertThat(x.lowBits()).isEqualTo(value.longValue());
    }
  }

  @Test
  void aLongIsTakenAsUnsigned() {
    assertThat(U256.of(-1).toString()).isEqualTo("18446744073709551615");
    assertThat(U256.of(7).toLong()).isEqualTo(7);
    assertThatThrownBy(() -> U256.of(-1).toLong()).isInstanceOf(ArithmeticException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0x",
        "1",
        "0x01",
        "0x00",
        "0X1",
        "0xg",
        "0x-1",
        "0x10000000000000000000000000000000000000000000000000000000000000000"
      })
  void whatIsNoQuantityIsRefused(String text) {
    assertThatThrownBy(() -> U256.fromQuantity(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-1",
        "+1",
        "0x1",
        " 1",
        "١",
        "115792089237316195423570985008687907853269984665640564039457584007913129639936",
        "0000000000000000000000000000000000000000000000000000000000000000000000000000001"
      })
  void whatIsNoDecimalOf256BitsIsRefused(String text) {
    assertThatThrownBy(() -> U256.fromDecimal(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void moreThan256BitsAreRefused() {
    assertThatThrownBy(() -> U256.fromBytes(new byte[33]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> U256.of(MODULUS)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> U256.of(BigInteger.valueOf(-1)))
        .isInstanceOf(ArithmeticException.class);
  }

  private interface Check {
    void check(U256 x, U256 y);
  }

  private static void forAllPairs(Check check) {
    for (U256 x : SAMPLES) {
      for (U256 y : SAMPLES) {
        check.check(x, y);
      }
    }
  }

  private static List<U256> samples(long seed, int count) {
    Random random = new Random(seed);
    List<U256> samples = new ArrayList<>(List.of(U256.ZERO, U256.ONE, U256.MAX));
    while (samples.size() < count) {
      BigInteger value = new BigInteger(random.nextInt(257), random);
      if (random.nextBoolean()) {
        int bits = random.nextInt(257);
        BigInteger ones = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
        value = random.nextBoolean() ? value.or(ones) : value.andNot(ones);
      }
      samples.add(U256.of(value));
    }
    return samples;
  }
}
