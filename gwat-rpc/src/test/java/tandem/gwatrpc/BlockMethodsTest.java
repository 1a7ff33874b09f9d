package tandem.gwatrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.gwatrpc.TestNode.JSON;
import static tandem.gwatrpc.TestNode.json;
import static tandem.gwatrpc.TestNode.quantity;
import static tandem.gwatrpc.TestNode.text;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.gwatcore.GwatMachine;
import tandem.gwatcore.NodeEvent;
import tandem.gwatcore.PeerKey;
import tandem.gwattypes.Block;
import tandem.gwattypes.BlockSigner;
import tandem.gwattypes.Header;
import tandem.gwattypes.Seal;
import tandem.gwattypes.Transaction;
import tandem.gwatwire.Handshake;
import tandem.gwatwire.WfdagCodec;
import tandem.gwatwire.WfdagMessage;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.Hex;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class BlockMethodsTest {
  private static final JsonNode FULL = JSON.booleanNode(true);

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
  void showsAFinalisedBlockWithTheFieldsOfTheDag() throws Exception {
    Transaction transaction = node.transfer(5);
    node.send(transaction);
    node.runSlots(1);
    Block block =
        node.ask(machine -> machine.reads().block(machine.reads().lastFinalized().hash()));
    JsonNode json = node.result("eth_getBlockByNumber", text("latest"), FULL);
    assertThat(json.propertyNames())
        .containsExactlyInAnyOrder(
            "hash",
            "slot",
            "height",
            "number",
            "parentHashes",
            "lfHash",
            "lfNumber",
            "miner",
            "transactionsRoot",
            "gasLimit",
            "timestamp",
            "extraData",
            "stateRoot",
            "receiptsRoot",
            "gasUsed",
            "logsBloom",
            "baseFeePerGas",
            "size",
            "transactions");
    assertThat(json.get("hash").stringValue()).isEqualTo(block.hash().toHex());
    assertThat(json.get("number").stringValue()).isEqualTo("0x1");
    assertThat(json.get("slot").stringValue()).isEqualTo("0x1");
    assertThat(json.get("gasUsed").stringValue()).isEqualTo("0x5208");
    assertThat(json.get("size").stringValue()).isEqualTo(quantity(block.encode().length));
    JsonNode inside = json.get("transactions").get(0);
    assertThat(inside.get("hash").stringValue()).isEqualTo(transaction.hash().toHex());
    assertThat(inside.get("blockNumber").stringValue()).isEqualTo("0x1");
    assertThat(inside.get("from").stringValue()).isEqualTo(TestNode.PAYER.toHex());
    assertThat(node.result("eth_getBlockByHash", json.get("hash")).get("transactions").toString())
        .isEqualTo("[\"" + transaction.hash().toHex() + "\"]");
  }

  /// The original's coordinator computes the hash of what it is shown (gwat-net.md 8.2).
  @Test
  void showsAllThatTheHashCommitsTo() throws Exception {
    node.runSlots(2);
    for (String number : List.of("0x0", "0x1", "0x2")) {
      JsonNode json = node.result("eth_getBlockByNumber", text(number));
      assertThat(header(json).hash().toHex()).isEqualTo(json.get("hash").stringValue());
    }
  }

  private static Header header(JsonNode json) {
    List<Hash32> parents = new ArrayList<>();
    json.get("parentHashes").forEach(parent -> parents.add(Hash32.fromHex(parent.stringValue())));
    return Header.builder()
        .parentHashes(parents)
        .slot(number(json, "slot"))
        .height(number(json, "height"))
        .lfHash(Hash32.fromHex(json.get("lfHash").stringValue()))
        .lfNumber(number(json, "lfNumber"))
        .coinbase(Address.fromHex(json.get("miner").stringValue()))
        .txRoot(Hash32.fromHex(json.get("transactionsRoot").stringValue()))
        .gasLimit(number(json, "gasLimit"))
        .timeS(number(json, "timestamp"))
        .extra(Bytes.fromHex(json.get("extraData").stringValue()))
        .build();
  }

  private static long number(JsonNode json, String name) {
    return Hex.parseQuantity(json.get(name).stringValue());
  }

  @Test
  void findsABlockOfTheDagByItsHashAndWithoutANumber() throws Exception {
    node.beginSlot();
    Hash32 tip = node.ask(GwatMachine::tips).iterator().next();
    JsonNode json = node.result("eth_getBlockByHash", text(tip.toHex()));
    assertThat(json.get("number").isNull()).isTrue();
    assertThat(json.has("baseFeePerGas")).isFalse();
    // Readers of the original want these to be there.
    for (String name : List.of("stateRoot", "receiptsRoot", "gasUsed", "logsBloom")) {
      assertThat(json.get(name).isString()).as(name).isTrue();
    }
    assertThat(node.result("eth_blockNumber").stringValue()).isEqualTo("0x0");
    assertThat(node.result("eth_getBlockByNumber", text("0x1")).isNull()).isTrue();
    assertThat(node.result("eth_getBlockReceipts", json.get("hash")).isNull())
        .as("not finalised")
        .isTrue();
  }

  @Test
  void knowsTheTags() throws Exception {
    node.runSlots(3);
    assertThat(node.result("eth_blockNumber").stringValue()).isEqualTo("0x3");
    assertThat(numberOf("latest")).isEqualTo("0x3");
    assertThat(numberOf("earliest")).isEqualTo("0x0");
    // The coordinator has named genesis as its finalised checkpoint's spine.
    assertThat(numberOf("safe")).isEqualTo("0x0");
    assertThat(numberOf("finalized")).isEqualTo("0x0");
    assertThat(node.result("eth_getBlockByNumber", text("pending")).isNull()).isTrue();
  }

  private String numberOf(String tag) throws Exception {
    return node.result("eth_getBlockByNumber", text(tag)).get("number").stringValue();
  }

  @Test
  void hasNullForWhatItDoesNotHave() throws Exception {
    String unknown = "0x" + "ee".repeat(32);
    assertThat(node.result("eth_getBlockByNumber", text("0x7fffffffffffffff")).isNull()).isTrue();
    assertThat(node.result("eth_getBlockByHash", text(unknown)).isNull()).isTrue();
    assertThat(node.result("eth_getBlockReceipts", text("0x99")).isNull()).isTrue();
    assertThat(
            node.result("eth_getBlockReceipts", json("{'blockHash':'" + unknown + "'}")).isNull())
        .isTrue();
  }

  @Test
  void showsTheReceiptsOfABlock() throws Exception {
    node.send(node.transfer(1));
    node.send(node.transfer(2));
    node.runSlots(1);
    JsonNode receipts = node.result("eth_getBlockReceipts", text("latest"));
    assertThat(receipts.size()).isEqualTo(2);
    assertThat(receipts.get(1).get("cumulativeGasUsed").stringValue()).isEqualTo(quantity(42_000));
    assertThat(receipts.get(1).get("gasUsed").stringValue()).isEqualTo(quantity(21_000));
    assertThat(receipts.get(1))
        .isEqualTo(
            node.result("eth_getTransactionReceipt", receipts.get(1).get("transactionHash")));
  }

  @Test
  void showsTwoBlocksOfOneCreatorAndSlotAsEvidence() throws Exception {
    node.beginSlot();
    Hash32 tip = node.ask(GwatMachine::tips).iterator().next();
    Block first = node.ask(machine -> machine.reads().block(tip));
    Header second =
        Seal.seal(first.header(), Bytes.of((byte) 7), BlockSigner.secp256k1(TestNode.CREATOR_KEY));
    PeerKey peer = new PeerKey("peer");
    Hash32 genesis = TestNode.genesisHash();
    node.loop().post(new NodeEvent.PeerConnected(peer));
    node.loop()
        .post(
            new NodeEvent.PeerMessage(
                peer,
                new WfdagMessage.Status(
                    WfdagCodec.VERSION,
                    TestNode.NETWORK_ID,
                    0,
                    List.of(genesis),
                    genesis,
                    Handshake.forkId(genesis))));
    node.loop()
        .post(new NodeEvent.PeerMessage(peer, new WfdagMessage.NewBlock(first.withHeader(second))));
    JsonNode twins = node.result("dag_twins", JSON.numberNode(1), text(TestNode.CREATOR.toHex()));
    assertThat(
            List.of(twins.get(0).get("hash").stringValue(), twins.get(1).get("hash").stringValue()))
        .containsExactlyInAnyOrder(first.hash().toHex(), second.hash().toHex());
    assertThat(node.result("dag_twins", text("0x2"), text(TestNode.CREATOR.toHex())).isEmpty())
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "eth_getBlockByNumber | [] | missing value for required argument 0",
        "eth_getBlockByNumber | {'number':1} | non-array args",
        "eth_getBlockByNumber | [1] | invalid argument 0: not a block number",
        "eth_getBlockByNumber | ['0x01'] | invalid argument 0: hex quantity with leading zeros",
        "eth_getBlockByNumber | ['newest'] | invalid argument 0: not a hex quantity",
        "eth_getBlockByNumber | ['0x8000000000000000'] | above 63 bits",
        "eth_getBlockByNumber | ['0x1','yes'] | invalid argument 1: not a boolean",
        "eth_getBlockByNumber | ['0x1',true,1] | too many arguments, want at most 2",
        "eth_getBlockByNumber | [{'blockNumber':'0x1'}] | invalid argument 0",
        "eth_getBlockByHash | ['0x12'] | invalid argument 0: hex string of 2 digits, want 64",
        "eth_getBlockByHash | ['ff'] | invalid argument 0: hex string without 0x prefix",
        "eth_getBlockByHash | ['0xzz'] | invalid argument 0: not hexadecimal",
        "eth_getBlockReceipts | [{}] | neither blockNumber nor blockHash",
        "eth_blockNumber | [1] | too many arguments, want at most 0",
        "dag_twins | [-1,'0x00'] | invalid argument 0: not a number of 63 bits",
        "dag_twins | [1] | missing value for required argument 1",
      })
  void saysWhatIsWrongWithAParameter(String method, String params, String fault) throws Exception {
    JsonNode error = node.answerTo(method, json(params)).get("error");
    assertThat(error.get("code").intValue()).isEqualTo(-32602);
    assertThat(error.get("message").stringValue()).contains(fault);
  }
}
