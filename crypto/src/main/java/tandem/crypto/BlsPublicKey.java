package tandem.crypto;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import supranational.blst.P1_Affine;
import tandem.primitives.Hex;

/// A public key of BLS12-381: 48 bytes, a compressed point of G1. Equal bytes are equal values,
/// whether or not they are a point.
///
/// The point is computed when it is first needed, and kept.
public final class BlsPublicKey {
  public static final int LENGTH = 48;

  private final byte[] bytes;
  private final int hashCode;
  private @Nullable P1_Affine point;
  private boolean isDecoded;

  private BlsPublicKey(byte[] bytes) {
    this.bytes = bytes;
    this.hashCode = Arrays.hashCode(bytes);
  }

  /// A copy of `bytes`.
  ///
  /// @throws IllegalArgumentException if they are not 48
  public static BlsPublicKey of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(
          "a public key of " + bytes.length + " bytes, not " + LENGTH);
    }
    return new BlsPublicKey(bytes.clone());
  }

  public byte[] toArray() {
    return bytes.clone();
  }

  public String toHex() {
    return Hex.encode(bytes);
  }

  /// Whether this is a point of the group other than infinity (`KeyValidate` of the IETF draft).
  public boolean isValid() {
    return point() != null;
  }

  /// The point; null if there is none that may be used as a key.
  synchronized @Nullable P1_Affine point() {
    if (!isDecoded) {
      point = decode(bytes);
      isDecoded = true;
    }
    return point;
  }

  private static @Nullable P1_Affine decode(byte[] bytes) {
    try {
      P1_Affine decoded = new P1_Affine(bytes);
      return decoded.is_inf() || !decoded.in_group() ? null : decoded;
    } catch (RuntimeException noPoint) {
      return null;
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BlsPublicKey that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return hashCode;
  }

  @Override
  public String toString() {
    return toHex();
  }
}
