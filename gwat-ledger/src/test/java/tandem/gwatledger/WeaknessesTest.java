package tandem.gwatledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tandem.gwattypes.Block;
import tandem.gwattypes.Header;
import tandem.gwattypes.Receipt;
import tandem.gwattypes.Seal;
import tandem.gwattypes.Transaction;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.U256;

/// The weaknesses of gwat-dag.md 11 that a ledger can have, by their names there. Others are tests
/// of their own: W-P1 to W-P3 and W-H3 in [CrashTest] and [OpeningTest], W-P7 in [DagRecordTest],
/// W-F2 in [UnwindingTest], W-D2, W-D3 and W-D9 in [ValidityTest], W-C4 and W-D8 in [CreationTest],
/// W-F3 in [FinalisationTest].
class WeaknessesTest {
  private static final Coordination C = new Coordination(7, null, null);
  private final TestNet net = new TestNet();
  private final TestStore store = new TestStore();

  @Test
  void wp4NeverDeletesABlockToRepairAState() {
    Block a = net.block(0, 1, List.of(net.genesisHash()), pay(0));
    Block b = net.block(0, 2, List.of(a.hash()), pay(1));
    Ledger ledger = filled();
    ledger.finalizeSpines(List.of(b.hash()), C);
    Hash32 root = ledger.reads().header(a.hash()).state().root();
    store.column(LedgerColumns.TRIE).remove(Bytes.of(root.unsafeArray()));
    Ledger again = net.open(store);
    assertThat(again.checkpoint(a.hash())).isInstanceOf(CheckpointState.StateMissing.class);
    assertThat(again.unwindTo(a.hash())).isInstanceOf(Unwinding.Unwound.class);
    assertThat(again.checkpoint(a.hash())).isInstanceOf(CheckpointState.Ready.class);
    Invariants.check("state", store, net.blocks.keySet());
    Invariants.sameAsSlow("state", again, net);
  }

  @Test
  void wp5HasReceiptsForEveryFinalisedBlockEvenWithoutTransactions() {
    Block a = net.block(0, 1, List.of(net.genesisHash()));
    Ledger ledger = filled();
    ledger.finalizeSpines(List.of(a.hash()), C);
    assertThat(ledger.reads().receipts(a.hash())).isEmpty();
    assertThat(ledger.reads().receipts(net.genesisHash())).isEmpty();
  }

  @Test
  void wp6RemembersSlotAndSpineOfTheCoordinatorOverARestart() {
    Block a = net.block(0, 1, List.of(net.genesisHash()));
    filled().finalizeSpines(List.of(a.hash()), C);
    assertThat(net.open(store).reads().coordinated())
        .isEqualTo(new LedgerReads.CoordinatedState(7, a.hash()));
  }

  @Test
  void wh1AndWt1KeepTipsOverUnwindingAndRestart() {
    Block a = net.block(0, 1, List.of(net.genesisHash()));
    Block b = net.block(1, 1, List.of(net.genesisHash()));
    Block c = net.block(0, 2, List.of(a.hash(), b.hash()));
    Ledger ledger = filled();
    ledger.finalizeSpines(List.of(c.hash()), C);
    assertThat(ledger.tips()).containsExactly(c.hash());
    assertThat(net.open(store.copy()).tips()).containsExactly(c.hash());
    ledger.unwindTo(net.genesisHash());
    assertThat(net.open(store.copy()).tips()).containsExactly(c.hash());
    assertThat(net.open(store.copy()).draft(3, TestNet.address(0)))
        .isInstanceOf(Drafting.Draft.class);
  }

