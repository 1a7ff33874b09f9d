package tandem.devnet;

import java.util.random.RandomGenerator;
import tandem.crypto.BlsSecretKey;
import tandem.crypto.Secp256k1;
import tandem.primitives.Address;
import tandem.primitives.Bytes;

/// New secrets, from a source of chance that the caller chooses.
public final class SecretKeys {
  private final RandomGenerator random;

  public SecretKeys(RandomGenerator random) {
    this.random = random;
  }

  public Bytes bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  /// A key of secp256k1.
  public Bytes account() {
    while (true) {
      Bytes secret = bytes(32);
      if (Secp256k1.isSecret(secret)) {
        return secret;
      }
    }
  }

  /// A key of BLS12-381. Numbers below 2^254 are below the order of the group.
  public BlsSecretKey validator() {
    byte[] secret = bytes(BlsSecretKey.LENGTH).toArray();
    secret[0] &= 0x3f;
    return BlsSecretKey.of(secret);
  }

  public static Address address(Bytes account) {
    return Secp256k1.address(Secp256k1.publicKey(account, false));
  }
}
