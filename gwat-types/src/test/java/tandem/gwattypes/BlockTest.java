package tandem.gwattypes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.Hex;
import tandem.primitives.U256;
import tandem.rlp.RlpException;
import tandem.rlp.RlpReader;
import tandem.rlp.RlpWriter;

/// Block 1 of chain E (gwat-data.md 12.2), and the size of blocks.
class BlockTest {
  static final Bytes SECRET =
      Bytes.fromHex("b71c71a67e1177ad4e901695e1b4b9ee17ae16c6668d313eac2f96dbcda3f291");

  static final Transaction TRANSFER =
      TransactionBody.dynamicFee(
              1337,
              0,
              U256.of(2_000_000_000),
              U256.of(4_000_000_000L),
              21_000,
              Address.fromHex("00000000000000000000000000000000000000aa"),
              U256.of(1_000_000_000_000_000_000L),
              Bytes.EMPTY)
          .sign(SECRET);

  @Test
  void blockOneOfChainEHasItsBytesAndRoot() {
    Block block = new Block(HeaderTest.BLOCK_1_E, List.of(TRANSFER));
    assertThat(block.hasRightTxRoot()).isTrue();
    String transaction = Hex.encodeBare(TRANSFER.encoded().unsafeArray());
    assertThat(Hex.encodeBare(block.encode()))
        .isEqualTo(
            "f901c5" + Hex.encodeBare(HeaderTest.BLOCK_1_E.encode()) + "f879b877" + transaction);
    assertThat(block.sizeBytes()).isEqualTo(block.encode().length);
    assertThat(Block.decode(block.encode())).isEqualTo(block);
    assertThat(block.hash()).isEqualTo(HeaderTest.BLOCK_1_E.hash());
  }

  @Test
  void aBlockWithOtherTransactionsHasNotTheRightRoot() {
    assertThat(new Block(HeaderTest.BLOCK_1_E, List.of()).hasRightTxRoot()).isFalse();
    assertThat(new Block(HeaderTest.GENESIS_E, List.of()).hasRightTxRoot()).isTrue();
  }

  @Test
  void theTransactionRootKeepsTheOrder() {
    Transaction second =
        TransactionBody.legacy(1337, 1, U256.ONE, 21_000, null, U256.ZERO, Bytes.EMPTY)
            .sign(SECRET);
    Hash32 forth = Transaction.root(List.of(TRANSFER, second));
    assertThat(forth).isNotEqualTo(Transaction.root(List.of(second, TRANSFER)));
  }

  @Test
  void whatIsLargerThanFourMebibytesIsRefusedBeforeItIsRead() {
    RlpWriter out = new RlpWriter(Block.SIZE_MAX + 100);
    byte[] bytes = out.bytes(new byte[Block.SIZE_MAX]).list(0).toByteArray();
    assertThatThrownBy(() -> Block.decode(bytes))
        .isInstanceOf(RlpException.class)
        .hasMessageContaining("4194304");
  }

  @Test
  void manyTinyTransactionsAreRefusedBeforeTheyAreRead() {
    RlpWriter out = new RlpWriter();
    int end = out.mark();
    for (int i = 0; i <= Block.TRANSACTIONS_MAX; i++) {
      out.list(out.mark());
    }
    out.list(end).raw(HeaderTest.BLOCK_1_E.encode()).list(0);
    refused(out.toByteArray(), "more than 65536 items");
  }

  @Test
  void surplusAndMissingPartsAreRefused() {
    Block block = new Block(HeaderTest.BLOCK_1_E, List.of(TRANSFER));
    RlpReader parts = RlpReader.of(block.encode(), "block").list("");
    byte[] header = parts.raw("");
    byte[] transactions = parts.raw("");
    refused(new RlpWriter().raw(header).list(0).toByteArray(), "transactions");
    refused(
        new RlpWriter().raw(Hex.decode("c0")).raw(transactions).raw(header).list(0).toByteArray(),
        "surplus");
    byte[] twice = Arrays.copyOf(block.encode(), block.encode().length + 1);
    refused(twice, "surplus");
    refused(new RlpWriter().raw(transactions).list(0).toByteArray(), "header");
  }

  private static void refused(byte[] bytes, String why) {
    assertThatThrownBy(() -> Block.decode(bytes))
        .isInstanceOf(RlpException.class)
        .hasMessageContaining(why);
  }
}
