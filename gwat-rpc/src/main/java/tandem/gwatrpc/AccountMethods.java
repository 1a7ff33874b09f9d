package tandem.gwatrpc;

import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tandem.gwatledger.FinalBlock;
import tandem.gwattypes.Account;
import tandem.jsonrpc.JsonRpcException;
import tandem.jsonrpc.JsonRpcMethods;
import tandem.primitives.Address;
import tandem.primitives.Hex;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Balances and nonces.
final class AccountMethods {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Node node;

  AccountMethods(Node node) {
    this.node = node;
  }

  void addTo(JsonRpcMethods methods) {
    methods
        .add("eth_getBalance", this::balance)
        .add("eth_getTransactionCount", this::transactionCount);
  }

  private JsonNode balance(@Nullable JsonNode given)
      throws JsonRpcException, TimeoutException, InterruptedException {
    Params params = Params.of(given, 2);
    Account account = account(params.address(0), BlockTag.of(params.at(1), "1"));
    return JSON.stringNode(account.balance().toQuantity());
  }

  /// With `pending`, the transactions of the pool count too: those that wait and those in blocks
  /// that are not finalised yet.
  private JsonNode transactionCount(@Nullable JsonNode given)
      throws JsonRpcException, TimeoutException, InterruptedException {
    Params params = Params.of(given, 2);
    Address address = params.address(0);
    BlockTag tag = BlockTag.of(params.at(1), "1");
    long nonce =
        tag instanceof BlockTag.Pending
            ? node.ask(machine -> machine.nextNonce(address))
            : account(address, tag).nonce();
    return JSON.stringNode(Hex.quantity(nonce));
  }

  private Account account(Address address, BlockTag tag)
      throws JsonRpcException, TimeoutException, InterruptedException {
    return node.ask(
            machine -> {
              FinalBlock block = tag.resolveState(machine.reads());
              return block == null
                  ? Optional.<Account>empty()
                  : Optional.of(machine.reads().account(address, block));
            })
        .orElseThrow(() -> new JsonRpcException(JsonRpcException.REFUSED, "header not found"));
  }
}
