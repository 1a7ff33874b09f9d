package tandem.gwatledger;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.gwattypes.Transaction;
import tandem.primitives.Address;
import tandem.primitives.Hash32;

/// Senders of recent transactions: a block is executed some time after it was checked, and
/// recovering a sender costs more than all else about a transfer.
final class Senders {
  private static final int REMEMBERED = 1 << 16;

  private final Map<Hash32, Address> known = new LinkedHashMap<>();

  /// The sender, or null if nobody can have signed this.
  @Nullable Address of(Transaction transaction) {
    Address sender = known.get(transaction.hash());
    if (sender == null) {
      sender = transaction.sender();
      if (sender != null) {
        known.put(transaction.hash(), sender);
        if (known.size() > REMEMBERED) {
          known.remove(known.keySet().iterator().next());
        }
      }
    }
    return sender;
  }
}
