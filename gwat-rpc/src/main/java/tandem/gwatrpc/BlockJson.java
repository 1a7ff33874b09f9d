package tandem.gwatrpc;

import tandem.gwattypes.Block;
import tandem.gwattypes.Bloom;
import tandem.gwattypes.Header;
import tandem.gwattypes.StateFields;
import tandem.gwattypes.Transaction;
import tandem.gwattypes.TransactionJson;
import tandem.primitives.Hash32;
import tandem.primitives.Hex;
import tandem.primitives.U256;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Blocks as RPC shows them: form (a) of gwat-data.md 2.6, which the original's clients read.
final class BlockJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private BlockJson() {}

  /// @param full whether transactions are objects instead of hashes
  static ObjectNode of(Block block, boolean full) {
    ObjectNode json = of(block.header());
    json.put("size", Hex.quantity(block.sizeBytes()));
    ArrayNode transactions = json.putArray("transactions");
    for (int i = 0; i < block.transactions().size(); i++) {
      Transaction transaction = block.transactions().get(i);
      if (full) {
        transactions.add(transaction(transaction, block.header(), i));
      } else {
        transactions.add(transaction.hash().toHex());
      }
    }
    return json;
  }

  /// A block that is not finalised has no number and no state; what the originals' clients want to
  /// be there is there, empty.
  static ObjectNode of(Header header) {
    StateFields state = header.state();
    ObjectNode json = JSON.objectNode();
    json.put("hash", header.hash().toHex());
    json.put("slot", Hex.quantity(header.slot()));
    json.put("height", Hex.quantity(header.height()));
    json.put("number", state == null ? null : Hex.quantity(state.number()));
    ArrayNode parents = json.putArray("parentHashes");
    header.parentHashes().forEach(parent -> parents.add(parent.toHex()));
    json.put("lfHash", header.lfHash().toHex());
    json.put("lfNumber", Hex.quantity(header.lfNumber()));
    json.put("miner", header.coinbase().toHex());
    json.put("transactionsRoot", header.txRoot().toHex());
    json.put("gasLimit", Hex.quantity(header.gasLimit()));
    json.put("timestamp", Hex.quantity(header.timeS()));
    json.put("extraData", header.extra().toHex());
    json.put("stateRoot", (state == null ? Hash32.ZERO : state.root()).toHex());
    json.put("receiptsRoot", (state == null ? Hash32.ZERO : state.receiptsRoot()).toHex());
    json.put("gasUsed", Hex.quantity(state == null ? 0 : state.gasUsed()));
    json.put("logsBloom", (state == null ? Bloom.EMPTY : state.bloom()).toHex());
    if (state != null) {
      json.put("baseFeePerGas", state.baseFee().toQuantity());
    }
    return json;
  }

  /// A transaction at its place in a block.
  static ObjectNode transaction(Transaction transaction, Header header, int index) {
    StateFields state = header.state();
    U256 baseFee = state == null ? null : state.baseFee();
    ObjectNode json = TransactionJson.of(transaction, baseFee);
    json.put("blockHash", header.hash().toHex());
    json.put("blockNumber", state == null ? null : Hex.quantity(state.number()));
    json.put("transactionIndex", Hex.quantity(index));
    return json;
  }

  /// A transaction that waits for a block.
  static ObjectNode waiting(Transaction transaction) {
    return TransactionJson.of(transaction, null)
        .putNull("blockHash")
        .putNull("blockNumber")
        .putNull("transactionIndex");
  }
}
