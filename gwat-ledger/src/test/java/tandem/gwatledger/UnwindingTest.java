package tandem.gwatledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tandem.gwattypes.Block;
import tandem.gwattypes.Transaction;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;

/// The way back (ledger-rules.md 4, pair-sync.md S7).
class UnwindingTest {
  private final TestNet net = new TestNet();
  private final TestStore store = new TestStore();
  private final Transaction pay = TestNet.transfer(0, 0, TestNet.address(1), 7);
  private Block a;
  private Block b;
  private Block x;
  private Block x2;
  private Ledger ledger;

  @BeforeEach
  void twoBranches() {
    a = net.block(0, 1, List.of(net.genesisHash()));
    b = net.block(0, 2, List.of(a.hash()), pay);
    x = net.block(1, 2, List.of(a.hash()));
    x2 = net.block(1, 3, List.of(x.hash()));
    ledger = net.openWithCreators(store);
    FinalisationTest.insertAll(ledger, net, new Random(4));
  }

  @Test
  void changesBranchInOneWrite() {
    finalise(b);
    List<TestStore> copies = store.keepCopies();
    Changes changes = finalise(x2);
    assertThat(changes.unwound()).containsExactly(b.hash());
    assertThat(changes.finalised()).containsExactly(x.hash(), x2.hash());
    assertThat(changes.returned()).containsExactly(pay);
    assertThat(ledger.tips()).containsExactly(b.hash());
    for (TestStore copy : copies) {
      Hash32 last = net.open(copy).reads().lastFinalized().hash();
      assertThat(last).isIn(b.hash(), x2.hash());
      Invariants.check("branch", copy, net.blocks.keySet());
    }
    Invariants.sameAsSlow("branch", ledger, net);
  }

  @Test
  void takesBlocksBackWithTheirRecordsAndMovesTheCoordinatedMarker() {
    finalise(b);
    assertThat(ledger.reads().dagRecord(b.hash())).isNull();
    Unwinding done = ledger.unwindTo(net.genesisHash());
    assertThat(((Unwinding.Unwound) done).changes().unwound()).containsExactly(a.hash(), b.hash());
    for (Ledger each : List.of(ledger, net.open(store.copy()))) {
      DagRecord record = each.reads().dagRecord(x2.hash());
      assertThat(record.chain()).containsExactly(a.hash(), x.hash());
      assertThat(record.height()).isEqualTo(3);
      assertThat(each.reads().dagRecord(b.hash()).chain()).containsExactly(a.hash());
      assertThat(each.reads().coordinated())
          .isEqualTo(new LedgerReads.CoordinatedState(1, net.genesisHash()));
      assertThat(each.candidates(9)).containsExactly(a.hash(), x.hash(), x2.hash());
    }
  }

  @Test
  void neverUnwindsBelowTheFloor() {
    Coordination floor = new Coordination(5, null, b.hash());
    FinalisationTest.assertApplied("b", ledger.finalizeSpines(List.of(b.hash()), floor));
    assertThat(ledger.reads().floor()).isEqualTo(b.hash());
    String before = store.contents();
    Refusal expected = new Refusal.BelowFloor(x2.hash(), a.hash(), b.hash());
    assertThat(ledger.finalizeSpines(List.of(x2.hash()), FinalisationTest.SLOT_1))
        .isEqualTo(new Finalisation.Refused(expected, Changes.NONE));
    assertThat(expected.text()).contains(a.hash().toHex(), b.hash().toHex());
    assertThat(ledger.unwindTo(a.hash())).isInstanceOf(Unwinding.Refused.class);
    assertThat(ledger.unwindTo(b.hash())).isInstanceOf(Unwinding.Unwound.class);
    // An older floor does not replace it.
    ledger.finalizeSpines(List.of(b.hash()), new Coordination(6, null, a.hash()));
    assertThat(ledger.reads().floor()).isEqualTo(b.hash());
    assertThat(net.open(store.copy()).finalizeSpines(List.of(x2.hash()), floor))
        .isInstanceOf(Finalisation.Refused.class);
    assertThat(before).isNotEmpty();
  }

