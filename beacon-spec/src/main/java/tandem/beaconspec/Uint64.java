package tandem.beaconspec;

/// Arithmetic of the specification's `uint64`: a `long` without a sign. An overflow is never
/// silent; where the specification would fail, an [ArithmeticException] is thrown.
final class Uint64 {
  private Uint64() {}

  static boolean isLess(long a, long b) {
    return Long.compareUnsigned(a, b) < 0;
  }

  static boolean isAtMost(long a, long b) {
    return Long.compareUnsigned(a, b) <= 0;
  }

  static long min(long a, long b) {
    return isLess(a, b) ? a : b;
  }

  static long max(long a, long b) {
    return isLess(a, b) ? b : a;
  }

  static long add(long a, long b) {
    long sum = a + b;
    if (isLess(sum, a)) {
      throw new ArithmeticException(text(a) + " + " + text(b) + " is above 2^64 - 1");
    }
    return sum;
  }

  static long multiply(long a, long b) {
    if (Math.unsignedMultiplyHigh(a, b) != 0) {
      throw new ArithmeticException(text(a) + " * " + text(b) + " is above 2^64 - 1");
    }
    return a * b;
  }

  static long divide(long a, long b) {
    return Long.divideUnsigned(a, b);
  }

  static long remainder(long a, long b) {
    return Long.remainderUnsigned(a, b);
  }

  /// `a - b`, or 0 where that would be negative.
  static long subtractToZero(long a, long b) {
    return isLess(a, b) ? 0 : a - b;
  }

  /// The greatest number of which the square is at most `n`.
  static long squareRoot(long n) {
    long root = (long) Math.sqrt(n >= 0 ? (double) n : (double) (n >>> 1) * 2);
    // The double is near, but not exact.
    while (Math.unsignedMultiplyHigh(root, root) != 0 || isLess(n, root * root)) {
      root--;
    }
    while (Math.unsignedMultiplyHigh(root + 1, root + 1) == 0
        && isAtMost((root + 1) * (root + 1), n)) {
      root++;
    }
    return root;
  }

  /// The number's eight bytes, little-endian.
  static byte[] bytes(long value) {
    byte[] bytes = new byte[Long.BYTES];
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[i] = (byte) (value >>> 8 * i);
    }
    return bytes;
  }

  private static String text(long value) {
    return Long.toUnsignedString(value);
  }
}
