package tandem.gwattypes;

import org.jspecify.annotations.Nullable;
import tandem.primitives.Address;
import tandem.primitives.Hash32;
import tandem.primitives.Hex;
import tandem.primitives.U256;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A transaction as RPC answers it (gwat-data.md 4), without the fields that tell its place:
/// `blockHash`, `blockNumber` and `transactionIndex` are the caller's.
public final class TransactionJson {
  private TransactionJson() {}

  /// @param baseFee of the block that holds it, or null while none does; sets `gasPrice`
  public static ObjectNode of(Transaction transaction, @Nullable U256 baseFee) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    boolean dynamic = transaction.type() == TransactionType.DYNAMIC_FEE;
    U256 price = baseFee == null ? transaction.maxFee() : transaction.effectiveGasPrice(baseFee);
    Address sender = transaction.sender();
    Address to = transaction.to();
    json.put("from", sender == null ? null : sender.toHex());
    json.put("gas", Hex.quantity(transaction.gasLimit()));
    json.put("gasPrice", (dynamic ? price : transaction.maxFee()).toQuantity());
    if (dynamic) {
      json.put("maxFeePerGas", transaction.maxFee().toQuantity());
      json.put("maxPriorityFeePerGas", transaction.maxPriorityFee().toQuantity());
    }
    json.put("hash", transaction.hash().toHex());
    json.put("input", transaction.data().toHex());
    json.put("nonce", Hex.quantity(transaction.nonce()));
    json.put("to", to == null ? null : to.toHex());
    json.put("value", transaction.value().toQuantity());
    json.put("type", Hex.quantity(transaction.type().code()));
    Long chainId = transaction.body().chainId();
    if (transaction.type() != TransactionType.LEGACY && chainId != null) {
      json.set("accessList", accessList(transaction));
      json.put("chainId", Hex.quantity(chainId));
    }
    json.put("v", Hex.quantity(transaction.v()));
    json.put("r", transaction.r().toQuantity());
    json.put("s", transaction.s().toQuantity());
    return json;
  }

  private static ArrayNode accessList(Transaction transaction) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (AccessListEntry entry : transaction.accessList()) {
      ObjectNode item = list.addObject();
      item.put("address", entry.address().toHex());
      ArrayNode keys = item.putArray("storageKeys");
      for (Hash32 key : entry.storageKeys()) {
        keys.add(key.toHex());
      }
    }
    return list;
  }
}
