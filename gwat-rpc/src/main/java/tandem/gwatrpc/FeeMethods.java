package tandem.gwatrpc;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tandem.gwatcore.GwatMachine;
import tandem.gwatledger.FinalBlock;
import tandem.gwatledger.LedgerReads;
import tandem.gwattypes.Account;
import tandem.gwattypes.Block;
import tandem.gwattypes.StateFields;
import tandem.gwattypes.Transaction;
import tandem.gwattypes.TransactionBody;
import tandem.gwattypes.TransactionType;
import tandem.jsonrpc.JsonRpcException;
import tandem.jsonrpc.JsonRpcMethods;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.Hex;
import tandem.primitives.U256;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What a transaction costs.
final class FeeMethods {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /// Blocks that are looked at for what others pay, and transactions in them.
  private static final int BLOCKS = 5;

  private static final int TIPS_MAX = 256;

  /// Suggested while nobody has paid anything: one gwei.
  private static final U256 DEFAULT_TIP = U256.of(1_000_000_000);

  private final Node node;

  FeeMethods(Node node) {
    this.node = node;
  }

  void addTo(JsonRpcMethods methods) {
    methods
        .add("eth_gasPrice", this::gasPrice)
        .add("eth_maxPriorityFeePerGas", this::tip)
        .add("eth_estimateGas", this::estimate);
  }

  private JsonNode gasPrice(@Nullable JsonNode given)
      throws JsonRpcException, TimeoutException, InterruptedException {
    Params.none(given);
    U256 price =
        node.ask(machine -> {
          StateFields state = machine.reads().lastFinalized().header().state();
          U256 baseFee = state == null ? U256.ZERO : state.baseFee();
          return baseFee.addWrapping(tip(machine));
        });
    return JSON.stringNode(price.toQuantity());
  }

  private JsonNode tip(@Nullable JsonNode given)
      throws JsonRpcException, TimeoutException, InterruptedException {
    Params.none(given);
    return JSON.stringNode(node.ask(FeeMethods::tip).toQuantity());
  }

  /// The median of what creators got a gas in the last finalised blocks.
  private static U256 tip(GwatMachine machine) {
    LedgerReads reads = machine.reads();
    List<U256> tips = new ArrayList<>();
    long last = reads.lastFinalized().number();
    for (long number = last; number > Math.max(0, last - BLOCKS); number--) {
      Hash32 hash = reads.hashOf(number);
      Block block = hash == null ? null : reads.block(hash);
      StateFields state = block == null ? null : block.header().state();
      if (block == null || state == null) {
        continue;
      }
      for (Transaction transaction : block.transactions()) {
        U256 paid = transaction.effectiveTip(state.baseFee());
        if (paid != null && tips.size() < TIPS_MAX) {
          tips.add(paid);
        }
      }
    }
    if (tips.isEmpty()) {
      return DEFAULT_TIP;
    }
    Collections.sort(tips);
    return tips.get(tips.size() / 2);
  }

  /// For a transfer the gas is what the transaction itself needs; contracts are not executed here.
  private JsonNode estimate(@Nullable JsonNode given)
      throws JsonRpcException, TimeoutException, InterruptedException {
    Params params = Params.of(given, 2);
    JsonNode call = params.required(0);
    if (!call.isObject()) {
      throw Params.fault("0", "not an object");
    }
    BlockTag tag = BlockTag.of(params.at(1), "1");
    JsonNode to = member(call, "to");
    Address recipient = to == null ? null : Params.address(to, "0.to");
    JsonNode from = member(call, "from");
    Address sender = from == null ? null : Params.address(from, "0.from");
    JsonNode value = member(call, "value");
    U256 amount = value == null ? U256.ZERO : Params.word(value, "0.value");
    long gas = intrinsicGas(recipient, data(call));
    node.ask(machine -> fault(machine, tag, sender, recipient, amount)).raise();
    return JSON.stringNode(Hex.quantity(gas));
  }

  /// Why a transfer cannot be made.
  private record Fault(@Nullable String text) {
    void raise() throws JsonRpcException {
      if (text != null) {
        throw new JsonRpcException(JsonRpcException.REFUSED, text);
      }
    }
  }

  private static Fault fault(
      GwatMachine machine,
      BlockTag tag,
      @Nullable Address sender,
      @Nullable Address recipient,
      U256 amount) {
    LedgerReads reads = machine.reads();
    FinalBlock block = tag.resolveState(reads);
    if (block == null) {
      return new Fault("header not found");
    }
    if (recipient == null || reads.account(recipient, block).hasCode()) {
      return new Fault(
          "this node does not execute contracts yet: only transfers to accounts without code");
    }
    Account payer = sender == null ? null : reads.account(sender, block);
    return payer != null && payer.balance().compareTo(amount) < 0
        ? new Fault("insufficient funds for transfer")
        : new Fault(null);
  }

  private static long intrinsicGas(@Nullable Address to, Bytes data) {
    return new TransactionBody(
            TransactionType.DYNAMIC_FEE,
            1L,
            0,
            U256.ZERO,
            U256.ZERO,
            0,
            to,
            U256.ZERO,
            data,
            List.of())
        .intrinsicGas();
  }

  private static Bytes data(JsonNode call) throws JsonRpcException {
    JsonNode accessList = member(call, "accessList");
    if (accessList != null && !(accessList.isArray() && accessList.isEmpty())) {
      throw Params.fault("0.accessList", "a transfer needs none");
    }
    JsonNode data = member(call, "data");
    JsonNode input = member(call, "input");
    if (data != null && input != null && !data.equals(input)) {
      throw Params.fault("0", "both data and input are given and differ");
    }
    JsonNode given = data == null ? input : data;
    return given == null ? Bytes.EMPTY : Params.bytes(given, "0.data");
  }

  private static @Nullable JsonNode member(JsonNode object, String name) {
    JsonNode value = object.get(name);
    return value == null || value.isNull() ? null : value;
  }
}
