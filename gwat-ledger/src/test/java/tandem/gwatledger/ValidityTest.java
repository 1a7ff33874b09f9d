package tandem.gwatledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tandem.gwatledger.Insertion.Invalid;
import tandem.gwatledger.Insertion.Point;
import tandem.gwattypes.Block;
import tandem.gwattypes.BlockSigner;
import tandem.gwattypes.Bloom;
import tandem.gwattypes.Header;
import tandem.gwattypes.Seal;
import tandem.gwattypes.StateFields;
import tandem.gwattypes.Transaction;
import tandem.gwattypes.TransactionBody;
import tandem.gwattypes.TransactionType;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.U256;

/// Each rule of ledger-rules.md 2 violated alone.
class ValidityTest {
  private final TestNet net = new TestNet();
  private final TestStore store = new TestStore();
  private Block a;
  private Block b;
  private Ledger ledger;

  @BeforeEach
  void twoBlocksOnGenesis() {
    a = net.block(0, 1, List.of(net.genesisHash()));
    b = net.block(1, 1, List.of(net.genesisHash()));
    ledger = net.openWithCreators(store);
    ledger.insert(a, Source.REQUESTED);
    ledger.insert(b, Source.REQUESTED);
    for (long slot = 2; slot < 200; slot++) {
      ledger.setCreators(slot, TestNet.SIGNERS.stream().map(BlockSigner::address).toList());
    }
  }

  @Test
  void takesAValidBlock() {
    Block block = make(header -> header, TestNet.transfer(0, 0, TestNet.address(1), 1));
    assertThat(ledger.insert(block, Source.PROPAGATED))
        .isEqualTo(new Insertion.Inserted(block.hash(), List.of()));
    assertThat(ledger.insert(block, Source.PROPAGATED))
        .isEqualTo(new Insertion.AlreadyKnown(block.hash()));
    assertThat(ledger.insert(net.slow.blocks.get(net.genesisHash()), Source.PROPAGATED))
        .isInstanceOf(Insertion.AlreadyKnown.class);
  }

  /// W-D2, W-D3: fields outside the hash are never a peer's to set.
  @Test
  void ignoresStateFieldsOfAPeer() {
    StateFields forged = new StateFields(U256.ONE, 5, Hash32.ZERO, a.hash(), 77, Bloom.EMPTY);
    Block block = make(header -> header.state(forged));
    Block claimed = block.withHeader(block.header().withState(forged));
    assertThat(ledger.insert(claimed, Source.PROPAGATED)).isInstanceOf(Insertion.Inserted.class);
    assertThat(ledger.reads().block(block.hash()).header().state()).isNull();
  }

  @Test
  void refusesAStructureThatDoesNotFit() {
    assertInvalid(make(header -> header.parentHashes(List.of())), Point.STRUCTURE, true);
    assertInvalid(make(header -> header.parentHashes(sorted().reversed())), Point.STRUCTURE, true);
    assertInvalid(make(header -> header.height(4)), Point.STRUCTURE, true);
    assertInvalid(
        make(header -> header.slot(1).timeS(net.config().slotStartS(1))), Point.STRUCTURE, true);
    assertInvalid(
        make(header -> header.slot(100).timeS(net.config().slotStartS(100))),
        Point.STRUCTURE,
        true);
  }

  @Test
  void namesMissingParentsAndRemembersNothing() {
    Hash32 unknown = Hash32.fromHex("ff".repeat(32));
    Block block = make(header -> header.parentHashes(List.of(unknown)).height(2));
    String before = store.contents();
    for (int i = 0; i < 2; i++) {
      assertThat(ledger.insert(block, Source.PROPAGATED))
          .isEqualTo(new Insertion.MissingParents(block.hash(), List.of(unknown)));
    }
    assertThat(store.contents()).isEqualTo(before);
  }

