package tandem.beaconspec;

import java.math.BigInteger;
import tandem.crypto.BlsSecretKey;
import tandem.ssz.Merkle;

/// The keys that everybody knows, for networks that try things out (Ethereum's interop keys;
/// coordinator-consensus.md 10.4).
public final class InteropKeys {
  private static final BigInteger ORDER =
      new BigInteger("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", 16);

  private InteropKeys() {}

  /// Secret key `index`: SHA-256 of the index in 32 little-endian bytes, read as a little-endian
  /// number, modulo the order of the group.
  ///
  /// @param index at least 0
  public static BlsSecretKey secret(int index) {
    byte[] number = new byte[32];
    System.arraycopy(Uint64.bytes(index), 0, number, 0, Long.BYTES);
    byte[] hash = Merkle.sha256(number).toArray();
    for (int i = 0; i < hash.length / 2; i++) {
      byte swapped = hash[i];
      hash[i] = hash[hash.length - 1 - i];
      hash[hash.length - 1 - i] = swapped;
    }
    byte[] secret = new BigInteger(1, hash).mod(ORDER).toByteArray();
    byte[] padded = new byte[BlsSecretKey.LENGTH];
    int length = Math.min(secret.length, padded.length); // Without the byte of the sign.
    System.arraycopy(secret, secret.length - length, padded, padded.length - length, length);
    return BlsSecretKey.of(padded);
  }
}
