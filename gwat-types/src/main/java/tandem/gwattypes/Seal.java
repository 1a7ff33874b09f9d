package tandem.gwattypes;

import org.jspecify.annotations.Nullable;
import tandem.crypto.Secp256k1;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;

/// A creator's signature in Extra (ledger-rules.md 2.6):
///
/// ```
/// 0        32       52             117
/// | vanity | signer | r ‖ s ‖ v    |
/// ```
///
/// It is over Keccak-256 of the header's fields 1 to 10 with Extra = vanity ‖ signer.
public final class Seal {
  public static final int VANITY_LENGTH = 32;
  public static final int SIGNATURE_LENGTH = 65;
  public static final int EXTRA_LENGTH = VANITY_LENGTH + Address.LENGTH + SIGNATURE_LENGTH;

  private static final int UNSIGNED_LENGTH = VANITY_LENGTH + Address.LENGTH;

  private Seal() {}

  /// `unsealed` with the signer as coinbase and a sealed Extra in place of its own.
  ///
  /// @param vanity at most 32 bytes; zeros are appended
  public static Header seal(Header unsealed, Bytes vanity, BlockSigner signer) {
    if (vanity.length() > VANITY_LENGTH) {
      throw new IllegalArgumentException("vanity of " + vanity.length() + " bytes");
    }
    byte[] extra = new byte[EXTRA_LENGTH];
    System.arraycopy(vanity.unsafeArray(), 0, extra, 0, vanity.length());
    byte[] address = signer.address().unsafeArray();
    System.arraycopy(address, 0, extra, VANITY_LENGTH, Address.LENGTH);
    Header.Builder builder = unsealed.toBuilder().coinbase(signer.address()).state(null);
    Header unsigned = builder.extra(Bytes.of(extra, 0, UNSIGNED_LENGTH)).build();
    Bytes signature = signer.sign(unsigned.hash());
    System.arraycopy(signature.unsafeArray(), 0, extra, UNSIGNED_LENGTH, SIGNATURE_LENGTH);
    return builder.extra(Bytes.wrap(extra)).build();
  }

  /// What is signed, of a header that is sealed or will be.
  ///
  /// @throws IllegalArgumentException if Extra has less than 52 bytes
  public static Hash32 sealingHash(Header header) {
    if (header.extra().length() < UNSIGNED_LENGTH) {
      throw new IllegalArgumentException("Extra of " + header.extra().length() + " bytes");
    }
    return header.hashWithExtra(header.extra().slice(0, UNSIGNED_LENGTH));
  }

  /// Why the seal of `header` is wrong, or null if it is right.
  public static @Nullable String fault(Header header, SealVerifier verifier) {
    Bytes extra = header.extra();
    if (extra.length() != EXTRA_LENGTH) {
      return "Extra has " + extra.length() + " bytes where a seal has " + EXTRA_LENGTH;
    }
    Address signer = Address.of(extra.unsafeArray(), VANITY_LENGTH);
    if (!signer.equals(header.coinbase())) {
      return "signer " + signer + " is not the coinbase " + header.coinbase();
    }
    Bytes signature = extra.slice(UNSIGNED_LENGTH, EXTRA_LENGTH);
    return verifier.isSignedBy(signer, sealingHash(header), signature)
        ? null
        : "the signature is not that of " + signer;
  }

  /// r ‖ s ‖ v.
  static Bytes signature(Secp256k1.Signature signature) {
    byte[] bytes = new byte[SIGNATURE_LENGTH];
    System.arraycopy(signature.rs().unsafeArray(), 0, bytes, 0, 64);
    bytes[64] = (byte) signature.recoveryId();
    return Bytes.wrap(bytes);
  }
}