  @Test
  void refusesAWrongAnchorWithoutBlame() {
    assertInvalid(make(header -> header.lfHash(a.hash())), Point.ANCHOR, false);
    // A number that no block of the main chain has as height.
    assertInvalid(make(header -> header.lfNumber(2)), Point.ANCHOR, false);
    assertInvalid(make(header -> header.lfNumber(3)), Point.ANCHOR, false);
    assertInvalid(make(header -> header.lfNumber(Long.MAX_VALUE)), Point.ANCHOR, false);
  }

  @Test
  void refusesAnotherGasLimit() {
    assertInvalid(make(header -> header.gasLimit(TestNet.GAS_LIMIT + 1)), Point.CONTENT, true);
  }

  @Test
  void refusesATimeOutsideTheSlot() {
    long start = net.config().slotStartS(2);
    assertInvalid(make(header -> header.timeS(start - 1)), Point.TIME, true);
    assertInvalid(make(header -> header.timeS(start + TestNet.SLOT_SECONDS)), Point.TIME, true);
    assertInvalid(make(header -> header.slot(Long.MAX_VALUE)), Point.TIME, true);
    assertInvalid(
        make(header -> header.slot(Long.MAX_VALUE).timeS(Long.MAX_VALUE)), Point.TIME, true);
    assertInvalid(make(header -> header.slot(0).timeS(0)), Point.TIME, true);
    Block last = make(header -> header.timeS(start + TestNet.SLOT_SECONDS - 1));
    assertThat(ledger.insert(last, Source.PROPAGATED)).isInstanceOf(Insertion.Inserted.class);
  }

  @Test
  void refusesABrokenSeal() {
    Block block = make(header -> header);
    byte[] extra = block.header().extra().toArray();
    extra[0] ^= 1;
    assertInvalid(withExtra(block, extra), Point.SEAL, true);
    extra = block.header().extra().toArray();
    extra[116] ^= 1;
    assertInvalid(withExtra(block, extra), Point.SEAL, true);
    assertInvalid(withExtra(block, new byte[0]), Point.SEAL, true);
    Header other = block.header().toBuilder().coinbase(TestNet.address(3)).build();
    assertInvalid(block.withHeader(other), Point.SEAL, true);
  }

  @Test
  void refusesOtherTransactionsThanTheHeaderCommitsToButTakesTheRightOnesLater() {
    Transaction right = TestNet.transfer(0, 0, TestNet.address(1), 1);
    Block block = make(header -> header, right);
    Block swapped =
        new Block(block.header(), List.of(TestNet.transfer(0, 0, TestNet.address(1), 2)));
    assertThat(ledger.insert(swapped, Source.PROPAGATED))
        .isInstanceOfSatisfying(Invalid.class, i -> assertThat(i.sticky()).isFalse());
    assertThat(ledger.insert(block, Source.PROPAGATED)).isInstanceOf(Insertion.Inserted.class);
  }

  @Test
  void refusesTransactionsThatNoBlockMayHold() {
    Address to = TestNet.address(1);
    Transaction twice = TestNet.transfer(0, 0, to, 1);
    assertInvalid(make(header -> header, twice, twice), Point.CONTENT, true);
    assertContent(body(TestNet.CHAIN_ID + 1, 21_000, to, 1, 1));
    assertContent(body(TestNet.CHAIN_ID, 20_999, to, 1, 1));
    assertContent(body(TestNet.CHAIN_ID, 21_000, to, 2, 1));
    assertContent(
        new TransactionBody(
            TransactionType.LEGACY,
            null,
            0,
            U256.ONE,
            U256.ONE,
            21_000,
            to,
            U256.ONE,
            Bytes.EMPTY,
            List.of()));
  }

  @Test
  void refusesCodeUntilItCanBeExecuted() {
    assertContent(body(TestNet.CHAIN_ID, 100_000, null, 1, 1));
    byte[] precompiled = new byte[20];
    precompiled[19] = 10;
    assertContent(body(TestNet.CHAIN_ID, 100_000, Address.of(precompiled), 1, 1));
    precompiled[19] = 11;
    Transaction plain =
        TestNet.sign(body(TestNet.CHAIN_ID, 100_000, Address.of(precompiled), 1, 1), 0);
    assertThat(ledger.insert(make(header -> header, plain), Source.PROPAGATED))
        .isInstanceOf(Insertion.Inserted.class);
  }

