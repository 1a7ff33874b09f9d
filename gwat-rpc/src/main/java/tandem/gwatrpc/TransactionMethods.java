package tandem.gwatrpc;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tandem.gwatcore.GwatMachine;
import tandem.gwatledger.LedgerReads;
import tandem.gwatpool.Admission;
import tandem.gwattypes.Block;
import tandem.gwattypes.Receipt;
import tandem.gwattypes.StateFields;
import tandem.gwattypes.Transaction;
import tandem.jsonrpc.JsonRpcException;
import tandem.jsonrpc.JsonRpcMethods;
import tandem.primitives.Address;
import tandem.primitives.Hash32;
import tandem.primitives.Hex;
import tandem.rlp.RlpException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Sending transactions and finding them again.
final class TransactionMethods {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /// @param transaction set for one that waits in the pool
  /// @param block set for one that was applied, with its index and the receipts of all
  private record Found(
      @Nullable Transaction transaction,
      @Nullable Block block,
      int index,
      @Nullable List<Receipt> receipts) {}

  private final Node node;

  TransactionMethods(Node node) {
    this.node = node;
  }

  void addTo(JsonRpcMethods methods) {
    methods
        .add("eth_sendRawTransaction", this::send)
        .add("eth_getTransactionByHash", this::byHash)
        .add("eth_getTransactionReceipt", this::receipt)
        .add("txpool_status", this::poolStatus);
  }

  private JsonNode send(@Nullable JsonNode given) throws JsonRpcException, InterruptedException {
    Transaction transaction = decode(Params.of(given, 1));
    if (transaction.body().chainId() == null) {
      throw refused("only replay-protected (EIP-155) transactions allowed over RPC");
    }
    // Recovered here, so that the loop finds it there.
    if (transaction.sender() == null) {
      throw refused("invalid sender");
    }
    return switch (Node.await(node.calls.give(node.requireLoop(), transaction))) {
      case Admission.Added _ -> JSON.stringNode(transaction.hash().toHex());
      case Admission.Known() -> throw refused("already known");
      case Admission.Refused(_, String text) -> throw refused(text);
    };
  }

  private static Transaction decode(Params params) throws JsonRpcException {
    try {
      return Transaction.decode(params.bytes(0).unsafeArray());
    } catch (RlpException e) {
      throw Params.fault("0", String.valueOf(e.getMessage()));
    }
  }

  private JsonNode byHash(@Nullable JsonNode given)
      throws JsonRpcException, TimeoutException, InterruptedException {
    Hash32 hash = Params.of(given, 1).hash(0);
    Found found = node.ask(machine -> find(machine, hash));
    if (found.block() != null) {
      Transaction transaction = found.block().transactions().get(found.index());
      return BlockJson.transaction(transaction, found.block().header(), found.index());
    }
    return found.transaction() == null ? JSON.nullNode() : BlockJson.waiting(found.transaction());
  }

  private JsonNode receipt(@Nullable JsonNode given)
      throws JsonRpcException, TimeoutException, InterruptedException {
    Hash32 hash = Params.of(given, 1).hash(0);
    Found found = node.ask(machine -> find(machine, hash));
    StateFields state = found.block() == null ? null : found.block().header().state();
    if (found.block() == null || state == null || found.receipts() == null) {
      return JSON.nullNode();
    }
    return new ReceiptJson(found.block(), state, found.receipts()).at(found.index());
  }

  private static Found find(GwatMachine machine, Hash32 hash) {
    LedgerReads reads = machine.reads();
    LedgerReads.TransactionPlace place = reads.transaction(hash);
    Block block = place == null ? null : reads.block(place.block());
    if (place == null || block == null) {
      return new Found(machine.pool().get(hash), null, 0, null);
    }
    return new Found(null, block, place.index(), reads.receipts(place.block()));
  }

  /// How many transactions could be in the next blocks, and how many wait for one before them.
  private JsonNode poolStatus(@Nullable JsonNode given)
      throws JsonRpcException, TimeoutException, InterruptedException {
    Params.none(given);
    long[] counts = node.ask(TransactionMethods::count);
    return JSON.objectNode()
        .put("pending", Hex.quantity(counts[0]))
        .put("queued", Hex.quantity(counts[1]));
  }

  private static long[] count(GwatMachine machine) {
    long[] counts = new long[2];
    Address sender = null;
    long next = 0;
    for (Transaction transaction : machine.pool().all()) {
      Address from = transaction.sender();
      if (from != null && !Objects.equals(from, sender)) {
        sender = from;
        next = machine.nextNonce(from);
      }
      counts[Long.compareUnsigned(transaction.nonce(), next) < 0 ? 0 : 1]++;
    }
    return counts;
  }

  private static JsonRpcException refused(String text) {
    return new JsonRpcException(JsonRpcException.REFUSED, text);
  }
}
