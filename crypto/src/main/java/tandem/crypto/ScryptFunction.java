package tandem.crypto;

import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;

/// scrypt (RFC 7914). The RFC, and with it Bouncy Castle, wants n < 2^16 where r = 1; key files
/// exist that do not keep to that, so this does without.
final class ScryptFunction {
  private final int n;
  private final int r;
  // Little-endian words: the n states of a block of 128·r bytes, the block, and what it becomes.
  private final int[] states;
  private final int[] block;
  private final int[] mixed;

  private ScryptFunction(int n, int r) {
    this.n = n;
    this.r = r;
    states = new int[Math.multiplyExact(n, 32 * r)];
    block = new int[32 * r];
    mixed = new int[32 * r];
  }

  /// @param n a power of two
  static byte[] generate(byte[] password, byte[] salt, int n, int r, int p, int length) {
    int size = 128 * r;
    byte[] blocks = pbkdf2(password, salt, 1, Math.multiplyExact(p, size));
    ScryptFunction scrypt = new ScryptFunction(n, r);
    for (int i = 0; i < p; i++) {
      scrypt.mix(blocks, i * size);
    }
    return pbkdf2(password, blocks, 1, length);
  }

  /// PBKDF2 with HMAC-SHA-256 (RFC 8018).
  static byte[] pbkdf2(byte[] password, byte[] salt, int rounds, int length) {
    PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
    generator.init(password, salt, rounds);
    return ((KeyParameter) generator.generateDerivedMacParameters(8 * length)).getKey();
  }

  /// scryptROMix on the block at `offset`.
  private void mix(byte[] bytes, int offset) {
    int words = 32 * r;
    for (int i = 0; i < words; i++) {
      int at = offset + 4 * i;
      block[i] =
          bytes[at] & 0xff
              | (bytes[at + 1] & 0xff) << 8
              | (bytes[at + 2] & 0xff) << 16
              | bytes[at + 3] << 24;
    }
    for (int i = 0; i < n; i++) {
      System.arraycopy(block, 0, states, i * words, words);
      mixBlock();
    }
    for (int i = 0; i < n; i++) {
      // n is a power of two, so the lowest word of the last 64 bytes is enough.
      int from = (block[words - 16] & n - 1) * words;
      for (int k = 0; k < words; k++) {
        block[k] ^= states[from + k];
      }
      mixBlock();
    }
    for (int i = 0; i < words; i++) {
      int at = offset + 4 * i;
      bytes[at] = (byte) block[i];
      bytes[at + 1] = (byte) (block[i] >>> 8);
      bytes[at + 2] = (byte) (block[i] >>> 16);
      bytes[at + 3] = (byte) (block[i] >>> 24);
    }
  }

  /// scryptBlockMix: every 64 bytes go through Salsa20/8 with those before; even ones come first.
  private void mixBlock() {
    int[] x = new int[16];
    System.arraycopy(block, 32 * r - 16, x, 0, 16);
    for (int i = 0; i < 2 * r; i++) {
      for (int k = 0; k < 16; k++) {
        x[k] ^= block[16 * i + k];
      }
      salsa(x);
      System.arraycopy(x, 0, mixed, 16 * (i / 2 + (i % 2 == 0 ? 0 : r)), 16);
    }
    System.arraycopy(mixed, 0, block, 0, mixed.length);
  }

  /// Salsa20/8: four double rounds, of the columns and then of the rows.
  private static void salsa(int[] x) {
    int[] before = x.clone();
    for (int round = 0; round < 4; round++) {
      quarter(x, 0, 4, 8, 12);
      quarter(x, 5, 9, 13, 1);
      quarter(x, 10, 14, 2, 6);
      quarter(x, 15, 3, 7, 11);
      quarter(x, 0, 1, 2, 3);
      quarter(x, 5, 6, 7, 4);
      quarter(x, 10, 11, 8, 9);
      quarter(x, 15, 12, 13, 14);
    }
    for (int i = 0; i < 16; i++) {
      x[i] += before[i];
    }
  }

  private static void quarter(int[] x, int a, int b, int c, int d) {
    x[b] ^= Integer.rotateLeft(x[a] + x[d], 7);
    x[c] ^= Integer.rotateLeft(x[b] + x[a], 9);
    x[d] ^= Integer.rotateLeft(x[c] + x[b], 13);
    x[a] ^= Integer.rotateLeft(x[d] + x[c], 18);
  }
}
