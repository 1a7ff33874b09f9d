package tandem.crypto;

import java.util.List;
import tandem.primitives.Hash32;

/// One signature of one or several keys under one message, that is to be verified.
///
/// @param keys at least one; none is never valid
public record SignatureSet(List<BlsPublicKey> keys, Hash32 signingRoot, BlsSignature signature) {
  public SignatureSet {
    keys = List.copyOf(keys);
  }

  public static SignatureSet of(BlsPublicKey key, Hash32 signingRoot, BlsSignature signature) {
    return new SignatureSet(List.of(key), signingRoot, signature);
  }
}
