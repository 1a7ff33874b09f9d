package tandem.gwatledger;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.gwatledger.Insertion.Invalid;
import tandem.gwatledger.Insertion.Point;
import tandem.gwattypes.Block;
import tandem.gwattypes.Header;
import tandem.gwattypes.Seal;
import tandem.gwattypes.Transaction;
import tandem.primitives.Hash32;

/// What a block must be by itself (ledger-rules.md 2, points 4 to 6).
final class ContentRules {
  private final LedgerConfig config;
  private final LedgerPorts ports;
  private final Senders senders;
  private final long gasLimit;

  /// @param gasLimit of genesis
  ContentRules(LedgerConfig config, LedgerPorts ports, Senders senders, long gasLimit) {
    this.config = config;
    this.ports = ports;
    this.senders = senders;
    this.gasLimit = gasLimit;
  }

  /// The fault that shows at little cost, or null.
  @Nullable Invalid faultOutside(Hash32 hash, Block block) {
    Header header = block.header();
    if (header.gasLimit() != gasLimit) {
      String fault = "gas limit " + header.gasLimit() + ", not " + gasLimit;
      return invalid(hash, Point.CONTENT, fault, true);
    }
    if (!config.isWithinSlot(header.timeS(), header.slot())) {
      String fault = "time " + header.timeS() + " is not in slot " + header.slot();
      return invalid(hash, Point.TIME, fault, true);
    }
    String seal = Seal.fault(header, ports.seals());
    if (seal != null) {
      return invalid(hash, Point.SEAL, seal, true);
    }
    // The hash does not cover the transactions that came: the right ones may come yet.
    return block.hasRightTxRoot()
        ? null
        : invalid(hash, Point.CONTENT, "these are not its transactions", false);
  }

  /// The fault of the transactions, or null.
  @Nullable Invalid faultInside(Hash32 hash, Block block) {
    String fault = transactionsFault(block);
    return fault == null ? null : invalid(hash, Point.CONTENT, fault, true);
  }

  private @Nullable String transactionsFault(Block block) {
    int size = block.withHeader(block.header().withState(null)).sizeBytes();
    if (size > Block.SIZE_MAX) {
      return size + " bytes, more than " + Block.SIZE_MAX;
    }
    long gas = 0;
    Set<Hash32> seen = new HashSet<>();
    for (Transaction transaction : block.transactions()) {
      if (!seen.add(transaction.hash())) {
        return transaction + " is there twice";
      }
      gas += transaction.intrinsicGas();
      if (gas > gasLimit) {
        return "the intrinsic gas of its transactions is above " + gasLimit;
      }
      String fault = fault(transaction);
      if (fault != null) {
        return transaction + ": " + fault;
      }
    }
    return null;
  }

  private @Nullable String fault(Transaction transaction) {
    String fault = transaction.fault(config.chainId());
    if (fault != null) {
      return fault;
    }
    return senders.of(transaction) == null
        ? "no valid signature"
        : ports.executor().unsupported(transaction);
  }

  private static Invalid invalid(Hash32 hash, Point point, String fault, boolean sticky) {
    return new Invalid(hash, point, fault, sticky, true);
  }
}
