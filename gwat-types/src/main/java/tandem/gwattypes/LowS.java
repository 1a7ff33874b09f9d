package tandem.gwattypes;

import tandem.primitives.Bytes;

/// Of the two numbers s that make a signature valid only the smaller one is accepted (EIP-2), so
/// that nobody can change a transaction's hash or a block's without its key.
final class LowS {
  private static final Bytes HALF_ORDER =
      Bytes.fromHex("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");

  private LowS() {}

  /// @param s 32 bytes
  static boolean isLow(Bytes s) {
    return s.compareTo(HALF_ORDER) <= 0;
  }
}
