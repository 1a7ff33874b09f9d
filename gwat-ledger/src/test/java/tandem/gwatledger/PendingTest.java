package tandem.gwatledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tandem.gwatdag.SpineSequence;
import tandem.gwatledger.Insertion.Point;
import tandem.gwattypes.Block;
import tandem.gwattypes.Header;
import tandem.gwattypes.Seal;
import tandem.gwattypes.Transaction;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;

/// Points 3 and 7 of ledger-rules.md 2 while they are not known.
class PendingTest {
  private static final Coordination C = FinalisationTest.SLOT_1;
  private final TestNet net = new TestNet();
  private final TestStore store = new TestStore();

  @Test
  void keepsABlockOfUnknownCreatorsButNeitherOffersNorFinalisesIt() {
    Block a = net.block(0, 1, List.of(net.genesisHash()));
    Block b = net.block(1, 2, List.of(a.hash()));
    Ledger ledger = net.open(store);
    ledger.setCreators(2, net.creators.get(2L));
    assertThat(ledger.insert(a, Source.PROPAGATED))
        .isEqualTo(new Insertion.Inserted(a.hash(), List.of(Point.CREATOR)));
    assertThat(ledger.insert(b, Source.PROPAGATED))
        .isEqualTo(new Insertion.Inserted(b.hash(), List.of()));
    for (Ledger each : List.of(ledger, net.open(store.copy()))) {
      assertThat(each.tips()).containsExactly(b.hash());
      assertThat(each.candidates(10)).isEmpty();
      assertThat(each.bestTip().hash()).isEqualTo(net.genesisHash());
      assertThat(each.validateSpines(List.of(b.hash()))).isInstanceOf(SpineSequence.Wrong.class);
      assertThat(each.draft(3, TestNet.address(0)))
          .isInstanceOfSatisfying(
              Drafting.Draft.class,
              draft -> assertThat(draft.parents()).containsExactly(net.genesisHash()));
      assertThat(each.finalizeSpines(List.of(b.hash()), C))
          .isInstanceOfSatisfying(
              Finalisation.Refused.class,
              r ->
                  assertThat(r.refusal())
                      .isEqualTo(new Refusal.PendingPast(b.hash(), List.of(a.hash()))));
    }
    assertThat(ledger.setCreators(1, net.creators.get(1L))).isEqualTo(Changes.NONE);
    assertThat(ledger.candidates(10)).containsExactly(a.hash(), b.hash());
    assertThat(ledger.validateSpines(List.of(a.hash(), b.hash())))
        .isInstanceOf(SpineSequence.Valid.class);
    FinalisationTest.assertApplied("b", ledger.finalizeSpines(List.of(b.hash()), C));
  }

  @Test
  void letsEveryCreatorPassWhereTheCoordinatorCannotKnowThem() {
    Block a = net.block(0, 1, List.of(net.genesisHash()));
    Ledger ledger = net.open(store);
    ledger.insert(a, Source.PROPAGATED);
    ledger.setCreators(1, null);
    assertThat(ledger.reads().isClean(a.hash())).isTrue();
    assertThat(net.open(store.copy()).reads().isClean(a.hash())).isTrue();
    // No creators is something else.
    Changes changes = ledger.setCreators(1, List.of());
    assertThat(changes.removed()).containsExactly(a.hash());
  }

  @Test
  void removesABlockOfAWrongCreatorWithItsDescendantsAndReturnsTheirTransactions() {
    Transaction one = TestNet.transfer(0, 0, TestNet.address(1), 1);
    Transaction two = TestNet.transfer(0, 1, TestNet.address(1), 1);
    Block a = net.block(0, 1, List.of(net.genesisHash()), one);
    Block b = net.block(1, 2, List.of(a.hash()), two);
    Block beside = net.block(2, 1, List.of(net.genesisHash()));
    Ledger ledger = net.open(store);
    FinalisationTest.insertAll(ledger, onlyBlocks(), new Random(1));
    Changes changes = ledger.setCreators(1, List.of(TestNet.address(2)));
    assertThat(changes.removed()).containsExactly(a.hash(), b.hash());
    assertThat(changes.returned()).containsExactly(one, two);
    assertThat(ledger.tips()).containsExactly(beside.hash());
    assertThat(ledger.reads().block(a.hash())).isNull();
    Invariants.check("removed", store, List.of(beside.hash()));
  }

  private TestNet onlyBlocks() {
    net.creators.clear();
    return net;
  }

