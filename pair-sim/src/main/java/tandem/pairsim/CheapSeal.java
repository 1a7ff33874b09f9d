package tandem.pairsim;

import java.nio.ByteBuffer;
import tandem.gwattypes.BlockSigner;
import tandem.gwattypes.Seal;
import tandem.gwattypes.SealVerifier;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;

/// Seals that anybody can make: a number of signer and sealing hash.
///
/// @param address the coinbase
record CheapSeal(Address address) implements BlockSigner {
  /// Verifies what a `CheapSeal` has signed.
  static final SealVerifier VERIFIER =
      (signer, sealingHash, signature) -> seal(signer, sealingHash).equals(signature);

  @Override
  public Bytes sign(Hash32 sealingHash) {
    return seal(address, sealingHash);
  }

  private static Bytes seal(Address signer, Hash32 sealingHash) {
    byte[] bytes = new byte[Seal.SIGNATURE_LENGTH];
    ByteBuffer root = ByteBuffer.wrap(sealingHash.unsafeArray());
    ByteBuffer name = ByteBuffer.wrap(signer.unsafeArray());
    long number = Mix.of(name.getLong(0)) ^ Mix.of(name.getLong(12) + 1);
    for (int at = 0; at < Hash32.LENGTH; at += Long.BYTES) {
      number = Mix.of(number ^ root.getLong(at));
    }
    ByteBuffer.wrap(bytes).putLong(0, number);
    return Bytes.wrap(bytes);
  }
}