  @Test
  void takesIntrinsicGasUpToTheGasLimitAndNoMore() {
    List<Transaction> transactions = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      transactions.add(TestNet.transfer(0, i, TestNet.address(1), 1));
    }
    Block fits = make(header -> header, transactions.toArray(Transaction[]::new));
    transactions.add(TestNet.transfer(0, 9, TestNet.address(1), 1));
    assertInvalid(
        make(header -> header, transactions.toArray(Transaction[]::new)), Point.CONTENT, true);
    assertThat(ledger.insert(fits, Source.PROPAGATED)).isInstanceOf(Insertion.Inserted.class);
  }

  @Test
  void refusesABlockOfNoCreatorWithoutBlame() {
    ledger.setCreators(2, List.of(TestNet.address(0), TestNet.address(1)));
    Block block = make(header -> header);
    assertThat(ledger.insert(block, Source.PROPAGATED))
        .isInstanceOfSatisfying(
            Invalid.class,
            invalid -> {
              assertThat(invalid.point()).isEqualTo(Point.CREATOR);
              assertThat(invalid.penalty()).isFalse();
              assertThat(invalid.sticky()).isFalse();
            });
    // The coordinator changed its mind.
    ledger.setCreators(2, List.of(TestNet.address(2)));
    assertThat(ledger.insert(block, Source.PROPAGATED)).isInstanceOf(Insertion.Inserted.class);
  }

  @Test
  void refusesChildrenOfAnInvalidBlock() {
    Block wrong = make(header -> header.height(7));
    ledger.insert(wrong, Source.PROPAGATED);
    long start = net.config().slotStartS(3);
    Block child = make(h -> h.slot(3).timeS(start).parentHashes(List.of(wrong.hash())).height(8));
    assertThat(ledger.insert(child, Source.PROPAGATED))
        .isInstanceOfSatisfying(Invalid.class, i -> assertThat(i.sticky()).isTrue());
  }

  private void assertContent(TransactionBody body) {
    assertInvalid(make(header -> header, TestNet.sign(body, 0)), Point.CONTENT, true);
  }

  private static TransactionBody body(
      long chainId, long gas, @Nullable Address to, long priorityFee, long maxFee) {
    return TransactionBody.dynamicFee(
        chainId, 0, U256.of(priorityFee), U256.of(maxFee), gas, to, U256.ONE, Bytes.EMPTY);
  }

  private void assertInvalid(Block block, Point point, boolean penalty) {
    String before = store.contents();
    for (int i = 0; i < 2; i++) {
      assertThat(ledger.insert(block, Source.PROPAGATED))
          .isInstanceOfSatisfying(
              Invalid.class,
              invalid -> {
                assertThat(invalid.penalty()).as(invalid.fault()).isEqualTo(penalty);
                assertThat(invalid.sticky()).as(invalid.fault()).isEqualTo(penalty);
              });
    }
    assertThat(store.contents()).isEqualTo(before);
    Invalid first = (Invalid) net.openWithCreators(store.copy()).insert(block, Source.REQUESTED);
    assertThat(first.point()).as(first.fault()).isEqualTo(point);
  }

  private List<Hash32> sorted() {
    return List.of(a.hash(), b.hash()).stream().sorted().toList();
  }

  private Block make(UnaryOperator<Header.Builder> change, Transaction... transactions) {
    List<Transaction> list = List.of(transactions);
    Header header = net.header(2, List.of(a.hash(), b.hash()), net.genesisHash(), list);
    Header changed = change.apply(header.toBuilder()).build();
    return new Block(Seal.seal(changed, Bytes.EMPTY, TestNet.SIGNERS.get(2)), list);
  }

  private static Block withExtra(Block block, byte[] extra) {
    return block.withHeader(block.header().toBuilder().extra(Bytes.of(extra)).build());
  }
}
