package tandem.gwatwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.gwattypes.Block;
import tandem.gwattypes.Header;
import tandem.gwattypes.Transaction;
import tandem.gwattypes.TransactionBody;
import tandem.gwatwire.WfdagMessage.ForkId;
import tandem.gwatwire.WfdagMessage.Status;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.Hex;
import tandem.primitives.U256;
import tandem.rlp.RlpException;

class WfdagCodecTest {
  private static final Hash32 X = Hash32.fromHex("11".repeat(32));
  private static final Hash32 Y = Hash32.fromHex("22".repeat(32));
  private static final Hash32 GENESIS =
      Hash32.fromHex("e0b57b58e582fc75c38055a34b4f36acab63c4f8dc04f5d567d4c5c659034565");
  private static final long ID = 0x1122334455667788L;

  /// gwat-net.md A.3 and A.4.
  static Stream<Arguments> workedBytes() {
    String x = "a0" + "11".repeat(32);
    String y = "a0" + "22".repeat(32);
    ForkId fork = Handshake.forkId(GENESIS);
    return Stream.of(
        Arguments.of(
            new Status(1, 0x13e50a93, 5, List.of(X, Y), GENESIS, fork),
            "f8730184 13e50a93 05 f842"
                + x
                + y
                + "a0"
                + GENESIS.toHex().substring(2)
                + "c684542b715980"),
        Arguments.of(
            new Status(1, 0x13e50a93, 5, List.of(), GENESIS, fork),
            "f0018413e50a9305c0a0" + GENESIS.toHex().substring(2) + "c684542b715980"),
        Arguments.of(
            new WfdagMessage.GetHeadersByHash(ID, List.of(X, Y)),
            "f853 881122334455667788 f848 f842" + x + y + "80 02 80 80"),
        Arguments.of(
            new WfdagMessage.GetHeadersFrom(ID, X, 1, 0, false),
            "ef 881122334455667788 e5 c0" + x + "01 80 80"),
        Arguments.of(
            new WfdagMessage.GetHeadersByNumber(ID, 6, 192, 0, false),
            "d0881122334455667788c6c00681c08080"),
        Arguments.of(new WfdagMessage.GetHeadersByNumber(7, 5, 1, 63, true), "c707c5c005013f01"),
        Arguments.of(new WfdagMessage.GetDag(ID, 5), "ca88112233445566778805"),
        Arguments.of(
            new WfdagMessage.Dag(ID, List.of(X, Y)), "f84d 881122334455667788 f842" + x + y),
        Arguments.of(new WfdagMessage.Dag(1, List.of()), "c201c0"),
        Arguments.of(new WfdagMessage.BlockHeaders(1, List.of()), "c201c0"),
        Arguments.of(new WfdagMessage.BlockBodies(1, List.of(List.of())), "c401c2c1c0"),
        Arguments.of(new WfdagMessage.Receipts(1, List.of(List.of())), "c301c1c0"),
        Arguments.of(new WfdagMessage.NewBlockHashes(List.of(X)), "e3e2" + x + "80"));
  }

  @ParameterizedTest
  @MethodSource("workedBytes")
  void writesAndReadsTheWorkedBytes(WfdagMessage message, String hex) {
    byte[] bytes = Hex.decode(hex.replace(" ", ""));
    assertThat(Hex.encode(WfdagCodec.encode(message))).isEqualTo(Hex.encode(bytes));
    assertThat(WfdagCodec.decode(WfdagCodec.code(message), bytes)).isEqualTo(message);
  }

