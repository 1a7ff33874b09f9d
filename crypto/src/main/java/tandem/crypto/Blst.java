package tandem.crypto;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import supranational.blst.BLST_ERROR;
import supranational.blst.P1;
import supranational.blst.P1_Affine;
import supranational.blst.P2;
import supranational.blst.P2_Affine;
import supranational.blst.Pairing;
import tandem.primitives.Hash32;

/// [Bls] by blst.
public final class Blst implements Bls {
  private static final String SUITE = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

  /// From here on one multi-pairing is cheaper than several pairings.
  private static final int BATCH_MIN = 2;

  private final RandomGenerator chance;

  /// @param chance thread-safe; must not be foreseeable by those who make signatures
  public Blst(RandomGenerator chance) {
    this.chance = chance;
  }

  public Blst() {
    this(new SecureRandom());
  }

  @Override
  public BlsSignature sign(BlsSecretKey key, Hash32 signingRoot) {
    P2 signature = new P2().hash_to(signingRoot.unsafeArray(), SUITE).sign_with(key.key());
    return BlsSignature.of(signature.compress());
  }

  @Override
  public boolean verify(SignatureSet set) {
    P1_Affine key = keyOf(set.keys());
    P2_Affine signature = set.signature().point();
    return key != null
        && signature != null
        && signature.core_verify(key, true, set.signingRoot().unsafeArray(), SUITE)
            == BLST_ERROR.BLST_SUCCESS;
  }

  /// Each set is weighted by a random number of 64 bits, so that wrong signatures cannot cancel
  /// each other out.
  @Override
  public boolean verifyAll(List<SignatureSet> sets) {
    if (sets.size() < BATCH_MIN) {
      return sets.stream().allMatch(this::verify);
    }
    Pairing pairing = new Pairing(true, SUITE);
    for (SignatureSet set : sets) {
      P1_Affine key = keyOf(set.keys());
      P2_Affine signature = set.signature().point();
      if (key == null
          || signature == null
          || pairing.mul_n_aggregate(key, signature, weight(), set.signingRoot().unsafeArray())
              != BLST_ERROR.BLST_SUCCESS) {
        return false;
      }
    }
    pairing.commit();
    return pairing.finalverify();
  }

  @Override
  public BlsSignature aggregate(List<BlsSignature> signatures) {
    if (signatures.isEmpty()) {
      throw new IllegalArgumentException("an aggregate of no signatures");
    }
    P2 sum = new P2();
    for (BlsSignature signature : signatures) {
      P2_Affine point = signature.point();
      if (point == null) {
        throw new IllegalArgumentException("not a signature: " + signature);
      }
      sum.add(point);
    }
    return BlsSignature.of(sum.compress());
  }

  @Override
  public BlsPublicKey aggregateKeys(List<BlsPublicKey> keys) {
    P1 sum = sum(keys);
    if (sum == null) {
      throw new IllegalArgumentException("an aggregate of no keys, or of what is no key");
    }
    return BlsPublicKey.of(sum.compress());
  }

  private static @Nullable P1_Affine keyOf(List<BlsPublicKey> keys) {
    if (keys.size() == 1) {
      return keys.getFirst().point();
    }
    P1 sum = sum(keys);
    // Keys that cancel each other out would make every signature of infinity valid.
    return sum == null || sum.is_inf() ? null : sum.to_affine();
  }

  private static @Nullable P1 sum(List<BlsPublicKey> keys) {
    if (keys.isEmpty()) {
      return null;
    }
    P1 sum = new P1();
    for (BlsPublicKey key : keys) {
      P1_Affine point = key.point();
      if (point == null) {
        return null;
      }
      sum.add(point);
    }
    return sum;
  }

  private BigInteger weight() {
    long weight;
    do {
      weight = chance.nextLong();
    } while (weight == 0);
    return new BigInteger(Long.toUnsignedString(weight));
  }
}
