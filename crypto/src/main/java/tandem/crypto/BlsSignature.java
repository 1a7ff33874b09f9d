package tandem.crypto;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import supranational.blst.P2_Affine;
import tandem.primitives.Hex;

/// A signature of BLS12-381: 96 bytes, a compressed point of G2. Equal bytes are equal values,
/// whether or not they are a point.
///
/// The point is computed when it is first needed, and kept.
public final class BlsSignature {
  public static final int LENGTH = 96;

  /// The point at infinity: the aggregate of no signatures.
  public static final BlsSignature INFINITY = infinity();

  /// Ninety-six zeros: no signature at all, the default of SSZ.
  public static final BlsSignature EMPTY = new BlsSignature(new byte[LENGTH]);

  private final byte[] bytes;
  private @Nullable P2_Affine point;
  private boolean isDecoded;

  private BlsSignature(byte[] bytes) {
    this.bytes = bytes;
  }

  /// A copy of `bytes`.
  ///
  /// @throws IllegalArgumentException if they are not 96
  public static BlsSignature of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(
          "a signature of " + bytes.length + " bytes, not " + LENGTH);
    }
    return new BlsSignature(bytes.clone());
  }

  public byte[] toArray() {
    return bytes.clone();
  }

  public String toHex() {
    return Hex.encode(bytes);
  }

  /// The point; null if the bytes are none of the group. Infinity is one.
  synchronized @Nullable P2_Affine point() {
    if (!isDecoded) {
      point = decode(bytes);
      isDecoded = true;
    }
    return point;
  }

  private static @Nullable P2_Affine decode(byte[] bytes) {
    try {
      P2_Affine decoded = new P2_Affine(bytes);
      return decoded.in_group() ? decoded : null;
    } catch (RuntimeException noPoint) {
      return null;
    }
  }

  private static BlsSignature infinity() {
    byte[] bytes = new byte[LENGTH];
    bytes[0] = (byte) 0xc0;
    return new BlsSignature(bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BlsSignature that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return toHex();
  }
}
