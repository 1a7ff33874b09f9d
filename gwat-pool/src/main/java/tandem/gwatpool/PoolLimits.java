package tandem.gwatpool;

/// Bounds of a [TransactionPool].
///
/// @param transactionsMax transactions in all
/// @param bytesMax their bytes in all
/// @param perAccountMax transactions of one sender
/// @param transactionBytesMax bytes of one transaction
/// @param nonceGapMax how far a nonce may be above the account's
/// @param priceBumpPercent by how much a replacement must pay more, in both fees
public record PoolLimits(
    int transactionsMax,
    long bytesMax,
    int perAccountMax,
    int transactionBytesMax,
    long nonceGapMax,
    int priceBumpPercent) {
  public static final PoolLimits DEFAULT =
      new PoolLimits(8_192, 16L << 20, 128, 128 << 10, 1_024, 10);

  public PoolLimits {
    if (transactionsMax < 1 || bytesMax < 1 || perAccountMax < 1 || transactionBytesMax < 1) {
      throw new IllegalArgumentException("bounds of a pool are positive");
    }
  }
}
