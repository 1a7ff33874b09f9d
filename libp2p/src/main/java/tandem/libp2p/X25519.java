package tandem.libp2p;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import javax.crypto.KeyAgreement;

/// A key pair of X25519 by the JDK, with the public key in the 32 little-endian bytes of RFC 7748.
///
/// @param secret the scalar
/// @param publicKey 32 bytes, not to be changed
record X25519(PrivateKey secret, byte[] publicKey) {
  static final int LENGTH = 32;

  static X25519 generate() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("X25519").generateKeyPair();
      BigInteger u = ((XECPublicKey) pair.getPublic()).getU();
      byte[] bytes = new byte[LENGTH];
      for (int i = 0; i < LENGTH; i++) {
        bytes[i] = u.shiftRight(8 * i).byteValue();
      }
      return new X25519(pair.getPrivate(), bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has X25519", e);
    }
  }

  /// The pair of a scalar of 32 bytes.
  static X25519 of(byte[] scalar) {
    try {
      PrivateKey secret =
          KeyFactory.getInstance("X25519")
              .generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, scalar));
      byte[] basePoint = new byte[LENGTH];
      basePoint[0] = 9;
      return new X25519(secret, agree(secret, basePoint));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not a scalar of X25519", e);
    }
  }

  /// The secret shared with the owner of `theirs`, 32 bytes.
  ///
  /// @throws Libp2pException if `theirs` is a point of small order: the secret would be zero
  byte[] agree(byte[] theirs) throws Libp2pException {
    try {
      return agree(secret, theirs);
    } catch (InvalidKeyException e) {
      throw new Libp2pException("noise: the peer's public key is of small order", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has X25519", e);
    }
  }

  private static byte[] agree(PrivateKey secret, byte[] theirs) throws GeneralSecurityException {
    byte[] bigEndian = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      bigEndian[i] = theirs[LENGTH - 1 - i];
    }
    bigEndian[0] &= 0x7f;
    PublicKey key =
        KeyFactory.getInstance("X25519")
            .generatePublic(
                new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, bigEndian)));
    KeyAgreement agreement = KeyAgreement.getInstance("X25519");
    agreement.init(secret);
    agreement.doPhase(key, true);
    return agreement.generateSecret();
  }
}