  @Test
  void wh2AndWf1ChangeNothingForAnUnknownSpine() {
    Block a = net.block(0, 1, List.of(net.genesisHash()));
    Ledger ledger = filled();
    ledger.finalizeSpines(List.of(a.hash()), C);
    String before = store.contents();
    Hash32 unknown = Hash32.fromHex("ee".repeat(32));
    Finalisation done =
        ledger.finalizeSpines(List.of(unknown), new Coordination(8, unknown, unknown));
    assertThat(((Finalisation.Refused) done).refusal())
        .isEqualTo(new Refusal.UnknownSpine(unknown));
    assertThat(ledger.reads().coordinated().spine()).isEqualTo(a.hash());
    assertThat(ledger.reads().floor()).isNull();
    assertThat(store.contents().lines().filter(line -> !line.startsWith("markers ")))
        .containsExactlyElementsOf(
            before.lines().filter(line -> !line.startsWith("markers ")).toList());
    assertThat(ledger.checkpoint(unknown)).isEqualTo(new CheckpointState.Unknown(unknown));
  }

  @Test
  void wh4TellsAMergedBlockFromASpineByNumberAndHeight() {
    Block a = net.block(0, 1, List.of(net.genesisHash()));
    Block b = net.block(1, 1, List.of(net.genesisHash()));
    Block c = net.block(0, 2, List.of(a.hash(), b.hash()));
    Ledger ledger = filled();
    assertThat(ledger.checkpoint(c.hash())).isEqualTo(new CheckpointState.NotFinalised(c.hash()));
    ledger.finalizeSpines(List.of(c.hash()), C);
    Hash32 merged = ledger.reads().hashOf(2);
    assertThat(ledger.checkpoint(merged))
        .isEqualTo(new CheckpointState.NotOnMainChain(merged, 2, 1));
    assertThat(ledger.checkpoint(c.hash())).isEqualTo(new CheckpointState.Ready(c.hash(), 3));
  }

  @Test
  void wh14ReturnsTheTransactionsOfWhatIsUnwound() {
    Transaction pay = pay(0);
    Block a = net.block(0, 1, List.of(net.genesisHash()), pay);
    Ledger ledger = filled();
    ledger.finalizeSpines(List.of(a.hash()), C);
    Unwinding done = ledger.unwindTo(net.genesisHash());
    assertThat(((Unwinding.Unwound) done).changes().returned()).containsExactly(pay);
  }

  @Test
  void wh15OffersUnwoundBlocksThatNoTipStandsOn() {
    Block a = net.block(0, 1, List.of(net.genesisHash()));
    Block x = net.block(1, 1, List.of(net.genesisHash()));
    Block x2 = net.block(1, 2, List.of(x.hash()));
    Ledger ledger = filled();
    ledger.finalizeSpines(List.of(a.hash()), C);
    ledger.finalizeSpines(List.of(x2.hash()), C);
    assertThat(ledger.tips()).containsExactly(a.hash());
    ledger.unwindTo(net.genesisHash());
    assertThat(ledger.tips()).containsExactlyInAnyOrder(a.hash(), x2.hash());
    assertThat(ledger.candidates(9)).containsExactly(x.hash(), x2.hash());
  }

  @Test
  void wf4FinalisesAVeryLongStretchWithoutRecursion() {
    Hash32 at = net.genesisHash();
    Ledger ledger = net.open(store);
    Hash32 anchor = net.slow.finalisedHash(at);
    for (int slot = 1; slot <= 3000; slot++) {
      Header header =
          Header.builder()
              .parentHashes(List.of(at))
              .slot(slot)
              .height(slot)
              .lfHash(anchor)
              .gasLimit(TestNet.GAS_LIMIT)
              .timeS(net.config().slotStartS(slot))
              .build();
      Header sealed = Seal.seal(header, Bytes.EMPTY, TestNet.SIGNERS.get(0));
      ledger.insert(new Block(sealed, List.of()), Source.REQUESTED);
      ledger.setCreators(slot, null);
      at = sealed.hash();
    }
    FinalisationTest.assertApplied("long", ledger.finalizeSpines(List.of(at), C));
    assertThat(ledger.reads().lastFinalized().number()).isEqualTo(3000);
    assertThat(((Unwinding.Unwound) ledger.unwindTo(net.genesisHash())).changes().unwound())
        .hasSize(3000);
    assertThat(ledger.reads().dagRecord(at).chain()).hasSize(2999);
  }

