package tandem.gwattypes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.gwattypes.Receipt.Status;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.Hex;
import tandem.primitives.U256;
import tandem.rlp.RlpException;
import tandem.rlp.RlpReader;
import tandem.rlp.RlpWriter;
import tandem.trie.Trie;

/// gwat-data.md 5 and 12.2; status 02 of ledger-rules.md 5.
class ReceiptTest {
  private static final String NO_BLOOM = "b90100" + "00".repeat(256);

  @Test
  void theReceiptOfChainEHasItsBytesAndRoot() {
    Receipt receipt = Receipt.of(TransactionType.DYNAMIC_FEE, Status.SUCCEEDED, 21_000, List.of());
    assertThat(Hex.encodeBare(receipt.encode())).isEqualTo("02f9010801825208" + NO_BLOOM + "c0");
    assertThat(Receipt.root(List.of(receipt)))
        .isEqualTo(
            Hash32.fromHex("f78dfb743fbd92ade140711c8bbc542b5e307f0ab7984eff35d751969fe57efa"));
    assertThat(Receipt.root(List.of())).isEqualTo(Trie.EMPTY_ROOT);
  }

  @ParameterizedTest
  @CsvSource({"SUCCEEDED, 21000, c501825208c0", "FAILED, 0, c38080c0", "SKIPPED, 0, c30280c0"})
  void theStoredFormHasStatusGasAndLogs(Status status, long gas, String bytes) {
    Receipt receipt = Receipt.of(TransactionType.DYNAMIC_FEE, status, gas, List.of());
    byte[] stored = Receipt.encodeStored(List.of(receipt));
    assertThat(Hex.encodeBare(stored)).isEqualTo(String.format("c%x", bytes.length() / 2) + bytes);
    assertThat(Receipt.decodeStored(stored, List.of(BlockTest.TRANSFER))).containsExactly(receipt);
  }

  @Test
  void randomReceiptsComeBackInEveryForm() {
    Random random = new Random(9);
    for (int i = 0; i < 300; i++) {
      List<Transaction> transactions = new ArrayList<>();
      List<Receipt> receipts = new ArrayList<>();
      RlpWriter out = new RlpWriter();
      for (int n = random.nextInt(5); n > 0; n--) {
        Transaction transaction = TransactionTest.random(random);
        transactions.add(transaction);
        receipts.add(random(random, transaction.type()));
      }
      receipts.reversed().forEach(receipt -> receipt.write(out));
      RlpReader in = RlpReader.of(out.list(0).toByteArray(), "receipts").list("");
      for (Receipt receipt : receipts) {
        assertThat(Receipt.read(in, "receipt")).isEqualTo(receipt);
      }
      in.end();
      byte[] stored = Receipt.encodeStored(receipts);
      assertThat(Receipt.decodeStored(stored, transactions)).isEqualTo(receipts);
      Bloom union = Receipt.bloom(receipts);
      for (Receipt receipt : receipts) {
        for (Log log : receipt.logs()) {
          assertThat(union.mayContain(log.address().toArray())).isTrue();
          log.topics().forEach(topic -> assertThat(union.mayContain(topic.toArray())).isTrue());
        }
      }
    }
  }

  /// Bits computed by hand from keccak256 of the twenty bytes 0x00…01:
  /// 1468288056310c82aa4c01a7e12a10f8111a0560e72b700555479031b86c357d.
  @Test
  void theBloomHasThreeBitsOfElevenForEachValue() {
    Address address = Address.fromHex("0000000000000000000000000000000000000001");
    Bloom bloom = Bloom.of(List.of(new Log(address, List.of(), Bytes.EMPTY)));
    byte[] expected = new byte[256];
    for (int bit : new int[] {0x1468 & 0x7ff, 0x2880 & 0x7ff, 0x5631 & 0x7ff}) {
      expected[255 - bit / 8] |= (byte) (1 << bit % 8);
    }
    assertThat(bloom.unsafeArray()).isEqualTo(expected);
    assertThat(bloom.mayContain(Address.ZERO.toArray())).isFalse();
    assertThat(Bloom.EMPTY.mayContain(address.toArray())).isFalse();
    assertThat(bloom.union(Bloom.EMPTY)).isEqualTo(bloom);
    assertThat(Bloom.EMPTY.union(bloom)).isEqualTo(bloom);
  }

