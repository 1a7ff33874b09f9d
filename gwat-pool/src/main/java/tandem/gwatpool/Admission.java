package tandem.gwatpool;

import org.jspecify.annotations.Nullable;
import tandem.gwattypes.Transaction;

/// What the pool says to a transaction.
public sealed interface Admission {
  /// It waits in the pool now.
  ///
  /// @param replaced the one of the same sender and nonce that it drove out, or null
  record Added(@Nullable Transaction replaced) implements Admission {}

  /// The pool has it already.
  record Known() implements Admission {}

  /// The pool does not take it; nothing changed.
  ///
  /// @param reason how
  /// @param text for the sender, in the words that wallets know from geth
  record Refused(Reason reason, String text) implements Admission {}

  /// Why a transaction is refused.
  enum Reason {
    /// It can never be in a block of this network.
    MALFORMED,
    /// A transaction of this nonce is finalised already.
    NONCE_TOO_LOW,
    /// Its nonce is too far above the next one.
    NONCE_TOO_HIGH,
    /// The account cannot pay for it together with what it already has in the pool.
    INSUFFICIENT_FUNDS,
    /// Another one of this nonce pays nearly as much, or all in a full pool pay more.
    UNDERPRICED,
    /// The account has too many in the pool.
    ACCOUNT_LIMIT
  }
}
