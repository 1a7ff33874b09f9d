package tandem.gwatrpc;

import java.util.List;
import tandem.gwattypes.Block;
import tandem.gwattypes.Log;
import tandem.gwattypes.Receipt;
import tandem.gwattypes.StateFields;
import tandem.gwattypes.Transaction;
import tandem.primitives.Address;
import tandem.primitives.Hex;
import tandem.primitives.U256;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Receipts as geth shows them. A transaction that the block skipped (ledger-rules.md 5) has status
/// 0, no gas, and `skipped`.
final class ReceiptJson {
  private final Block block;
  private final StateFields state;
  private final List<Receipt> receipts;

  /// @param block finalised
  /// @param receipts one a transaction
  ReceiptJson(Block block, StateFields state, List<Receipt> receipts) {
    this.block = block;
    this.state = state;
    this.receipts = receipts;
  }

  ArrayNode all() {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    int logIndex = 0;
    for (int i = 0; i < receipts.size(); i++) {
      all.add(of(i, logIndex));
      logIndex += receipts.get(i).logs().size();
    }
    return all;
  }

  ObjectNode at(int index) {
    int logIndex = 0;
    for (Receipt before : receipts.subList(0, index)) {
      logIndex += before.logs().size();
    }
    return of(index, logIndex);
  }

  private ObjectNode of(int index, int firstLog) {
    Transaction transaction = block.transactions().get(index);
    Receipt receipt = receipts.get(index);
    boolean skipped = receipt.status() == Receipt.Status.SKIPPED;
    ObjectNode json = place(JsonNodeFactory.instance.objectNode(), index);
    Address sender = transaction.sender();
    Address to = transaction.to();
    json.put("from", sender == null ? null : sender.toHex());
    json.put("to", to == null ? null : to.toHex());
    json.put("cumulativeGasUsed", Hex.quantity(receipt.cumulativeGasUsed()));
    json.put("gasUsed", Hex.quantity(gasUsed(index)));
    U256 price = transaction.effectiveGasPrice(state.baseFee());
    json.put("effectiveGasPrice", price.toQuantity());
    json.putNull("contractAddress");
    ArrayNode logs = json.putArray("logs");
    for (int i = 0; i < receipt.logs().size(); i++) {
      logs.add(log(receipt.logs().get(i), index, firstLog + i));
    }
    json.put("logsBloom", receipt.bloom().toHex());
    json.put("type", Hex.quantity(receipt.type().code()));
    json.put("status", receipt.status() == Receipt.Status.SUCCEEDED ? "0x1" : "0x0");
    if (skipped) {
      json.put("skipped", true);
    }
    return json;
  }

  private long gasUsed(int index) {
    long before = index == 0 ? 0 : receipts.get(index - 1).cumulativeGasUsed();
    return receipts.get(index).cumulativeGasUsed() - before;
  }

  private ObjectNode log(Log log, int index, int logIndex) {
    ObjectNode json = place(JsonNodeFactory.instance.objectNode(), index);
    json.put("address", log.address().toHex());
    ArrayNode topics = json.putArray("topics");
    log.topics().forEach(topic -> topics.add(topic.toHex()));
    json.put("data", log.data().toHex());
    json.put("logIndex", Hex.quantity(logIndex));
    json.put("removed", false);
    return json;
  }

  private ObjectNode place(ObjectNode json, int index) {
    json.put("blockHash", block.hash().toHex());
    json.put("blockNumber", Hex.quantity(state.number()));
    json.put("transactionHash", block.transactions().get(index).hash().toHex());
    json.put("transactionIndex", Hex.quantity(index));
    return json;
  }
}
