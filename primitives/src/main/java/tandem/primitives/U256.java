package tandem.primitives;

import java.math.BigInteger;
import java.util.Arrays;

/// An unsigned number of 256 bits: wei, fees, words of the machine. Immutable; four limbs of 64
/// bits, since [BigInteger] is an order of magnitude slower.
///
/// Arithmetic without a suffix is exact and throws [ArithmeticException] where the true result is
/// not a number from 0 to 2^256 - 1. `…Wrapping` computes modulo 2^256.
public final class U256 implements Comparable<U256> {
  public static final U256 ZERO = new U256(0, 0, 0, 0);
  public static final U256 ONE = new U256(0, 0, 0, 1);
  public static final U256 MAX = new U256(-1, -1, -1, -1);

  private static final long LOW_32 = 0xffff_ffffL;

  // The number is a·2^192 + b·2^128 + c·2^64 + d, each limb unsigned.
  private final long a;
  private final long b;
  private final long c;
  private final long d;

  private U256(long a, long b, long c, long d) {
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
  }

  /// The number whose 64 bits are `unsigned`.
  public static U256 of(long unsigned) {
    return unsigned == 0 ? ZERO : new U256(0, 0, 0, unsigned);
  }

  /// The number of four unsigned limbs, the most significant first.
  public static U256 ofLimbs(long limb3, long limb2, long limb1, long limb0) {
    return new U256(limb3, limb2, limb1, limb0);
  }

  /// @throws ArithmeticException if `value` is negative or has more than 256 bits
  public static U256 of(BigInteger value) {
    if (value.signum() < 0 || value.bitLength() > 256) {
      throw new ArithmeticException("not a number of 256 bits");
    }
    return new U256(
        value.shiftRight(192).longValue(),
        value.shiftRight(128).longValue(),
        value.shiftRight(64).longValue(),
        value.longValue());
  }

  /// The big-endian number in at most 32 bytes; leading zeros do not matter, none is zero.
  ///
  /// @throws IllegalArgumentException if there are more than 32
  public static U256 fromBytes(byte[] bytes) {
    return fromBytes(bytes, 0, bytes.length);
  }

  /// The big-endian number in `bytes[from, to)`.
  public static U256 fromBytes(byte[] bytes, int from, int to) {
    if (to - from > 32) {
      throw new IllegalArgumentException("256 bits are at most 32 bytes, not " + (to - from));
    }
    return new U256(
        limb(bytes, from, to - 24),
        limb(bytes, from, to - 16),
        limb(bytes, from, to - 8),
        limb(bytes, from, to));
  }

  public static U256 fromHash(Hash32 hash) {
    return fromBytes(hash.unsafeArray(), 0, Hash32.LENGTH);
  }

  /// The number of a hex quantity: `0x` and digits without leading zeros (gwat-data.md 1.5).
  ///
  /// @throws IllegalArgumentException if `text` is none of at most 256 bits
  public static U256 fromQuantity(String text) {
    if (text.length() > 66) {
      throw new IllegalArgumentException("hex quantity above 256 bits");
    }
    if (!text.startsWith("0x") || text.length() < 3) {
      throw new IllegalArgumentException("not a hex quantity: " + text);
    }
    if (text.length() > 3 && text.charAt(2) == '0') {
      throw new IllegalArgumentException("hex quantity with leading zeros: " + text);
    }
    String digits = text.substring(2);
    return fromBytes(Hex.decode(digits.length() % 2 == 0 ? digits : "0" + digits));
  }

  /// The number of decimal digits.
  ///
  /// @throws IllegalArgumentException if `text` is not 1 to 78 digits of a number of 256 bits
  public static U256 fromDecimal(String text) {
    boolean digits = text.chars().limit(79).allMatch(digit -> digit >= '0' && digit <= '9');
    if (!digits || text.isEmpty() || text.length() > 78) {
      throw new IllegalArgumentException("not a decimal number of 256 bits");
    }
    BigInteger value = new BigInteger(text);
    if (value.bitLength() > 256) {
      throw new IllegalArgumentException("a decimal number above 256 bits");
    }
    return of(value);
  }

