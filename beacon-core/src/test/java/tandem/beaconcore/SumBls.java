package tandem.beaconcore;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import tandem.crypto.Bls;
import tandem.crypto.BlsPublicKey;
import tandem.crypto.BlsSecretKey;
import tandem.crypto.BlsSignature;
import tandem.crypto.SignatureSet;
import tandem.primitives.Hash32;

/// Signatures that anybody can make, but that add up as BLS signatures do: the signature of a
/// message by a key is a hash of both, and an aggregate is the sum.
final class SumBls implements Bls {
  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(8 * 95);

  private final Map<BlsSecretKey, BlsPublicKey> publicKeys = new IdentityHashMap<>();

  /// Signature sets that were verified.
  int verified;

  @Override
  public BlsSignature sign(BlsSecretKey key, Hash32 signingRoot) {
    BlsPublicKey publicKey = publicKeys.computeIfAbsent(key, BlsSecretKey::publicKey);
    return signature(number(publicKey, signingRoot));
  }

  @Override
  public boolean verify(SignatureSet set) {
    verified++;
    BigInteger sum = BigInteger.ZERO;
    for (BlsPublicKey key : set.keys()) {
      sum = sum.add(number(key, set.signingRoot()));
    }
    return signature(sum).equals(set.signature());
  }

  @Override
  public boolean verifyAll(List<SignatureSet> sets) {
    return sets.stream().allMatch(this::verify);
  }

  @Override
  public BlsSignature aggregate(List<BlsSignature> signatures) {
    BigInteger sum = BigInteger.ZERO;
    for (BlsSignature signature : signatures) {
      sum = sum.add(new BigInteger(1, signature.toArray()));
    }
    return signature(sum);
  }

  @Override
  public BlsPublicKey aggregateKeys(List<BlsPublicKey> keys) {
    // Some bytes that depend on all of them.
    BigInteger sum = BigInteger.ZERO;
    for (BlsPublicKey key : keys) {
      sum = sum.multiply(BigInteger.valueOf(31)).add(new BigInteger(1, key.toArray()));
    }
    byte[] bytes = sum.mod(BigInteger.ONE.shiftLeft(8 * 47)).toByteArray();
    byte[] padded = new byte[48];
    System.arraycopy(bytes, 0, padded, 48 - bytes.length, bytes.length);
    return BlsPublicKey.of(padded);
  }

  private static BlsSignature signature(BigInteger number) {
    byte[] bytes = number.mod(MODULUS).toByteArray();
    byte[] padded = new byte[96];
    System.arraycopy(bytes, 0, padded, 96 - bytes.length, bytes.length);
    return BlsSignature.of(padded);
  }

  private static BigInteger number(BlsPublicKey key, Hash32 root) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(key.toArray());
      digest.update(root.toArray());
      return new BigInteger(1, digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
