package tandem.gwattypes;

/// Types of transactions (gwat-data.md 4). Type 3 is invalid here (ledger-rules.md 5).
public enum TransactionType {
  LEGACY,
  /// EIP-2930.
  ACCESS_LIST,
  /// EIP-1559.
  DYNAMIC_FEE;

  /// The type byte before the payload of a typed transaction or receipt (EIP-2718).
  public byte code() {
    return (byte) ordinal();
  }
}
