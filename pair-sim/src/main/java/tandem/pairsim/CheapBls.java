package tandem.pairsim;

import java.nio.ByteBuffer;
import java.util.List;
import tandem.crypto.Bls;
import tandem.crypto.BlsPublicKey;
import tandem.crypto.BlsSecretKey;
import tandem.crypto.BlsSignature;
import tandem.crypto.SignatureSet;
import tandem.primitives.Hash32;

/// Signatures that anybody can make, but that add up as BLS signatures do: the signature of a
/// message by a key is a number made of both, an aggregate is the sum. What was not signed does not
/// verify.
final class CheapBls implements Bls {
  private static final int NUMBER_AT = BlsSignature.LENGTH - Long.BYTES;

  @Override
  public BlsSignature sign(BlsSecretKey key, Hash32 signingRoot) {
    return signature(number(key.publicKey(), signingRoot));
  }

  @Override
  public boolean verify(SignatureSet set) {
    long sum = 0;
    for (BlsPublicKey key : set.keys()) {
      sum += number(key, set.signingRoot());
    }
    return !set.keys().isEmpty() && signature(sum).equals(set.signature());
  }

  @Override
  public boolean verifyAll(List<SignatureSet> sets) {
    for (SignatureSet set : sets) {
      if (!verify(set)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public BlsSignature aggregate(List<BlsSignature> signatures) {
    if (signatures.isEmpty()) {
      throw new IllegalArgumentException("no signature");
    }
    long sum = 0;
    for (BlsSignature signature : signatures) {
      sum += ByteBuffer.wrap(signature.toArray()).getLong(NUMBER_AT);
    }
    return signature(sum);
  }

  /// Some bytes that depend on all keys.
  @Override
  public BlsPublicKey aggregateKeys(List<BlsPublicKey> keys) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("no key");
    }
    long sum = 0;
    for (BlsPublicKey key : keys) {
      sum = sum * 31 + number(key, Hash32.ZERO);
    }
    byte[] bytes = new byte[BlsPublicKey.LENGTH];
    ByteBuffer.wrap(bytes).putLong(BlsPublicKey.LENGTH - Long.BYTES, sum);
    return BlsPublicKey.of(bytes);
  }

  private static BlsSignature signature(long number) {
    byte[] bytes = new byte[BlsSignature.LENGTH];
    bytes[0] = 1;
    ByteBuffer.wrap(bytes).putLong(NUMBER_AT, number);
    return BlsSignature.of(bytes);
  }

  private static long number(BlsPublicKey key, Hash32 root) {
    ByteBuffer keyBytes = ByteBuffer.wrap(key.toArray());
    ByteBuffer rootBytes = ByteBuffer.wrap(root.unsafeArray());
    long number = 0;
    for (int at = 0; at < BlsPublicKey.LENGTH; at += Long.BYTES) {
      number = Mix.of(number ^ keyBytes.getLong(at));
    }
    for (int at = 0; at < Hash32.LENGTH; at += Long.BYTES) {
      number = Mix.of(number ^ rootBytes.getLong(at));
    }
    return number;
  }
}
