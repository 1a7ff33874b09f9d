package tandem.gwattypes;

import tandem.crypto.Secp256k1;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;

/// Tells whether a signature over a sealing hash is the signer's. Begin with [Seal#fault(Header,
/// SealVerifier)], which checks the rest of the seal.
@FunctionalInterface
public interface SealVerifier {
  /// @param signature 65 bytes
  boolean isSignedBy(Address signer, Hash32 sealingHash, Bytes signature);

  /// The rule of ledger-rules.md 2.6: r ‖ s ‖ v, v 0 or 1, low s, recovers to the signer.
  static SealVerifier secp256k1() {
    return (signer, sealingHash, signature) -> {
      int v = signature.at(64);
      if (v > 1 || !LowS.isLow(signature.slice(32, 64))) {
        return false;
      }
      Bytes rs = signature.slice(0, 64);
      Bytes key = Secp256k1.recover(sealingHash, new Secp256k1.Signature(rs, v));
      return key != null && Secp256k1.address(key).equals(signer);
    };
  }
}
