package tandem.gwatledger;

import tandem.primitives.U256;

/// The base fee of a block from the header before it (EIP-1559; ledger-rules.md 5).
final class BaseFees {
  private static final U256 CHANGE_DENOMINATOR = U256.of(8);
  private static final long ELASTICITY = 2;

  private BaseFees() {}

  /// @param gasLimit of every block, at least 2
  /// @param gasUsed of the block before, at most `gasLimit`
  /// @param baseFee of the block before
  static U256 next(long gasLimit, long gasUsed, U256 baseFee) {
    long target = gasLimit / ELASTICITY;
    U256 distance = U256.of(Math.abs(gasUsed - target));
    U256 change = baseFee.multiply(distance).divide(U256.of(target)).divide(CHANGE_DENOMINATOR);
    if (gasUsed > target) {
      return baseFee.add(change.max(U256.ONE));
    }
    return baseFee.subtract(change);
  }
}
