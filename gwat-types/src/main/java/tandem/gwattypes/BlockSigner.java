package tandem.gwattypes;

import tandem.crypto.Secp256k1;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;

/// Signs the blocks of one coinbase. A simulator puts something cheaper in its place, together with
/// a [SealVerifier].
public interface BlockSigner {
  /// The coinbase that is signed for.
  Address address();

  /// 65 bytes: r ‖ s ‖ v, v being 0 or 1.
  Bytes sign(Hash32 sealingHash);

  /// The signer with a secret key of 32 bytes.
  ///
  /// @throws IllegalArgumentException if `secret` is none
  static BlockSigner secp256k1(Bytes secret) {
    Address address = Secp256k1.address(Secp256k1.publicKey(secret, false));
    return new BlockSigner() {
      @Override
      public Address address() {
        return address;
      }

      @Override
      public Bytes sign(Hash32 sealingHash) {
        return Seal.signature(Secp256k1.sign(sealingHash, secret));
      }
    };
  }
}
