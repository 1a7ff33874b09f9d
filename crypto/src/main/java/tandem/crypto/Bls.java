package tandem.crypto;

import java.util.List;
import tandem.primitives.Hash32;

/// Signatures of the beacon chain, in the ciphersuite
/// `BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_`. [Blst] is the real one; a simulator brings a
/// cheap one. Implementations are thread-safe; bytes that are no key or signature are an answer,
/// never an exception.
public interface Bls {
  BlsSignature sign(BlsSecretKey key, Hash32 signingRoot);

  /// `FastAggregateVerify`; with one key `Verify`. False where a key or the signature is no point,
  /// or there is no key.
  boolean verify(SignatureSet set);

  /// Whether all are valid, at about half the cost of one by one. True for none.
  boolean verifyAll(List<SignatureSet> sets);

  /// @throws IllegalArgumentException if there is none, or one of them is no point
  BlsSignature aggregate(List<BlsSignature> signatures);

  /// @throws IllegalArgumentException if there is none, or one of them is no key
  BlsPublicKey aggregateKeys(List<BlsPublicKey> keys);
}
