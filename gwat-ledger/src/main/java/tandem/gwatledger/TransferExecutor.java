package tandem.gwatledger;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.gwattypes.Account;
import tandem.gwattypes.Receipt;
import tandem.gwattypes.Receipt.Status;
import tandem.gwattypes.Transaction;
import tandem.primitives.Address;
import tandem.primitives.U256;

/// Value transfers with London fees (gwat-data.md 8.6; EIP-1559). It runs no code: a block with a
/// transaction that creates a contract or calls a precompiled one is invalid, and genesis has no
/// code.
public final class TransferExecutor implements BlockExecutor {
  /// Addresses 1 to this one are precompiled contracts in Cancun.
  private static final int PRECOMPILED = 10;

  @Override
  public @Nullable String unsupported(Transaction transaction) {
    Address to = transaction.to();
    if (to == null) {
      return "it creates a contract, which this version cannot execute";
    }
    return isPrecompiled(to)
        ? "it calls the precompiled contract " + to + ", which this version cannot execute"
        : null;
  }

  @Override
  public boolean runsCode() {
    return false;
  }

  @Override
  public List<Receipt> execute(BlockContext context, List<Signed> transactions, WorldState state) {
    List<Receipt> receipts = new ArrayList<>(transactions.size());
    long gasUsed = 0;
    for (Signed signed : transactions) {
      Transaction transaction = signed.transaction();
      Status status = Status.SKIPPED;
      if (transaction.gasLimit() <= context.gasLimit() - gasUsed
          && isValidNow(signed, context.baseFee(), state)) {
        transfer(signed, context, state);
        gasUsed += transaction.intrinsicGas();
        status = Status.SUCCEEDED;
      }
      receipts.add(Receipt.of(transaction.type(), status, gasUsed, List.of()));
    }
    return receipts;
  }

  private static boolean isValidNow(Signed signed, U256 baseFee, WorldState state) {
    Transaction transaction = signed.transaction();
    Account sender = state.account(signed.sender());
    if (transaction.nonce() != sender.nonce()
        || transaction.maxFee().compareTo(baseFee) < 0
        || transaction.gasLimit() < transaction.intrinsicGas()
        || sender.hasCode()) {
      return false;
    }
    // Both factors were checked on insertion; a sum above 256 bits is above every balance.
    U256 gasCost = transaction.maxFee().multiply(U256.of(transaction.gasLimit()));
    return gasCost.compareTo(sender.balance()) <= 0
        && transaction.value().compareTo(sender.balance().subtract(gasCost)) <= 0;
  }

  private static void transfer(Signed signed, BlockContext context, WorldState state) {
    Transaction transaction = signed.transaction();
    Address to = transaction.to();
    if (to == null) {
      throw new IllegalStateException("a contract creation in a valid block");
    }
    U256 gas = U256.of(transaction.intrinsicGas());
    U256 price = transaction.effectiveGasPrice(context.baseFee());
    U256 tip = price.subtract(context.baseFee());

    Account sender = state.account(signed.sender());
    U256 rest = sender.balance().subtract(gas.multiply(price)).subtract(transaction.value());
    state.put(
        signed.sender(),
        new Account(sender.nonce() + 1, rest, sender.storageRoot(), sender.codeHash()));
    pay(state, to, transaction.value());
    pay(state, context.coinbase(), gas.multiply(tip));
  }

  private static void pay(WorldState state, Address to, U256 value) {
    Account account = state.account(to);
    U256 balance = account.balance().add(value);
    state.put(to, new Account(account.nonce(), balance, account.storageRoot(), account.codeHash()));
  }

  private static boolean isPrecompiled(Address address) {
    byte[] bytes = address.unsafeArray();
    for (int i = 0; i < Address.LENGTH - 1; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    int last = bytes[Address.LENGTH - 1];
    return last >= 1 && last <= PRECOMPILED;
  }
}
