package tandem.libp2p;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// One direction of encryption: ChaCha20-Poly1305 whose nonce counts the messages (Noise
/// specification 5.1, 12.3). Not thread-safe.
final class NoiseCipher {
  static final int TAG_BYTES = 16;

  private final SecretKeySpec key;
  private final Cipher cipher;
  private long nonce;

  NoiseCipher(byte[] key) {
    this.key = new SecretKeySpec(key, "ChaCha20");
    try {
      this.cipher = Cipher.getInstance("ChaCha20-Poly1305");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has ChaCha20-Poly1305", e);
    }
  }

  /// Encrypts `plain[from, from + length)` to `into[at, …)`.
  ///
  /// @return bytes written: `length` and the tag
  int encrypt(byte[] ad, byte[] plain, int from, int length, byte[] into, int at) {
    try {
      return apply(Cipher.ENCRYPT_MODE, ad, plain, from, length, into, at);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("encryption of " + length + " bytes", e);
    }
  }

  /// Decrypts `sealed[from, from + length)` to `into[at, …)`.
  ///
  /// @return bytes written: `length` without the tag
  /// @throws Libp2pException if the tag is wrong or missing
  int decrypt(byte[] ad, byte[] sealed, int from, int length, byte[] into, int at)
      throws Libp2pException {
    if (length < TAG_BYTES) {
      throw new Libp2pException("noise: message " + nonce + " is shorter than its tag");
    }
    try {
      return apply(Cipher.DECRYPT_MODE, ad, sealed, from, length, into, at);
    } catch (AEADBadTagException e) {
      throw new Libp2pException("noise: message " + nonce + " is not authentic", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("decryption of " + length + " bytes", e);
    }
  }

  private int apply(int mode, byte[] ad, byte[] in, int from, int length, byte[] into, int at)
      throws GeneralSecurityException {
    byte[] iv = new byte[12];
    for (int i = 0; i < Long.BYTES; i++) {
      iv[4 + i] = (byte) (nonce >>> (8 * i));
    }
    cipher.init(mode, key, new IvParameterSpec(iv));
    cipher.updateAAD(ad);
    int written = cipher.doFinal(in, from, length, into, at);
    nonce++;
    return written;
  }
}