  private static List<WfdagMessage> samples(Random random) {
    List<Hash32> hashes = new ArrayList<>();
    List<Transaction> transactions = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      byte[] hash = new byte[32];
      random.nextBytes(hash);
      hashes.add(Hash32.wrap(hash));
      TransactionBody body =
          random.nextBoolean()
              ? TransactionBody.legacy(
                  7, i, U256.ONE, 21_000, Address.ZERO, U256.ONE, Bytes.of(hash))
              : TransactionBody.dynamicFee(
                  7, i, U256.ONE, U256.of(9), 21_000, Address.ZERO, U256.ONE, Bytes.EMPTY);
      transactions.add(body.sign(Bytes.fromHex("%064x".formatted(9))));
    }
    Header header =
        Header.builder()
            .slot(Math.abs(random.nextLong() / 2))
            .parentHashes(hashes)
            .txRoot(Transaction.root(transactions))
            .build();
    long id = random.nextLong();
    return List.of(
        new WfdagMessage.Transactions(transactions),
        new WfdagMessage.NewBlockHashes(hashes),
        new WfdagMessage.BlockHeaders(id, List.of(header, header)),
        new WfdagMessage.GetBlockBodies(id, hashes),
        new WfdagMessage.BlockBodies(id, List.of(transactions, List.of(), transactions)),
        new WfdagMessage.NewBlock(new Block(header, transactions)),
        new WfdagMessage.NewPooledTransactionHashes(hashes),
        new WfdagMessage.GetPooledTransactions(id, hashes),
        new WfdagMessage.PooledTransactions(id, transactions),
        new WfdagMessage.GetNodeData(id, hashes),
        new WfdagMessage.NodeData(id, List.of(Bytes.EMPTY, Bytes.of((byte) 1, (byte) 2))),
        new WfdagMessage.GetReceipts(id, hashes),
        new WfdagMessage.Dag(id, hashes));
  }

  @Test
  void everyMessageComesBackAndNoCutOfItDoes() {
    long seed = 8;
    Random random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      for (WfdagMessage message : samples(random)) {
        byte[] bytes = WfdagCodec.encode(message);
        int code = WfdagCodec.code(message);
        assertThat(WfdagCodec.decode(code, bytes)).as("seed %d", seed).isEqualTo(message);
        byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        assertThatThrownBy(() -> WfdagCodec.decode(code, cut)).isInstanceOf(RlpException.class);
      }
    }
  }

  @Test
  void changedBytesAreAMessageOrRefusedInWords() {
    long seed = 9;
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      for (WfdagMessage message : samples(random)) {
        byte[] bytes = WfdagCodec.encode(message);
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        try {
          WfdagCodec.decode(WfdagCodec.code(message), bytes);
        } catch (RlpException e) {
          assertThat(e).as("seed %d", seed).hasMessageContaining(" at byte ");
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0x0b, c0, no message has this code",
    "0x13, c0, no message has this code",
    "0x11, c3010203, 1 surplus bytes",
    "0x11, c101, an item is missing",
    "0x11, 01, expected a list",
    "0x03, c707c5c005013f02, 2 is above 1",
    "0x03, d007cec089010101010101010101013f01, neither a hash nor a number",
    "0x08, c101, 1 bytes where 32 are needed"
  })
  void whatIsNoMessageIsRefusedInWords(String code, String hex, String reason) {
    assertThatThrownBy(() -> WfdagCodec.decode(Integer.decode(code), Hex.decode(hex)))
        .isInstanceOf(RlpException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void listsAreBounded() {
    List<Hash32> many = Collections.nCopies(WfdagCodec.ITEMS_MAX + 1, X);
    byte[] bytes = WfdagCodec.encode(new WfdagMessage.GetBlockBodies(1, many));
    assertThatThrownBy(() -> WfdagCodec.decode(0x05, bytes))
        .hasMessageContaining("more than 1024 items");
  }

  @Test
  void aPeerOfAnotherNetworkIsToldApart() {
    ForkId fork = Handshake.forkId(GENESIS);
    Status ours = new Status(1, 5, 10, List.of(), GENESIS, fork);
    assertThat(Handshake.fault(ours, new Status(1, 5, 99, List.of(X), GENESIS, fork))).isNull();
    assertThat(Handshake.fault(ours, new Status(1, 6, 0, List.of(), GENESIS, fork)))
        .contains("network ID mismatch: the peer has 6, we have 5");
    assertThat(Handshake.fault(ours, new Status(2, 5, 0, List.of(), GENESIS, fork)))
        .contains("protocol version mismatch");
    assertThat(Handshake.fault(ours, new Status(1, 5, 0, List.of(), X, fork)))
        .contains("genesis mismatch")
        .contains(X.toHex());
    ForkId other = Handshake.forkId(X);
    assertThat(Handshake.fault(ours, new Status(1, 5, 0, List.of(), GENESIS, other)))
        .contains("fork ID rejected");
    ForkId passed = new ForkId(fork.hash(), 10);
    assertThat(Handshake.fault(ours, new Status(1, 5, 0, List.of(), GENESIS, passed)))
        .contains("fork ID rejected");
  }
}