  @Test
  void decidesAnAnchorWhenItsSpineIsFinalised() {
    Block a = net.block(0, 1, List.of(net.genesisHash()));
    Block b = net.block(0, 2, List.of(a.hash()));
    Block right = net.add(0, 3, List.of(b.hash()), a.hash(), List.of());
    Block wrong = forged(b, a);
    Block onWrong = child(wrong);
    Ledger ledger = net.openWithCreators(store);
    FinalisationTest.insertAll(ledger, net, new Random(2));
    assertThat(ledger.insert(wrong, Source.REQUESTED))
        .isEqualTo(new Insertion.Inserted(wrong.hash(), List.of(Point.ANCHOR)));
    ledger.insert(onWrong, Source.REQUESTED);
    assertThat(ledger.reads().pending(right.hash())).containsExactly(Point.ANCHOR);
    assertThat(ledger.candidates(10)).containsExactly(a.hash(), b.hash());

    Finalisation done = ledger.finalizeSpines(List.of(a.hash()), C);
    assertThat(done.changes().removed()).containsExactly(wrong.hash(), onWrong.hash());
    assertThat(ledger.candidates(10)).containsExactly(b.hash(), right.hash());
    Invariants.check("anchors", store, net.blocks.keySet());
    assertThat(ledger.insert(wrong, Source.PROPAGATED))
        .isInstanceOfSatisfying(
            Insertion.Invalid.class,
            i -> {
              assertThat(i.point()).isEqualTo(Point.ANCHOR);
              assertThat(i.penalty()).isFalse();
            });
  }

  @Test
  void decidesAnAnchorWithinTheStretchThatIsFinalised() {
    Block a = net.block(0, 1, List.of(net.genesisHash()));
    Block right = net.add(0, 2, List.of(a.hash()), a.hash(), List.of());
    Ledger ledger = net.openWithCreators(store);
    FinalisationTest.insertAll(ledger, net, new Random(2));
    FinalisationTest.assertApplied("one", ledger.finalizeSpines(List.of(right.hash()), C));
  }

  @Test
  void refusesASpineWithAWrongAnchorInItsPastAndRemovesTheBlock() {
    Block a = net.block(0, 1, List.of(net.genesisHash()));
    Block b = net.block(0, 2, List.of(a.hash()));
    Block wrong = forged(b, a);
    Block spine = child(wrong);
    Ledger ledger = net.openWithCreators(store);
    FinalisationTest.insertAll(ledger, net, new Random(2));
    ledger.insert(wrong, Source.REQUESTED);
    ledger.insert(spine, Source.REQUESTED);
    Finalisation done = ledger.finalizeSpines(List.of(spine.hash()), C);
    assertThat(done)
        .isInstanceOfSatisfying(
            Finalisation.Refused.class,
            r ->
                assertThat(r.refusal())
                    .isInstanceOfSatisfying(
                        Refusal.InvalidBlock.class,
                        i -> assertThat(i.hash()).isEqualTo(wrong.hash())));
    assertThat(done.changes().finalised()).isEmpty();
    assertThat(done.changes().removed()).containsExactly(wrong.hash(), spine.hash());
    assertThat(ledger.reads().lastFinalized().number()).isZero();
    Invariants.check("wrong", store, net.blocks.keySet());
  }

  /// A block merged from a branch that lost has an anchor that will never be finalised here.
  @Test
  void decidesAnAnchorOfAnotherBranchByExecutingItAside() {
    Transaction pay = TestNet.transfer(0, 0, TestNet.address(1), 1_000_000);
    Block main = net.block(0, 1, List.of(net.genesisHash()));
    Block side = net.block(1, 1, List.of(net.genesisHash()), pay);
    Block main2 = net.block(0, 2, List.of(main.hash()));
    Block main3 = net.block(0, 3, List.of(main2.hash()));
    Block late = net.add(1, 2, List.of(side.hash()), side.hash(), List.of());
    Block both = net.block(2, 4, List.of(main3.hash(), late.hash()));
    assertThat(net.slow.mainChain(both.hash()).stream().map(Header::hash)).contains(main3.hash());
    Ledger ledger = net.openWithCreators(store);
    FinalisationTest.insertAll(ledger, net, new Random(2));
    FinalisationTest.assertApplied("m", ledger.finalizeSpines(List.of(main3.hash()), C));
    assertThat(ledger.reads().pending(late.hash())).containsExactly(Point.ANCHOR);
    FinalisationTest.assertApplied("both", ledger.finalizeSpines(List.of(both.hash()), C));
    Invariants.sameAsSlow("both", ledger, net);
  }

