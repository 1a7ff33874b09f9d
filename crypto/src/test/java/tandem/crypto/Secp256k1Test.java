package tandem.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.junit.jupiter.api.Test;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;

class Secp256k1Test {
  private static final X9ECParameters CURVE = SECNamedCurves.getByName("secp256k1");
  private static final Bytes SECRET =
      Bytes.fromHex("4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318");
  private static final Hash32 DIGEST = Keccak256.hash("tandem".getBytes(UTF_8));

  @Test
  void derivesTheKnownAddress() {
    assertThat(Secp256k1.address(Secp256k1.publicKey(SECRET, false)).toHex())
        .isEqualTo("0x2c7536e3605d9c16a7a3d7b1898e529396a65c23");
  }

  @Test
  void publicKeyIsTheSameMultipleThatAnotherImplementationComputes() {
    byte[] expected = CURVE.getG().multiply(new BigInteger(1, SECRET.toArray())).getEncoded(false);
    assertThat(Secp256k1.publicKey(SECRET, false).toArray()).isEqualTo(expected);
  }

  @Test
  void aSignatureLeadsBackToItsKeyAndHasALowS() {
    for (int i = 0; i < 50; i++) {
      Hash32 digest = Keccak256.hash(new byte[] {(byte) i});
      Secp256k1.Signature signature = Secp256k1.sign(digest, SECRET);
      assertThat(Secp256k1.recover(digest, signature))
          .isEqualTo(Secp256k1.publicKey(SECRET, false));
      BigInteger s = new BigInteger(1, signature.rs().slice(32, 64).toArray());
      assertThat(s).isLessThanOrEqualTo(CURVE.getN().shiftRight(1));
    }
  }

  @Test
  void signsAsRfc6979Says() {
    var signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    var domain = new ECDomainParameters(CURVE);
    signer.init(true, new ECPrivateKeyParameters(new BigInteger(1, SECRET.toArray()), domain));
    BigInteger r = signer.generateSignature(DIGEST.toArray())[0];
    Bytes rs = Secp256k1.sign(DIGEST, SECRET).rs();
    assertThat(new BigInteger(1, rs.slice(0, 32).toArray())).isEqualTo(r);
  }

  @Test
  void derSignaturesVerifyAndForgeriesDoNot() {
    Bytes key = Secp256k1.publicKey(SECRET, true);
    Bytes der = Secp256k1.signDer(DIGEST, SECRET);
    assertThat(Secp256k1.verifyDer(DIGEST, der, key)).isTrue();
    assertThat(Secp256k1.verifyDer(Hash32.ZERO, der, key)).isFalse();
    assertThat(Secp256k1.verifyDer(DIGEST, der.slice(0, der.length() - 1), key)).isFalse();
    assertThat(Secp256k1.verifyDer(DIGEST, Bytes.EMPTY, key)).isFalse();
    assertThat(Secp256k1.verifyDer(DIGEST, der, Bytes.of(new byte[33]))).isFalse();
  }

  @Test
  void twoPartiesAgreeOnOneCoordinate() {
    Bytes other = Bytes.of(DIGEST.toArray());
    assertThat(Secp256k1.sharedX(SECRET, Secp256k1.publicKey(other, false)))
        .isNotNull()
        .isEqualTo(Secp256k1.sharedX(other, Secp256k1.publicKey(SECRET, true)));
  }

  @Test
  void whatIsNoPointIsAnAnswerAndNotACrash() {
    assertThat(Secp256k1.sharedX(SECRET, Bytes.of(new byte[65]))).isNull();
    assertThat(Secp256k1.convert(Bytes.of((byte) 4), true)).isNull();
    assertThat(Secp256k1.recover(DIGEST, new Secp256k1.Signature(Bytes.of(new byte[64]), 0)))
        .isNull();
  }

  @Test
  void refusesSecretsOutsideTheGroup() {
    assertThatThrownBy(() -> Secp256k1.publicKey(Bytes.of(new byte[32]), true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a secret key");
    assertThat(Secp256k1.isSecret(Bytes.wrap(CURVE.getN().toByteArray()).slice(1, 33))).isFalse();
  }
}
