package tandem.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

/// How a password becomes the key of a key file. Numbers come from files, so they are bounded: a
/// hostile file costs at most 256 MiB and a few seconds.
public sealed interface KeystoreV3Kdf {
  /// What the original node uses for new files: n = 2^18, r = 8, p = 1.
  KeystoreV3Kdf STANDARD = new Scrypt(1 << 18, 8, 1);

  /// For tests, and where the file is protected by other means.
  KeystoreV3Kdf LIGHT = new Scrypt(1 << 12, 8, 6);

  /// 32 bytes.
  byte[] derive(String password, byte[] salt);

  /// RFC 7914.
  ///
  /// @param n cost, a power of two
  /// @param r block size; 128·n·r bytes are needed
  /// @param p repetitions
  record Scrypt(int n, int r, int p) implements KeystoreV3Kdf {
    private static final long MEMORY_MAX = 256 << 20;
    private static final long WORK_MAX = 1 << 23;

    public Scrypt {
      if (n < 2 || Integer.bitCount(n) != 1) {
        throw KeystoreException.badFile("scrypt n = " + n + " is no power of two above 1");
      }
      if (r < 1 || p < 1 || r > WORK_MAX || p > WORK_MAX) {
        throw KeystoreException.badFile("scrypt r = " + r + ", p = " + p);
      }
      if (128L * n * r > MEMORY_MAX) {
        throw KeystoreException.badFile("scrypt n = " + n + ", r = " + r + " needs over 256 MiB");
      }
      if ((long) n * r * p > WORK_MAX) {
        throw KeystoreException.badFile("scrypt with p = " + p + " needs too much time");
      }
    }

    @Override
    public byte[] derive(String password, byte[] salt) {
      return ScryptFunction.generate(password.getBytes(UTF_8), salt, n, r, p, 32);
    }
  }

  /// RFC 8018 with HMAC-SHA-256.
  ///
  /// @param c rounds
  record Pbkdf2(int c) implements KeystoreV3Kdf {
    private static final int ROUNDS_MAX = 1 << 23;

    public Pbkdf2 {
      if (c < 1 || c > ROUNDS_MAX) {
        throw KeystoreException.badFile("pbkdf2 c = " + c + " is not from 1 to " + ROUNDS_MAX);
      }
    }

    @Override
    public byte[] derive(String password, byte[] salt) {
      return ScryptFunction.pbkdf2(password.getBytes(UTF_8), salt, c, 32);
    }
  }
}
