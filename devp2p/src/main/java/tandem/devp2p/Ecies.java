package tandem.devp2p;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tandem.crypto.Secp256k1;
import tandem.primitives.Bytes;

/// Encryption to a public key, as the RLPx handshake uses it: key agreement on secp256k1, the key
/// derivation of NIST SP 800-56 with SHA-256, AES-128-CTR, HMAC-SHA256.
///
/// ```
/// 04 ‖ x ‖ y of a fresh key, 65 | initialisation vector, 16 | cipher text | tag, 32
/// ```
///
/// The tag covers vector, cipher text, and data that both ends know (here the length in front of
/// the message).
final class Ecies {
  static final int OVERHEAD = 65 + 16 + 32;

  private static final int KEY_LENGTH = 65;
  private static final int IV_LENGTH = 16;
  private static final int TAG_LENGTH = 32;

  private Ecies() {}

  /// @param publicKey 65 bytes, a point of the curve
  /// @param known data that the tag covers too
  static byte[] encrypt(Bytes publicKey, byte[] plain, byte[] known, RandomGenerator random) {
    Bytes fresh = NodeKey.randomSecret(random);
    Bytes shared = Secp256k1.sharedX(fresh, publicKey);
    if (shared == null) {
      throw new IllegalArgumentException("not a public key: " + publicKey);
    }
    byte[] iv = new byte[IV_LENGTH];
    random.nextBytes(iv);
    Keys keys = Keys.derive(shared);
    byte[] cipherText = keys.crypt(iv, plain);
    byte[] packet = new byte[OVERHEAD + plain.length];
    System.arraycopy(Secp256k1.publicKey(fresh, false).unsafeArray(), 0, packet, 0, KEY_LENGTH);
    System.arraycopy(iv, 0, packet, KEY_LENGTH, IV_LENGTH);
    System.arraycopy(cipherText, 0, packet, KEY_LENGTH + IV_LENGTH, cipherText.length);
    int tagAt = packet.length - TAG_LENGTH;
    System.arraycopy(keys.tag(packet, tagAt, known), 0, packet, tagAt, TAG_LENGTH);
    return packet;
  }

  /// @return what was encrypted, or null if it was not encrypted like this to the key of `secret`
  static byte @Nullable [] decrypt(Bytes secret, byte[] packet, byte[] known) {
    if (packet.length <= OVERHEAD || packet[0] != 4) {
      return null;
    }
    Bytes shared = Secp256k1.sharedX(secret, Bytes.of(packet, 0, KEY_LENGTH));
    if (shared == null) {
      return null;
    }
    Keys keys = Keys.derive(shared);
    int tagAt = packet.length - TAG_LENGTH;
    byte[] tag = Arrays.copyOfRange(packet, tagAt, packet.length);
    if (!MessageDigest.isEqual(tag, keys.tag(packet, tagAt, known))) {
      return null;
    }
    byte[] iv = Arrays.copyOfRange(packet, KEY_LENGTH, KEY_LENGTH + IV_LENGTH);
    return keys.crypt(iv, Arrays.copyOfRange(packet, KEY_LENGTH + IV_LENGTH, tagAt));
  }

  private record Keys(SecretKeySpec cipher, SecretKeySpec mac) {
    static Keys derive(Bytes shared) {
      try {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(new byte[] {0, 0, 0, 1});
        byte[] material = sha256.digest(shared.unsafeArray());
        byte[] macKey = sha256.digest(Arrays.copyOfRange(material, 16, 32));
        return new Keys(
            new SecretKeySpec(material, 0, 16, "AES"), new SecretKeySpec(macKey, "HmacSHA256"));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("no SHA-256 in this Java", e);
      }
    }

    byte[] crypt(byte[] iv, byte[] input) {
      try {
        Cipher aes = Cipher.getInstance("AES/CTR/NoPadding");
        // Counter mode: encryption and decryption are the same.
        aes.init(Cipher.ENCRYPT_MODE, cipher, new IvParameterSpec(iv));
        return aes.doFinal(input);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("no AES in this Java", e);
      }
    }

    /// Over `packet[65, to)` and `known`.
    byte[] tag(byte[] packet, int to, byte[] known) {
      try {
        Mac hmac = Mac.getInstance("HmacSHA256");
        hmac.init(mac);
        hmac.update(packet, KEY_LENGTH, to - KEY_LENGTH);
        return hmac.doFinal(known);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("no HMAC in this Java", e);
      }
    }
  }
}