  @Test
  void refusesAFloorOfTheSameMessageToo() {
    finalise(b);
    Finalisation done =
        ledger.finalizeSpines(List.of(x2.hash()), new Coordination(5, null, b.hash()));
    assertThat(done).isInstanceOf(Finalisation.Refused.class);
    assertThat(ledger.reads().lastFinalized().hash()).isEqualTo(b.hash());
  }

  @Test
  void refusesToUnwindToWhatIsNotOnTheFinalisedMainChain() {
    finalise(a);
    for (Hash32 target : List.of(b.hash(), Hash32.ZERO)) {
      assertThat(ledger.unwindTo(target)).isInstanceOf(Unwinding.Refused.class);
    }
  }

  @Test
  void refusesASpineWithUnknownCreatorsOnTheOtherBranchAndStaysWhereItIs() {
    finalise(b);
    Block late = net.block(2, 4, List.of(x2.hash()));
    ledger.insert(late, Source.REQUESTED);
    String before = store.contents();
    assertThat(ledger.finalizeSpines(List.of(late.hash()), FinalisationTest.SLOT_1))
        .isEqualTo(
            new Finalisation.Refused(
                new Refusal.PendingPast(late.hash(), List.of(late.hash())), Changes.NONE));
    assertThat(store.contents()).isEqualTo(before);
    Invariants.sameAsSlow("stays", ledger, net);
    assertThat(ledger.tips()).containsExactly(late.hash());
    finalise(x2);
  }

  @Test
  void executesAgainWhenTheStateOfTheTargetIsMissing() {
    finalise(b);
    Hash32 root = ledger.reads().lastFinalized().header().state().root();
    finalise(x2);
    Hash32 shared = ledger.reads().header(a.hash()).state().root();
    assertThat(shared).isNotEqualTo(root);
    ledger.unwindTo(a.hash());
    finalise(b);
    store.column(LedgerColumns.TRIE).remove(Bytes.of(root.unsafeArray()));
    assertThat(ledger.checkpoint(b.hash())).isInstanceOf(CheckpointState.StateMissing.class);
    Block next = net.block(0, 5, List.of(b.hash()));
    ledger.setCreators(5, net.creators.get(5L));
    ledger.insert(next, Source.REQUESTED);
    finalise(next);
    assertThat(ledger.checkpoint(b.hash())).isEqualTo(new CheckpointState.Ready(b.hash(), 2));
    Invariants.sameAsSlow("again", ledger, net);
  }

  /// The vote can decide a spine again that it has gone beyond (beacon-rules.md 3, step 3): whoever
  /// hears all of the decisions, some of them or only the last has the same chain.
  @Test
  void comesToOneChainAlsoWhenADecisionGoesBack() {
    List<List<Hash32>> onOneBranch =
        List.of(List.of(a.hash(), b.hash()), List.of(a.hash()), List.of(b.hash()));
    List<List<Hash32>> toTheOther =
        List.of(List.of(a.hash(), b.hash()), List.of(a.hash()), List.of(x.hash(), x2.hash()));
    for (List<List<Hash32>> decisions : List.of(onOneBranch, toTheOther)) {
      Ledger expected = net.openWithCreators(new TestStore());
      FinalisationTest.insertAll(expected, net, new Random(5));
      Hash32 end = decisions.getLast().getLast();
      FinalisationTest.assertApplied(
          "end", expected.finalizeSpines(List.of(end), FinalisationTest.SLOT_1));
      for (int from = 0; from < decisions.size(); from++) {
        Ledger listener = net.openWithCreators(new TestStore());
        FinalisationTest.insertAll(listener, net, new Random(6 + from));
        for (List<Hash32> decision : decisions.subList(from, decisions.size())) {
          FinalisationTest.assertApplied(
              "decision", listener.finalizeSpines(decision, FinalisationTest.SLOT_1));
        }
        assertThat(listener.reads().lastFinalized()).isEqualTo(expected.reads().lastFinalized());
        assertThat(listener.tips()).isEqualTo(expected.tips());
        Invariants.sameAsSlow("decisions from " + from, listener, net);
      }
    }
  }

  private Changes finalise(Block spine) {
    Finalisation done = ledger.finalizeSpines(List.of(spine.hash()), FinalisationTest.SLOT_1);
    FinalisationTest.assertApplied("spine", done);
    return done.changes();
  }
}
