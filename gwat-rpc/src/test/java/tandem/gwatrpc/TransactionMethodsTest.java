package tandem.gwatrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.gwatrpc.TestNode.json;
import static tandem.gwatrpc.TestNode.quantity;
import static tandem.gwatrpc.TestNode.text;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.gwattypes.Block;
import tandem.gwattypes.Receipt;
import tandem.gwattypes.StateFields;
import tandem.gwattypes.Transaction;
import tandem.gwattypes.TransactionBody;
import tandem.gwattypes.TransactionType;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.U256;
import tools.jackson.databind.JsonNode;

/// The life of a transaction, and the accounts that it changes.
@Timeout(60)
class TransactionMethodsTest {
  private static final String PAYER = TestNode.PAYER.toHex();
  private static final String PAYEE = TestNode.PAYEE.toHex();

  private TestNode node;

  @BeforeEach
  void start() throws Exception {
    node = TestNode.working();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void followsATransferFromThePoolToItsReceipt() throws Exception {
    Transaction transaction = node.transfer(12);
    JsonNode hash = text(transaction.hash().toHex());
    assertThat(node.send(transaction).get("result")).isEqualTo(hash);
    JsonNode waiting = node.result("eth_getTransactionByHash", hash);
    assertThat(waiting.get("blockHash").isNull()).isTrue();
    assertThat(waiting.get("blockNumber").isNull()).isTrue();
    assertThat(waiting.get("value").stringValue()).isEqualTo("0xc");
    assertThat(node.result("eth_getTransactionReceipt", hash).isNull()).isTrue();
    assertThat(nonce("latest")).isEqualTo("0x0");
    assertThat(nonce("pending")).isEqualTo("0x1");

    node.beginSlot();
    assertThat(node.result("eth_getTransactionReceipt", hash).isNull())
        .as("in a block that is not finalised")
        .isTrue();
    node.finalizeAll();

    JsonNode block = node.result("eth_getBlockByNumber", text("0x1"));
    JsonNode applied = node.result("eth_getTransactionByHash", hash);
    assertThat(applied.get("blockHash")).isEqualTo(block.get("hash"));
    assertThat(applied.get("transactionIndex").stringValue()).isEqualTo("0x0");
    JsonNode receipt = node.result("eth_getTransactionReceipt", hash);
    assertThat(receipt.propertyNames())
        .containsExactlyInAnyOrder(
            "blockHash",
            "blockNumber",
            "transactionHash",
            "transactionIndex",
            "from",
            "to",
            "cumulativeGasUsed",
            "gasUsed",
            "effectiveGasPrice",
            "contractAddress",
            "logs",
            "logsBloom",
            "type",
            "status");
    assertThat(receipt.get("status").stringValue()).isEqualTo("0x1");
    assertThat(receipt.get("blockHash")).isEqualTo(block.get("hash"));
    assertThat(receipt.get("from").stringValue()).isEqualTo(PAYER);
    assertThat(receipt.get("to").stringValue()).isEqualTo(PAYEE);
    assertThat(receipt.get("type").stringValue()).isEqualTo("0x2");
    U256 baseFee = U256.fromQuantity(block.get("baseFeePerGas").stringValue());
    U256 price = baseFee.add(U256.of(1_000));
    assertThat(receipt.get("effectiveGasPrice").stringValue()).isEqualTo(price.toQuantity());

    U256 paid = price.multiply(U256.of(21_000)).add(U256.of(12));
    assertThat(balance(PAYER, "latest")).isEqualTo(TestNode.WEALTH.subtract(paid).toQuantity());
    assertThat(balance(PAYEE, "latest")).isEqualTo("0xc");
    assertThat(balance(PAYEE, "pending")).isEqualTo("0xc");
    assertThat(balance(PAYEE, "earliest")).isEqualTo("0x0");
    assertThat(balance(PAYEE, "0x1")).isEqualTo("0xc");
    assertThat(nonce("latest")).isEqualTo("0x1");
    assertThat(nonce("0x0")).isEqualTo("0x0");
    JsonNode byHash = json("{'blockHash':'" + block.get("hash").stringValue() + "'}");
    assertThat(node.result("eth_getBalance", text(PAYEE), byHash).stringValue()).isEqualTo("0xc");
    assertThat(node.error("eth_getBalance", text(PAYEE), text("0x99")).get("message").stringValue())
        .isEqualTo("header not found");
  }

  private String nonce(String tag) throws Exception {
    return node.result("eth_getTransactionCount", text(PAYER), text(tag)).stringValue();
  }

  private String balance(String address, String tag) throws Exception {
    return node.result("eth_getBalance", text(address), text(tag)).stringValue();
  }

  @Test
  void refusesATransactionInTheWordsOfGeth() throws Exception {
    Transaction first = node.transfer(1);
    node.send(first);
    assertRefused(first, "already known");
    assertRefused(
        TestNode.body(0, 2, 2_000_000_000).sign(TestNode.PAYER_KEY),
        "replacement transaction underpriced");
    assertRefused(
        TestNode.body(1, Long.MAX_VALUE, 2_000_000_000).sign(TestNode.PAYER_KEY),
        "insufficient funds for gas * price + value");
    assertRefused(
        TestNode.body(1_000_000, 1, 2_000_000_000).sign(TestNode.PAYER_KEY), "nonce too high");
    node.runSlots(1);
    assertRefused(TestNode.body(0, 3, 2_000_000_000).sign(TestNode.PAYER_KEY), "nonce too low");
    assertRefused(
        TransactionBody.legacy(
                5, 1, U256.of(2_000_000_000), 21_000, TestNode.PAYEE, U256.ONE, Bytes.EMPTY)
            .sign(TestNode.PAYER_KEY),
        "chain id 5");
    TransactionBody unprotected =
        new TransactionBody(
            TransactionType.LEGACY,
            null,
            1,
            U256.of(2_000_000_000),
            U256.of(2_000_000_000),
            21_000,
            TestNode.PAYEE,
            U256.ONE,
            Bytes.EMPTY,
            List.of());
    assertRefused(
        unprotected.sign(TestNode.PAYER_KEY),
        "only replay-protected (EIP-155) transactions allowed over RPC");
    TransactionBody creation =
        TransactionBody.dynamicFee(
            TestNode.CHAIN_ID,
            1,
            U256.ONE,
            U256.of(2_000_000_000),
            100_000,
            null,
            U256.ZERO,
            Bytes.of((byte) 0x60));
    assertRefused(creation.sign(TestNode.PAYER_KEY), "this node does not execute contracts yet");
  }

  private void assertRefused(Transaction transaction, String text) throws Exception {
    JsonNode error = node.send(transaction).get("error");
    assertThat(error.get("code").intValue()).isEqualTo(-32000);
    assertThat(error.get("message").stringValue()).startsWith(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "''",
        "'0x'",
        "'0x0'",
        "'0x00'",
        "'0x80'",
        "'0xc0'",
        "'0x02'",
        "'0x02c0'",
        "'0x03c0'",
        "'0xff'",
        "'0xf8'",
        "'0x02f8ff'",
        "'zz'",
        "1",
        "{}",
        "[]",
        "true"
      })
  void refusesBytesThatAreNoTransaction(String bytes) throws Exception {
    JsonNode error = node.error("eth_sendRawTransaction", json(bytes));
    assertThat(error.get("code").intValue()).isEqualTo(-32602);
    assertThat(error.get("message").stringValue()).startsWith("invalid argument 0: ");
  }

  @Test
  void countsWhatCanBeUsedAndWhatWaits() throws Exception {
    node.send(TestNode.body(0, 1, 2_000_000_000).sign(TestNode.PAYER_KEY));
    node.send(TestNode.body(1, 1, 2_000_000_000).sign(TestNode.PAYER_KEY));
    node.send(TestNode.body(3, 1, 2_000_000_000).sign(TestNode.PAYER_KEY));
    node.send(TestNode.body(0, 1, 2_000_000_000).sign(TestNode.CREATOR_KEY));
    assertThat(node.result("txpool_status").toString())
        .isEqualTo("{\"pending\":\"0x3\",\"queued\":\"0x1\"}");
  }

  @Test
  void hasNullForWhatItDoesNotHave() throws Exception {
    JsonNode unknown = text("0x" + "dd".repeat(32));
    assertThat(node.result("eth_getTransactionByHash", unknown).isNull()).isTrue();
    assertThat(node.result("eth_getTransactionReceipt", unknown).isNull()).isTrue();
  }

  @Test
  void saysOfASkippedTransactionThatItWas() {
    Transaction transaction = TestNode.body(0, 1, 2_000_000_000).sign(TestNode.PAYER_KEY);
    Block block =
        new Block(tandem.gwattypes.Header.builder().build(), List.of(transaction, transaction));
    StateFields state =
        new StateFields(
            U256.of(7), 3, Hash32.ZERO, Hash32.ZERO, 21_000, tandem.gwattypes.Bloom.EMPTY);
    List<Receipt> receipts =
        List.of(
            Receipt.of(TransactionType.DYNAMIC_FEE, Receipt.Status.SUCCEEDED, 21_000, List.of()),
            Receipt.of(TransactionType.DYNAMIC_FEE, Receipt.Status.SKIPPED, 21_000, List.of()));
    JsonNode json = new ReceiptJson(block, state, receipts).all();
    assertThat(json.get(0).has("skipped")).isFalse();
    assertThat(json.get(1).get("skipped").booleanValue()).isTrue();
    assertThat(json.get(1).get("status").stringValue()).isEqualTo("0x0");
    assertThat(json.get(1).get("gasUsed").stringValue()).isEqualTo("0x0");
    assertThat(json.get(1).get("transactionIndex").stringValue()).isEqualTo("0x1");
    assertThat(json.get(1).get("blockNumber").stringValue()).isEqualTo("0x3");
  }

  @Test
  void estimatesTransfersOnly() throws Exception {
    assertThat(estimate("{'to':'" + PAYEE + "'}")).isEqualTo(quantity(21_000));
    assertThat(estimate("{'from':'" + PAYER + "','to':'" + PAYEE + "','value':'0x1'}"))
        .isEqualTo(quantity(21_000));
    assertThat(estimate("{'to':'" + PAYEE + "','data':'0x00ff'}")).isEqualTo(quantity(21_020));
    assertThat(estimate("{'data':'0x60'}")).contains("does not execute contracts yet");
    assertThat(estimate("{'from':'" + PAYEE + "','to':'" + PAYER + "','value':'0x1'}"))
        .contains("insufficient funds for transfer");
    assertThat(estimate("{'to':'0x1'}")).contains("invalid argument 0.to");
    assertThat(estimate("{'to':'" + PAYEE + "','value':'0x" + "f".repeat(65) + "'}"))
        .contains("invalid argument 0.value");
    assertThat(estimate("{'to':'" + PAYEE + "','data':'0x0','input':'0x1'}")).contains("differ");
    assertThat(estimate("[]")).contains("invalid argument 0: not an object");
  }

  private String estimate(String call) throws Exception {
    JsonNode answer = node.answer("eth_estimateGas", json(call));
    return answer.has("error")
        ? answer.get("error").get("message").stringValue()
        : answer.get("result").stringValue();
  }

  @Test
  void suggestsWhatOthersPaid() throws Exception {
    assertThat(node.result("eth_maxPriorityFeePerGas").stringValue())
        .as("nobody has paid anything")
        .isEqualTo(quantity(1_000_000_000));
    node.send(node.transfer(1));
    node.runSlots(1);
    assertThat(node.result("eth_maxPriorityFeePerGas").stringValue()).isEqualTo(quantity(1_000));
    JsonNode block = node.result("eth_getBlockByNumber", text("latest"));
    U256 baseFee = U256.fromQuantity(block.get("baseFeePerGas").stringValue());
    assertThat(node.result("eth_gasPrice").stringValue())
        .isEqualTo(baseFee.add(U256.of(1_000)).toQuantity());
  }
}
