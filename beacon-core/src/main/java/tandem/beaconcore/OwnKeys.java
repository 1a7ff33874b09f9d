package tandem.beaconcore;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.crypto.BlsPublicKey;
import tandem.crypto.BlsSecretKey;

/// The secret keys of this node's validators.
final class OwnKeys {
  private final Map<BlsPublicKey, BlsSecretKey> secrets = new LinkedHashMap<>();

  OwnKeys(List<BlsSecretKey> keys) {
    keys.forEach(key -> secrets.put(key.publicKey(), key));
  }

  boolean isEmpty() {
    return secrets.isEmpty();
  }

  Set<BlsPublicKey> publicKeys() {
    return secrets.keySet();
  }

  /// The secret key of a validator, or null if it is not one of ours.
  @Nullable BlsSecretKey secret(BlsPublicKey key) {
    return secrets.get(key);
  }
}