  /// Limb `index`, 0 the least significant.
  public long limb(int index) {
    return switch (index) {
      case 0 -> d;
      case 1 -> c;
      case 2 -> b;
      case 3 -> a;
      default -> throw new IndexOutOfBoundsException(index);
    };
  }

  public boolean isZero() {
    return (a | b | c | d) == 0;
  }

  /// Bits without leading zeros: 0 for zero, at most 256.
  public int bitLength() {
    if (a != 0) {
      return 256 - Long.numberOfLeadingZeros(a);
    }
    if (b != 0) {
      return 192 - Long.numberOfLeadingZeros(b);
    }
    return c != 0 ? 128 - Long.numberOfLeadingZeros(c) : 64 - Long.numberOfLeadingZeros(d);
  }

  /// Whether the number is at most 2^63 - 1.
  public boolean fitsLong() {
    return (a | b | c) == 0 && d >= 0;
  }

  /// The number as a long.
  ///
  /// @throws ArithmeticException if it is above 2^63 - 1
  public long toLong() {
    if (!fitsLong()) {
      throw new ArithmeticException(this + " is above 63 bits");
    }
    return d;
  }

  /// The low 64 bits.
  public long lowBits() {
    return d;
  }

  public U256 add(U256 other) {
    U256 sum = addWrapping(other);
    if (sum.compareTo(this) < 0) {
      throw new ArithmeticException("sum above 256 bits");
    }
    return sum;
  }

  public U256 addWrapping(U256 other) {
    long d1 = d + other.d;
    long carry = Long.compareUnsigned(d1, d) < 0 ? 1 : 0;
    long c1 = c + other.c + carry;
    carry = carryOut(c, other.c, c1);
    long b1 = b + other.b + carry;
    carry = carryOut(b, other.b, b1);
    return new U256(a + other.a + carry, b1, c1, d1);
  }

  public U256 subtract(U256 other) {
    if (compareTo(other) < 0) {
      throw new ArithmeticException("difference below zero");
    }
    return subtractWrapping(other);
  }

  public U256 subtractWrapping(U256 other) {
    long d1 = d - other.d;
    long borrow = Long.compareUnsigned(d, other.d) < 0 ? 1 : 0;
    long c1 = c - other.c - borrow;
    borrow = carryOut(c1, other.c, c);
    long b1 = b - other.b - borrow;
    borrow = carryOut(b1, other.b, b);
    return new U256(a - other.a - borrow, b1, c1, d1);
  }

  public U256 multiply(U256 other) {
    if (bitLength() + other.bitLength() <= 256) {
      return multiplyWrapping(other);
    }
    return of(toBigInteger().multiply(other.toBigInteger()));
  }

  public U256 multiplyWrapping(U256 other) {
    long r0 = d * other.d;
    long r1 = Math.unsignedMultiplyHigh(d, other.d);
    long r2 = 0;
    long r3 = 0;

    long low = d * other.c;
    r1 += low;
    long carry = less(r1, low);
    r2 += Math.unsignedMultiplyHigh(d, other.c) + carry;

    low = c * other.d;
    r1 += low;
    carry = less(r1, low);
    // The high word of a product is at most 2^64 - 2, so adding one carry cannot overflow.
    long high = Math.unsignedMultiplyHigh(c, other.d) + carry;
    r2 += high;
    r3 += less(r2, high);

    low = d * other.b;
    r2 += low;
    r3 += Math.unsignedMultiplyHigh(d, other.b) + less(r2, low);
    low = c * other.c;
    r2 += low;
    r3 += Math.unsignedMultiplyHigh(c, other.c) + less(r2, low);
    low = b * other.d;
    r2 += low;
    r3 += Math.unsignedMultiplyHigh(b, other.d) + less(r2, low);

    r3 += d * other.a + c * other.b + b * other.c + a * other.d;
    return new U256(r3, r2, r1, r0);
  }

