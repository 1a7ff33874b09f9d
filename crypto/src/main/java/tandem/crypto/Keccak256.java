package tandem.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import tandem.primitives.Hash32;

/// Keccak-256 with the padding from before SHA-3 (yellow paper appendix; FIPS 202 for the
/// permutation). Not thread-safe; [#hash] is.
public final class Keccak256 {
  private static final int RATE_BYTES = 136;
  private static final int ROUNDS = 24;

  private static final long[] ROUND_CONSTANTS = roundConstants();

  private static final VarHandle LITTLE_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final long[] state = new long[25];
  private final byte[] block = new byte[RATE_BYTES];
  private int filled;

  /// The hash of one piece.
  public static Hash32 hash(byte[] bytes) {
    return new Keccak256().update(bytes, 0, bytes.length).digest();
  }

  /// The hash of `bytes[from, to)`.
  public static Hash32 hash(byte[] bytes, int from, int to) {
    return new Keccak256().update(bytes, from, to).digest();
  }

  public Keccak256 update(byte[] bytes) {
    return update(bytes, 0, bytes.length);
  }

  /// Takes in `bytes[from, to)`.
  public Keccak256 update(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      int taken = Math.min(RATE_BYTES - filled, to - at);
      System.arraycopy(bytes, at, block, filled, taken);
      filled += taken;
      at += taken;
      if (filled == RATE_BYTES) {
        absorb();
      }
    }
    return this;
  }

  /// The hash of all that was taken in; the object then begins anew.
  public Hash32 digest() {
    Arrays.fill(block, filled, RATE_BYTES, (byte) 0);
    block[filled] = 1;
    block[RATE_BYTES - 1] |= (byte) 0x80;
    absorb();
    byte[] hash = new byte[Hash32.LENGTH];
    for (int i = 0; i < 4; i++) {
      LITTLE_ENDIAN.set(hash, 8 * i, state[i]);
    }
    Arrays.fill(state, 0);
    return Hash32.wrap(hash);
  }

  /// The hash of all that was taken in so far, more of which may follow.
  public Hash32 peek() {
    Keccak256 copy = new Keccak256();
    System.arraycopy(state, 0, copy.state, 0, state.length);
    System.arraycopy(block, 0, copy.block, 0, filled);
    copy.filled = filled;
    return copy.digest();
  }

  private void absorb() {
    for (int i = 0; i < RATE_BYTES / 8; i++) {
      state[i] ^= (long) LITTLE_ENDIAN.get(block, 8 * i);
    }
    filled = 0;
    permute(state);
  }

  /// Keccak-f[1600]. The lanes live in local variables, so that the compiler keeps them in
  /// registers; lane x + 5y is `a` with that number.
  private static void permute(long[] a) {
    long a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3], a4 = a[4];
    long a5 = a[5], a6 = a[6], a7 = a[7], a8 = a[8], a9 = a[9];
    long a10 = a[10], a11 = a[11], a12 = a[12], a13 = a[13], a14 = a[14];
    long a15 = a[15], a16 = a[16], a17 = a[17], a18 = a[18], a19 = a[19];
    long a20 = a[20], a21 = a[21], a22 = a[22], a23 = a[23], a24 = a[24];
    for (int round = 0; round < ROUNDS; round++) {
      // theta
      long c0 = a0 ^ a5 ^ a10 ^ a15 ^ a20;
      long c1 = a1 ^ a6 ^ a11 ^ a16 ^ a21;
      long c2 = a2 ^ a7 ^ a12 ^ a17 ^ a22;
      long c3 = a3 ^ a8 ^ a13 ^ a18 ^ a23;
      long c4 = a4 ^ a9 ^ a14 ^ a19 ^ a24;
      long d0 = c4 ^ Long.rotateLeft(c1, 1);
      long d1 = c0 ^ Long.rotateLeft(c2, 1);
      long d2 = c1 ^ Long.rotateLeft(c3, 1);
      long d3 = c2 ^ Long.rotateLeft(c4, 1);
      long d4 = c3 ^ Long.rotateLeft(c0, 1);
      // rho and pi: lane (x, y) goes to (y, 2x + 3y)
      long b0 = a0 ^ d0;
      long b10 = Long.rotateLeft(a1 ^ d1, 1);
      long b20 = Long.rotateLeft(a2 ^ d2, 62);
      long b5 = Long.rotateLeft(a3 ^ d3, 28);
      long b15 = Long.rotateLeft(a4 ^ d4, 27);
      long b16 = Long.rotateLeft(a5 ^ d0, 36);
      long b1 = Long.rotateLeft(a6 ^ d1, 44);
      long b11 = Long.rotateLeft(a7 ^ d2, 6);
      long b21 = Long.rotateLeft(a8 ^ d3, 55);
      long b6 = Long.rotateLeft(a9 ^ d4, 20);
      long b7 = Long.rotateLeft(a10 ^ d0, 3);
      long b17 = Long.rotateLeft(a11 ^ d1, 10);
      long b2 = Long.rotateLeft(a12 ^ d2, 43);
      long b12 = Long.rotateLeft(a13 ^ d3, 25);
      long b22 = Long.rotateLeft(a14 ^ d4, 39);
      long b23 = Long.rotateLeft(a15 ^ d0, 41);
      long b8 = Long.rotateLeft(a16 ^ d1, 45);
      long b18 = Long.rotateLeft(a17 ^ d2, 15);
      long b3 = Long.rotateLeft(a18 ^ d3, 21);
      long b13 = Long.rotateLeft(a19 ^ d4, 8);
      long b14 = Long.rotateLeft(a20 ^ d0, 18);
      long b24 = Long.rotateLeft(a21 ^ d1, 2);
      long b9 = Long.rotateLeft(a22 ^ d2, 61);
      long b19 = Long.rotateLeft(a23 ^ d3, 56);
      long b4 = Long.rotateLeft(a24 ^ d4, 14);
      // chi, and iota on lane 0
      a0 = b0 ^ ~b1 & b2 ^ ROUND_CONSTANTS[round];
      a1 = b1 ^ ~b2 & b3;
      a2 = b2 ^ ~b3 & b4;
      a3 = b3 ^ ~b4 & b0;
      a4 = b4 ^ ~b0 & b1;
      a5 = b5 ^ ~b6 & b7;
      a6 = b6 ^ ~b7 & b8;
      a7 = b7 ^ ~b8 & b9;
      a8 = b8 ^ ~b9 & b5;
      a9 = b9 ^ ~b5 & b6;
      a10 = b10 ^ ~b11 & b12;
      a11 = b11 ^ ~b12 & b13;
      a12 = b12 ^ ~b13 & b14;
      a13 = b13 ^ ~b14 & b10;
      a14 = b14 ^ ~b10 & b11;
      a15 = b15 ^ ~b16 & b17;
      a16 = b16 ^ ~b17 & b18;
      a17 = b17 ^ ~b18 & b19;
      a18 = b18 ^ ~b19 & b15;
      a19 = b19 ^ ~b15 & b16;
      a20 = b20 ^ ~b21 & b22;
      a21 = b21 ^ ~b22 & b23;
      a22 = b22 ^ ~b23 & b24;
      a23 = b23 ^ ~b24 & b20;
      a24 = b24 ^ ~b20 & b21;
    }
    a[0] = a0;
    a[1] = a1;
    a[2] = a2;
    a[3] = a3;
    a[4] = a4;
    a[5] = a5;
    a[6] = a6;
    a[7] = a7;
    a[8] = a8;
    a[9] = a9;
    a[10] = a10;
    a[11] = a11;
    a[12] = a12;
    a[13] = a13;
    a[14] = a14;
    a[15] = a15;
    a[16] = a16;
    a[17] = a17;
    a[18] = a18;
    a[19] = a19;
    a[20] = a20;
    a[21] = a21;
    a[22] = a22;
    a[23] = a23;
    a[24] = a24;
  }

  /// The constants of iota, from the linear feedback register x^8 + x^6 + x^5 + x^4 + 1.
  private static long[] roundConstants() {
    long[] constants = new long[ROUNDS];
    int register = 1;
    for (int round = 0; round < ROUNDS; round++) {
      for (int j = 0; j < 7; j++) {
        if ((register & 1) != 0) {
          constants[round] |= 1L << (1 << j) - 1;
        }
        register = register << 1 ^ (register >> 7) * 0x171;
      }
    }
    return constants;
  }
}