  @ParameterizedTest
  @CsvSource({
    "c0, status",
    "c10380c0, status",
    "c38100c0, status",
    "c38000c0, leading zero",
    "c40180c000, surplus",
    "c30180, logs",
    "c30180c1c0, address",
    "c30280c1c0, address",
    "c101, cumulativeGasUsed"
  })
  void malformedStoredReceiptsAreRefused(String item, String why) {
    byte[] inner = Hex.decode(item);
    inner[0] = (byte) (0xc0 + inner.length - 1);
    byte[] stored = new RlpWriter().raw(inner).list(0).toByteArray();
    assertThatThrownBy(() -> Receipt.decodeStored(stored, List.of(BlockTest.TRANSFER)))
        .isInstanceOf(RlpException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aWrongNumberOfStoredReceiptsIsRefused() {
    byte[] none = Hex.decode("c0");
    assertThatThrownBy(() -> Receipt.decodeStored(none, List.of(BlockTest.TRANSFER)))
        .isInstanceOf(RlpException.class);
    byte[] one = Hex.decode("c4c30280c0");
    assertThatThrownBy(() -> Receipt.decodeStored(one, List.of()))
        .isInstanceOf(RlpException.class)
        .hasMessageContaining("surplus");
  }

  @Test
  void aBloomThatIsNotThatOfTheLogsIsRefused() {
    byte[] bytes = Receipt.of(TransactionType.LEGACY, Status.SUCCEEDED, 1, List.of()).encode();
    bytes[100] = 1;
    assertThatThrownBy(() -> Receipt.read(RlpReader.of(bytes, "receipt"), ""))
        .isInstanceOf(RlpException.class)
        .hasMessageContaining("not that of the logs");
  }

  @ParameterizedTest
  @CsvSource({"80", "8103", "00", "83030000"})
  void anUnknownTypeIsRefused(String hex) {
    assertThatThrownBy(() -> Receipt.read(RlpReader.of(Hex.decode(hex), "receipt"), ""))
        .isInstanceOf(RlpException.class);
  }

  @Test
  void onlySuccessLeavesLogs() {
    List<Log> logs = List.of(new Log(Address.ZERO, List.of(), Bytes.EMPTY));
    assertThatThrownBy(() -> Receipt.of(TransactionType.LEGACY, Status.SKIPPED, 0, logs))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void accountsComeBackAndMalformedOnesAreRefused() {
    Account account = new Account(-1, U256.MAX, Trie.EMPTY_ROOT, Account.EMPTY_CODE_HASH);
    assertThat(Account.decode(account.encode())).isEqualTo(account);
    assertThat(Account.decode(Account.EMPTY.encode())).isEqualTo(Account.EMPTY);
    assertThat(Account.EMPTY.isEmpty()).isTrue();
    assertThat(account.isEmpty()).isFalse();
    byte[] bytes = account.encode();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> Account.decode(cut)).isInstanceOf(RlpException.class);
    }
  }

  private static Receipt random(Random random, TransactionType type) {
    Status status = Status.values()[random.nextInt(3)];
    List<Log> logs = new ArrayList<>();
    for (int n = status == Status.SUCCEEDED ? random.nextInt(4) : 0; n > 0; n--) {
      List<Hash32> topics = new ArrayList<>();
      for (int t = random.nextInt(5); t > 0; t--) {
        topics.add(HeaderTest.hash(random));
      }
      byte[] data = new byte[random.nextInt(80)];
      random.nextBytes(data);
      Address address = Address.of(HeaderTest.hash(random).toArray(), 0);
      logs.add(new Log(address, topics, Bytes.wrap(data)));
    }
    return Receipt.of(type, status, random.nextInt(1 << 30), logs);
  }
}