  /// The quotient, rounded down.
  ///
  /// @throws ArithmeticException if `divisor` is zero
  public U256 divide(U256 divisor) {
    return divide(divisor, true);
  }

  /// The rest of the division.
  ///
  /// @throws ArithmeticException if `divisor` is zero
  public U256 mod(U256 divisor) {
    return divide(divisor, false);
  }

  public U256 min(U256 other) {
    return compareTo(other) <= 0 ? this : other;
  }

  public U256 max(U256 other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /// 32 bytes, big-endian.
  public byte[] toBytes32() {
    byte[] bytes = new byte[32];
    for (int limb = 0; limb < 4; limb++) {
      long value = limb(limb);
      for (int i = 31 - 8 * limb; i > 23 - 8 * limb; i--) {
        bytes[i] = (byte) value;
        value >>>= 8;
      }
    }
    return bytes;
  }

  /// Big-endian bytes without leading zeros; none for zero.
  public byte[] toMinimalBytes() {
    byte[] all = toBytes32();
    int length = (bitLength() + 7) / 8;
    return Arrays.copyOfRange(all, 32 - length, 32);
  }

  public Hash32 toHash() {
    return Hash32.wrap(toBytes32());
  }

  public BigInteger toBigInteger() {
    return new BigInteger(1, toBytes32());
  }

  /// `0x` and hexadecimal digits without leading zeros; zero is `0x0`.
  public String toQuantity() {
    if (bitLength() <= 64) {
      return Hex.quantity(d);
    }
    String digits = Hex.encodeBare(toMinimalBytes());
    return digits.charAt(0) == '0' ? "0x" + digits.substring(1) : "0x" + digits;
  }

  @Override
  public int compareTo(U256 other) {
    if (a != other.a) {
      return Long.compareUnsigned(a, other.a);
    }
    if (b != other.b) {
      return Long.compareUnsigned(b, other.b);
    }
    return c != other.c ? Long.compareUnsigned(c, other.c) : Long.compareUnsigned(d, other.d);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof U256 that && a == that.a && b == that.b && c == that.c && d == that.d;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(((a * 31 + b) * 31 + c) * 31 + d);
  }

  /// Decimal digits.
  @Override
  public String toString() {
    return bitLength() <= 64 ? Long.toUnsignedString(d) : toBigInteger().toString();
  }

  private U256 divide(U256 divisor, boolean quotient) {
    if (divisor.isZero()) {
      throw new ArithmeticException("division by zero");
    }
    if (compareTo(divisor) < 0) {
      return quotient ? ZERO : this;
    }
    if (bitLength() <= 64) {
      return of(
          quotient ? Long.divideUnsigned(d, divisor.d) : Long.remainderUnsigned(d, divisor.d));
    }
    int[] rest = digits(9);
    int[] result = new int[8];
    if (divisor.bitLength() <= 32) {
      long remainder = 0;
      for (int i = 7; i >= 0; i--) {
        long part = remainder << 32 | rest[i] & LOW_32;
        result[i] = (int) Long.divideUnsigned(part, divisor.d);
        remainder = Long.remainderUnsigned(part, divisor.d);
      }
      return quotient ? fromDigits(result) : of(remainder);
    }
    int shift = longDivision(rest, result, divisor);
    return quotient ? fromDigits(result) : fromDigits(shiftRight(rest, shift));
  }

  /// Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D, in base 2^32. Leaves the
  /// remainder in `rest`, shifted left by the number that is returned.
  private static int longDivision(int[] rest, int[] result, U256 divisor) {
    int n = (divisor.bitLength() + 31) / 32;
    int[] v = divisor.digits(9);
    int shift = Integer.numberOfLeadingZeros(v[n - 1]);
    shiftLeft(v, shift);
    shiftLeft(rest, shift);
    long top = v[n - 1] & LOW_32;
    long second = v[n - 2] & LOW_32;
    for (int j = 8 - n; j >= 0; j--) {
      long numerator = (rest[j + n] & LOW_32) << 32 | rest[j + n - 1] & LOW_32;
      long guess = Long.divideUnsigned(numerator, top);
      long left = Long.remainderUnsigned(numerator, top);
      while (guess > LOW_32
          || Long.compareUnsigned(guess * second, left << 32 | rest[j + n - 2] & LOW_32) > 0) {
        guess--;
        left += top;
        if (left > LOW_32) {
          break;
        }
      }
      if (subtractProduct(rest, v, guess, j, n) < 0) {
        guess--;
        addBack(rest, v, j, n);
      }
      result[j] = (int) guess;
    }
    return shift;
  }

  /// `rest -= v · factor`, aligned at `j`; negative if there was a borrow out of the top.
  private static long subtractProduct(int[] rest, int[] v, long factor, int j, int n) {
    long carry = 0;
    long borrow = 0;
    for (int i = 0; i < n; i++) {
      long product = factor * (v[i] & LOW_32) + carry;
      carry = product >>> 32;
      long difference = (rest[i + j] & LOW_32) - (product & LOW_32) + borrow;
      rest[i + j] = (int) difference;
      borrow = difference >> 32;
    }
    long difference = (rest[j + n] & LOW_32) - carry + borrow;
    rest[j + n] = (int) difference;
    return difference >> 32;
  }

  private static void addBack(int[] rest, int[] v, int j, int n) {
    long carry = 0;
    for (int i = 0; i < n; i++) {
      long sum = (rest[i + j] & LOW_32) + (v[i] & LOW_32) + carry;
      rest[i + j] = (int) sum;
      carry = sum >>> 32;
    }
    rest[j + n] += (int) carry;
  }

  private static void shiftLeft(int[] digits, int bits) {
    if (bits == 0) {
      return;
    }
    for (int i = digits.length - 1; i > 0; i--) {
      digits[i] = digits[i] << bits | digits[i - 1] >>> 32 - bits;
    }
    digits[0] <<= bits;
  }

  private static int[] shiftRight(int[] digits, int bits) {
    if (bits == 0) {
      return digits;
    }
    for (int i = 0; i < digits.length - 1; i++) {
      digits[i] = digits[i] >>> bits | digits[i + 1] << 32 - bits;
    }
    digits[digits.length - 1] >>>= bits;
    return digits;
  }

  /// Digits in base 2^32, the least significant first, in an array of `length`.
  private int[] digits(int length) {
    int[] digits = new int[length];
    for (int i = 0; i < 8; i++) {
      digits[i] = (int) (limb(i / 2) >>> 32 * (i % 2));
    }
    return digits;
  }

  private static U256 fromDigits(int[] e) {
    return new U256(limb(e, 6), limb(e, 4), limb(e, 2), limb(e, 0));
  }

  private static long limb(int[] digits, int at) {
    return (long) digits[at + 1] << 32 | digits[at] & LOW_32;
  }

  /// The eight bytes before `end`, of which those before `from` count as zero.
  private static long limb(byte[] bytes, int from, int end) {
    long value = 0;
    for (int i = Math.max(from, end - 8); i < end; i++) {
      value = value << 8 | bytes[i] & 0xff;
    }
    return value;
  }

  /// The carry of `x + y (+ carry in) = sum` (Hacker's Delight 2-16).
  private static long carryOut(long x, long y, long sum) {
    return (x & y | (x | y) & ~sum) >>> 63;
  }

  private static long less(long x, long y) {
    return Long.compareUnsigned(x, y) < 0 ? 1 : 0;
  }
}
