package tandem.crypto;

import fr.acinq.secp256k1.Secp256k1Exception;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;

/// ECDSA and key agreement on secp256k1, by libsecp256k1. Signatures are deterministic (RFC 6979)
/// and have a low s. All methods are thread-safe; bad points and signatures are an answer, never a
/// crash.
public final class Secp256k1 {
  private static final fr.acinq.secp256k1.Secp256k1 LIBRARY =
      fr.acinq.secp256k1.Secp256k1.Companion.get();

  private Secp256k1() {}

  /// A signature that also names its signer.
  ///
  /// @param rs 64 bytes: r ‖ s, s in the lower half
  /// @param recoveryId 0 to 3; 0 or 1 in all but a vanishing share of signatures
  public record Signature(Bytes rs, int recoveryId) {
    public Signature {
      if (rs.length() != 64) {
        throw new IllegalArgumentException("r ‖ s has 64 bytes, not " + rs.length());
      }
      if (recoveryId < 0 || recoveryId > 3) {
        throw new IllegalArgumentException("recovery id " + recoveryId + " is not 0 to 3");
      }
    }
  }

  /// Whether 32 bytes are a secret key: a number from 1 to the order of the curve, exclusive.
  public static boolean isSecret(Bytes secret) {
    return secret.length() == 32 && LIBRARY.secKeyVerify(secret.unsafeArray());
  }

  /// The public key of `secret`: 33 bytes if compressed, else 65 (`04 ‖ x ‖ y`).
  ///
  /// @throws IllegalArgumentException if `secret` is no secret key
  public static Bytes publicKey(Bytes secret, boolean compressed) {
    requireSecret(secret);
    byte[] key = LIBRARY.pubkeyCreate(secret.unsafeArray());
    return Bytes.wrap(compressed ? LIBRARY.pubKeyCompress(key) : key);
  }

  /// The other form of a public key, or null if it is no point of the curve.
  public static @Nullable Bytes convert(Bytes publicKey, boolean compressed) {
    try {
      byte[] key = LIBRARY.pubkeyParse(publicKey.unsafeArray());
      return Bytes.wrap(compressed ? LIBRARY.pubKeyCompress(key) : key);
    } catch (Secp256k1Exception | IllegalArgumentException e) {
      return null;
    }
  }

  /// Signs `digest`.
  ///
  /// @throws IllegalArgumentException if `secret` is no secret key
  public static Signature sign(Hash32 digest, Bytes secret) {
    byte[] rs = signRaw(digest, secret);
    byte[] publicKey = LIBRARY.pubkeyCreate(secret.unsafeArray());
    for (int id = 0; id < 4; id++) {
      byte[] candidate = tryRecover(rs, digest, id);
      if (candidate != null && Arrays.equals(candidate, publicKey)) {
        return new Signature(Bytes.wrap(rs), id);
      }
    }
    throw new IllegalStateException("a fresh signature does not lead back to its key");
  }

  /// Signs `digest`; the signature in the DER form of X.509.
  ///
  /// @throws IllegalArgumentException if `secret` is no secret key
  public static Bytes signDer(Hash32 digest, Bytes secret) {
    return Bytes.wrap(LIBRARY.compact2der(signRaw(digest, secret)));
  }

  /// The signer's public key, 65 bytes, or null if no key could have made this signature.
  public static @Nullable Bytes recover(Hash32 digest, Signature signature) {
    byte[] key = tryRecover(signature.rs().unsafeArray(), digest, signature.recoveryId());
    return key == null ? null : Bytes.wrap(key);
  }

  /// Whether `der`, of which s may be in either half, is a signature of `digest` by `publicKey`.
  public static boolean verifyDer(Hash32 digest, Bytes der, Bytes publicKey) {
    byte[] rs = fromDer(der);
    if (rs == null) {
      return false;
    }
    try {
      // The library verifies a low s only; both are valid where nobody relies on uniqueness.
      byte[] low = LIBRARY.signatureNormalize(rs).getFirst();
      return LIBRARY.verify(low, digest.unsafeArray(), publicKey.unsafeArray());
    } catch (Secp256k1Exception | IllegalArgumentException e) {
      return false;
    }
  }

  /// The x coordinate of `secret` times the point `publicKey`, or null if that is no point.
  ///
  /// @throws IllegalArgumentException if `secret` is no secret key
  public static @Nullable Bytes sharedX(Bytes secret, Bytes publicKey) {
    requireSecret(secret);
    try {
      byte[] point = LIBRARY.pubKeyTweakMul(publicKey.toArray(), secret.unsafeArray());
      return Bytes.of(LIBRARY.pubkeyParse(point), 1, 33);
    } catch (Secp256k1Exception | IllegalArgumentException e) {
      return null;
    }
  }

  /// The address of a public key of 65 bytes: the last 20 bytes of keccak256(x ‖ y).
  public static Address address(Bytes publicKey) {
    if (publicKey.length() != 65) {
      throw new IllegalArgumentException("a public key has 65 bytes, not " + publicKey.length());
    }
    return Address.of(Keccak256.hash(publicKey.unsafeArray(), 1, 65).unsafeArray(), 12);
  }

  /// r ‖ s of `30 length 02 length r 02 length s`, or null if it is not that in its shortest form.
  private static byte @Nullable [] fromDer(Bytes der) {
    if (der.length() < 8
        || der.length() > 72
        || der.at(0) != 0x30
        || der.at(1) != der.length() - 2) {
      return null;
    }
    byte[] rs = new byte[64];
    int at = 2;
    for (int half = 0; half < 2; half++) {
      if (at + 2 > der.length() || der.at(at) != 0x02) {
        return null;
      }
      int length = der.at(at + 1);
      int from = at + 2;
      at = from + length;
      if (length == 0 || length > 33 || at > der.length() || der.at(from) >= 0x80) {
        return null;
      }
      boolean padded = der.at(from) == 0 && length > 1;
      if (padded && der.at(from + 1) < 0x80 || length == 33 && !padded) {
        return null;
      }
      int skipped = padded ? 1 : 0;
      int digits = length - skipped;
      System.arraycopy(der.unsafeArray(), from + skipped, rs, 32 * half + 32 - digits, digits);
    }
    return at == der.length() ? rs : null;
  }

  private static byte[] signRaw(Hash32 digest, Bytes secret) {
    requireSecret(secret);
    return LIBRARY.sign(digest.unsafeArray(), secret.unsafeArray(), null);
  }

  private static byte @Nullable [] tryRecover(byte[] rs, Hash32 digest, int recoveryId) {
    try {
      return LIBRARY.ecdsaRecover(rs, digest.unsafeArray(), recoveryId);
    } catch (Secp256k1Exception | IllegalArgumentException e) {
      return null;
    }
  }

  private static void requireSecret(Bytes secret) {
    if (!isSecret(secret)) {
      throw new IllegalArgumentException("not a secret key of secp256k1");
    }
  }
}
