package tandem.gwatledger;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.gwattypes.Receipt;
import tandem.gwattypes.Transaction;
import tandem.primitives.Address;

/// Executes the transactions of one block (ledger-rules.md 5). Equal arguments give equal results.
public interface BlockExecutor {
  /// A transaction with the account that signed it.
  record Signed(Transaction transaction, Address sender) {}

  /// Why a block must not contain this transaction, whatever the state: a sentence, or null.
  @Nullable String unsupported(Transaction transaction);

  /// Whether accounts with code can be called; else genesis must have none.
  boolean runsCode();

  /// Applies the transactions in order to `state`. One that is invalid now is skipped: it has no
  /// effect, and its receipt the status for that.
  ///
  /// @return one receipt a transaction
  List<Receipt> execute(BlockContext context, List<Signed> transactions, WorldState state);
}