  @Test
  void wf7LosesNoTransactionOfAFinalisedBlock() {
    List<Block> side = new ArrayList<>();
    for (int key = 0; key < 4; key++) {
      Transaction own = TestNet.transfer(key, 0, TestNet.address(5), 1000 + key);
      side.add(net.block(key, 1, List.of(net.genesisHash()), own));
    }
    Block all = net.block(0, 2, side.stream().map(Block::hash).toList());
    Ledger ledger = filled();
    ledger.finalizeSpines(List.of(all.hash()), C);
    for (Block block : side) {
      Hash32 transaction = block.transactions().getFirst().hash();
      assertThat(ledger.reads().transaction(transaction).block()).isEqualTo(block.hash());
      assertThat(ledger.reads().receipts(block.hash()))
          .extracting(Receipt::status)
          .containsExactly(Receipt.Status.SUCCEEDED);
    }
    Invariants.sameAsSlow("all", ledger, net);
  }

  @Test
  void wt2HasTheExactAncestorsInEveryRecordWhateverTheOrderOfArrival() {
    for (long seed = 1; seed <= 10; seed++) {
      TestNet random = RandomNet.of(seed, 30);
      TestStore other = new TestStore();
      Ledger ledger = random.open(other);
      FinalisationTest.insertAll(ledger, random, new Random(seed));
      List<Hash32> all = new ArrayList<>(random.blocks.keySet());
      ledger.finalizeSpines(List.of(all.get(10)), C);
      for (Hash32 hash : all) {
        DagRecord record = ledger.reads().dagRecord(hash);
        if (record != null) {
          List<Hash32> expected =
              random.slow.order(hash).stream()
                  .map(Header::hash)
                  .filter(h -> !h.equals(hash) && ledger.reads().finalBlock(h) == null)
                  .toList();
          assertThat(record.chain()).as("seed " + seed + ", " + hash).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void wd1IsNotHarmedByATransactionThatCannotBeExecuted() {
    Transaction future = TestNet.transfer(0, 99, TestNet.address(1), 1);
    Transaction tooMuch =
        TestNet.transfer(
            1, 0, TestNet.address(2), U256.MAX.subtract(U256.ONE), 21_000, Bytes.EMPTY);
    Block a = net.block(0, 1, List.of(net.genesisHash()), future, tooMuch);
    Block b = net.block(0, 2, List.of(a.hash()), pay(0));
    Ledger ledger = filled();
    assertThat(ledger.candidates(9)).containsExactly(a.hash(), b.hash());
    ledger.finalizeSpines(List.of(b.hash()), C);
    assertThat(ledger.reads().receipts(a.hash()))
        .extracting(Receipt::status)
        .containsOnly(Receipt.Status.SKIPPED);
    assertThat(ledger.reads().transaction(future.hash())).isNull();
    Invariants.sameAsSlow("skipped", ledger, net);
  }

  @Test
  void wd6TakesTheSameBlockTwiceInARowAsOne() {
    Block a = net.block(0, 1, List.of(net.genesisHash()));
    Ledger ledger = filled();
    String before = store.contents();
    for (Source source : Source.values()) {
      assertThat(ledger.insert(a, source)).isInstanceOf(Insertion.AlreadyKnown.class);
    }
    assertThat(store.contents()).isEqualTo(before);
  }

  private static Transaction pay(long nonce) {
    return TestNet.transfer(0, nonce, TestNet.address(1), 5);
  }

  private Ledger filled() {
    Ledger ledger = net.openWithCreators(store);
    net.blocks.values().forEach(block -> ledger.insert(block, Source.REQUESTED));
    return ledger;
  }
}
