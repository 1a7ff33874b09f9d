package tandem.gwatrpc;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tandem.gwatledger.LedgerReads;
import tandem.gwattypes.Block;
import tandem.gwattypes.Header;
import tandem.gwattypes.Receipt;
import tandem.gwattypes.StateFields;
import tandem.jsonrpc.JsonRpcException;
import tandem.jsonrpc.JsonRpcMethods;
import tandem.primitives.Address;
import tandem.primitives.Hash32;
import tandem.primitives.Hex;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Blocks, their receipts, and evidence against creators.
final class BlockMethods {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /// @param receipts null for a block that is not finalised
  private record Found(Block block, @Nullable List<Receipt> receipts) {}

  private final Node node;

  BlockMethods(Node node) {
    this.node = node;
  }

  void addTo(JsonRpcMethods methods) {
    methods
        .add("eth_blockNumber", this::blockNumber)
        .add("eth_getBlockByNumber", this::byNumber)
        .add("eth_getBlockByHash", this::byHash)
        .add("eth_getBlockReceipts", this::receipts)
        .add("dag_twins", this::twins);
  }

  private JsonNode blockNumber(@Nullable JsonNode given)
      throws JsonRpcException, TimeoutException, InterruptedException {
    Params.none(given);
    long number = node.ask(machine -> machine.reads().lastFinalized().number());
    return JSON.stringNode(Hex.quantity(number));
  }

  private JsonNode byNumber(@Nullable JsonNode given)
      throws JsonRpcException, TimeoutException, InterruptedException {
    Params params = Params.of(given, 2);
    JsonNode number = params.required(0);
    BlockTag tag = BlockTag.of(number, "0");
    if (number.isObject() || tag instanceof BlockTag.Hash) {
      throw Params.fault("0", "not a block number or tag");
    }
    return block(tag, params.flag(1));
  }

  private JsonNode byHash(@Nullable JsonNode given)
      throws JsonRpcException, TimeoutException, InterruptedException {
    Params params = Params.of(given, 2);
    return block(new BlockTag.Hash(params.hash(0)), params.flag(1));
  }

  private JsonNode block(BlockTag tag, boolean full)
      throws JsonRpcException, TimeoutException, InterruptedException {
    Found found = find(tag);
    return found == null ? JSON.nullNode() : BlockJson.of(found.block(), full);
  }

  private JsonNode receipts(@Nullable JsonNode given)
      throws JsonRpcException, TimeoutException, InterruptedException {
    Params params = Params.of(given, 1);
    Found found = find(BlockTag.of(params.required(0), "0"));
    StateFields state = found == null ? null : found.block().header().state();
    if (found == null || state == null || found.receipts() == null) {
      return JSON.nullNode();
    }
    return new ReceiptJson(found.block(), state, found.receipts()).all();
  }

  /// `dag_twins(slot, creator)`: two different blocks of one creator and slot, each with the
  /// creator's signature in `extraData`; an empty array when none are known.
  private JsonNode twins(@Nullable JsonNode given)
      throws JsonRpcException, TimeoutException, InterruptedException {
    Params params = Params.of(given, 2);
    long slot = params.number(0);
    Address creator = params.address(1);
    ArrayNode twins = JSON.arrayNode();
    for (Header header : node.ask(machine -> machine.reads().twins(slot, creator))) {
      twins.add(BlockJson.of(header));
    }
    return twins;
  }

  private @Nullable Found find(BlockTag tag)
      throws JsonRpcException, TimeoutException, InterruptedException {
    return node.ask(
            machine -> {
              LedgerReads reads = machine.reads();
              Hash32 hash = tag.resolve(reads);
              Block block = hash == null ? null : reads.block(hash);
              return block == null
                  ? Optional.<Found>empty()
                  : Optional.of(new Found(block, reads.receipts(block.hash())));
            })
        .orElse(null);
  }
}
