package tandem.crypto;

import java.math.BigInteger;
import supranational.blst.P1;
import supranational.blst.SecretKey;

/// A secret key of BLS12-381: a number from 1 to the order of the group, exclusive. It shows itself
/// in no log.
public final class BlsSecretKey {
  public static final int LENGTH = 32;

  private static final BigInteger ORDER =
      new BigInteger("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", 16);

  private final byte[] bytes;
  private final SecretKey key;
  private final BlsPublicKey publicKey;

  private BlsSecretKey(byte[] bytes) {
    this.bytes = bytes;
    this.key = new SecretKey();
    key.from_bendian(bytes);
    this.publicKey = BlsPublicKey.of(new P1(key).compress());
  }

  /// The key of 32 bytes, big endian.
  ///
  /// @throws IllegalArgumentException if they are none
  public static BlsSecretKey of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a secret key of " + bytes.length + " bytes, not 32");
    }
    BigInteger number = new BigInteger(1, bytes);
    if (number.signum() == 0 || number.compareTo(ORDER) >= 0) {
      throw new IllegalArgumentException("not a secret key of BLS12-381");
    }
    return new BlsSecretKey(bytes.clone());
  }

  public byte[] toArray() {
    return bytes.clone();
  }

  public BlsPublicKey publicKey() {
    return publicKey;
  }

  SecretKey key() {
    return key;
  }

  @Override
  public String toString() {
    return "BlsSecretKey(…)";
  }
}