  @Test
  void refusesAWrongAnchorOfAnotherBranchByExecutingItAside() {
    Transaction pay = TestNet.transfer(0, 0, TestNet.address(1), 1_000_000);
    Block main = net.block(0, 1, List.of(net.genesisHash()));
    Block side = net.block(1, 1, List.of(net.genesisHash()), pay);
    Block main2 = net.block(0, 2, List.of(main.hash()));
    Block main3 = net.block(0, 3, List.of(main2.hash()));
    Ledger ledger = net.openWithCreators(store);
    FinalisationTest.insertAll(ledger, net, new Random(2));
    FinalisationTest.assertApplied("m", ledger.finalizeSpines(List.of(main3.hash()), C));

    Block late = forged(side, side);
    net.slow.blocks.put(late.hash(), late);
    Block both = net.block(2, 4, List.of(main3.hash(), late.hash()));
    ledger.setCreators(3, null);
    ledger.setCreators(4, null);
    ledger.insert(late, Source.REQUESTED);
    assertThat(ledger.reads().pending(late.hash())).containsExactly(Point.ANCHOR);
    assertThat(ledger.insert(both, Source.REQUESTED)).isInstanceOf(Insertion.Inserted.class);
    Finalisation done = ledger.finalizeSpines(List.of(both.hash()), C);
    assertThat(((Finalisation.Refused) done).refusal())
        .isInstanceOfSatisfying(
            Refusal.InvalidBlock.class, i -> assertThat(i.hash()).isEqualTo(late.hash()));
    assertThat(ledger.reads().lastFinalized().hash()).isEqualTo(main3.hash());
    assertThat(ledger.reads().isKnown(both.hash())).isFalse();
  }

  @Test
  void takesNoMorePendingBlocksThanConfigured() {
    LedgerConfig config = net.config();
    LedgerConfig small =
        new LedgerConfig(
            config.chainId(),
            config.genesisTimeS(),
            config.secondsPerSlot(),
            8,
            2,
            config.maxBatchBytes(),
            config.dagSlotsLimit(),
            config.createEmptyBlocks(),
            config.vanity());
    Ledger ledger = Ledger.open(store, net.genesis, small, TestNet.ports());
    Block[] blocks = new Block[6];
    for (int i = 0; i < 6; i++) {
      blocks[i] = net.block(i, 1, List.of(net.genesisHash()));
    }
    assertThat(ledger.insert(blocks[0], Source.PROPAGATED)).isInstanceOf(Insertion.Inserted.class);
    assertThat(ledger.insert(blocks[1], Source.PROPAGATED)).isInstanceOf(Insertion.Inserted.class);
    assertThat(ledger.insert(blocks[2], Source.PROPAGATED)).isInstanceOf(Insertion.Full.class);
    assertThat(ledger.insert(blocks[2], Source.REQUESTED)).isInstanceOf(Insertion.Inserted.class);
    assertThat(ledger.insert(blocks[3], Source.REQUESTED)).isInstanceOf(Insertion.Inserted.class);
    assertThat(ledger.insert(blocks[4], Source.REQUESTED)).isInstanceOf(Insertion.Full.class);
    ledger.setCreators(1, net.creators.get(1L));
    assertThat(ledger.insert(blocks[4], Source.PROPAGATED)).isInstanceOf(Insertion.Inserted.class);
  }

  /// A block on `parent` whose anchor is `anchor` with a false hash; the slow implementation does
  /// not know it.
  private Block forged(Block parent, Block anchor) {
    Header header = net.header(3, List.of(parent.hash()), anchor.hash(), List.of());
    Header forged = header.toBuilder().lfHash(Hash32.ZERO).build();
    return new Block(Seal.seal(forged, Bytes.EMPTY, TestNet.SIGNERS.get(0)), List.of());
  }

  private Block child(Block parent) {
    Header header =
        Header.builder()
            .parentHashes(List.of(parent.hash()))
            .slot(4)
            .height(parent.header().height() + 1)
            .lfHash(net.slow.finalisedHash(net.genesisHash()))
            .gasLimit(TestNet.GAS_LIMIT)
            .timeS(net.config().slotStartS(4))
            .build();
    net.creators.put(3L, List.of(TestNet.address(0)));
    net.creators.put(4L, List.of(TestNet.address(1)));
    return new Block(Seal.seal(header, Bytes.EMPTY, TestNet.SIGNERS.get(1)), List.of());
  }
}
