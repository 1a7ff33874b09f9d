package tandem.gwatledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tandem.gwatledger.ChainImport.Imported;
import tandem.gwatledger.ChainImport.NotOurChain;
import tandem.gwatledger.ChainImport.Numbered;
import tandem.gwatledger.ChainImport.Rejected;
import tandem.gwattypes.Block;
import tandem.gwattypes.Header;
import tandem.gwattypes.StateFields;
import tandem.primitives.Hash32;
import tandem.primitives.U256;

/// A peer's finalised chain by number (ledger-rules.md 8).
class ImportTest {
  @Test
  void takesInAWholeChainInRangesOfAnyLengthWithoutKnowingCreators() {
    for (long seed = 1; seed <= 15; seed++) {
      TestNet net = RandomNet.of(seed, 40);
      List<Numbered> chain = chain(net, net.slow.best().hash());
      Random random = new Random(seed);
      TestStore store = new TestStore();
      Ledger ledger = net.open(store);
      while (ledger.reads().lastFinalized().number() < chain.size()) {
        int from = (int) ledger.reads().lastFinalized().number();
        // Overlaps what is known already.
        int overlap = Math.min(from, random.nextInt(3));
        int to = Math.min(chain.size(), from + 10 + random.nextInt(20));
        ChainImport done = ledger.importFinalized(chain.subList(from - overlap, to));
        assertThat(done)
            .as("seed " + seed)
            .isInstanceOfSatisfying(Imported.class, i -> assertThat(i.difference()).isNull());
      }
      Invariants.sameAsSlow("seed " + seed, ledger, net);
      Invariants.check("seed " + seed, store, net.slow.past(net.slow.best().parentHashes()));
      assertThat(ledger.reads().counts().dagBlocks()).isZero();
    }
  }

  @Test
  void namesTheFirstStateFieldThatThePeerStatesOtherwise() {
    TestNet net = RandomNet.of(2, 20);
    List<Numbered> chain = chain(net, net.slow.best().hash());
    Block block = chain.get(4).block();
    StateFields right = block.header().state();
    StateFields other =
        new StateFields(
            right.baseFee().add(U256.ONE),
            right.number(),
            right.root(),
            right.receiptsRoot(),
            right.gasUsed(),
            right.bloom());
    chain.set(4, new Numbered(5, block.withHeader(block.header().withState(other))));
    Ledger ledger = net.open(new TestStore());
    assertThat(ledger.importFinalized(chain))
        .isInstanceOfSatisfying(
            Imported.class, i -> assertThat(i.difference()).startsWith("number 5:"));
    Invariants.sameAsSlow("own values", ledger, net);
  }

  @Test
  void rejectsAnotherOrderAndKeepsWhatCameBefore() {
    TestNet net = new TestNet();
    Block a = net.block(0, 1, List.of(net.genesisHash()));
    Block b = net.block(1, 2, List.of(a.hash()));
    Block c = net.block(2, 2, List.of(a.hash()));
    Block d = net.block(3, 2, List.of(a.hash()));
    Block e = net.block(0, 3, List.of(b.hash(), c.hash(), d.hash()));
    TestStore store = new TestStore();
    Ledger ledger = net.open(store);
    List<Numbered> chain = chain(net, e.hash());
    List<Numbered> swapped = new ArrayList<>(chain);
    swapped.set(2, new Numbered(3, chain.get(3).block()));
    swapped.set(3, new Numbered(4, chain.get(2).block()));
    ChainImport done = ledger.importFinalized(swapped);
    assertThat(done)
        .isInstanceOfSatisfying(
            Rejected.class,
            r -> {
              assertThat(r.penalty()).isTrue();
              assertThat(r.number()).isEqualTo(3);
              assertThat(r.fault()).contains(chain.get(2).block().hash().toHex());
            });
    // a and the main-chain block of slot 2 stand; of the wrong step nothing is left.
    assertThat(ledger.reads().lastFinalized().number()).isEqualTo(2);
    assertThat(ledger.reads().counts().dagBlocks()).isZero();
    Invariants.check("order", store, List.of());
    assertThat(ledger.importFinalized(chain)).isInstanceOf(Imported.class);
    Invariants.sameAsSlow("order", ledger, net);
  }

  @Test
  void rejectsGapsInvalidBlocksAndUnknownParents() {
    TestNet net = RandomNet.of(4, 20);
    List<Numbered> chain = chain(net, net.slow.best().hash());
    Ledger ledger = net.open(new TestStore());
    List<Numbered> gap = new ArrayList<>(chain);
    gap.remove(3);
    assertThat(ledger.importFinalized(gap))
        .isInstanceOfSatisfying(
            Rejected.class, r -> assertThat(r.fault()).contains("follow one another"));
    assertThat(ledger.importFinalized(chain.subList(10, chain.size())))
        .isInstanceOf(Rejected.class);
    Ledger fresh = net.open(new TestStore());
    Block first = chain.getFirst().block();
    Header late = first.header().toBuilder().timeS(1).build();
    List<Numbered> invalid = List.of(new Numbered(1, first.withHeader(late)));
    assertThat(fresh.importFinalized(invalid))
        .isInstanceOfSatisfying(Rejected.class, r -> assertThat(r.penalty()).isTrue());
  }

  @Test
  void tellsWhereAPeerHasAnotherChain() {
    TestNet net = new TestNet();
    Block a = net.block(0, 1, List.of(net.genesisHash()));
    Block b = net.block(1, 1, List.of(net.genesisHash()));
    Block b2 = net.block(1, 2, List.of(b.hash()));
    Ledger ledger = net.open(new TestStore());
    assertThat(ledger.importFinalized(chain(net, a.hash()))).isInstanceOf(Imported.class);
    assertThat(ledger.importFinalized(chain(net, b2.hash())))
        .isEqualTo(new NotOurChain(1, a.hash(), b.hash(), Changes.NONE));
    // From above it shows by the order.
    ledger.insert(b, Source.REQUESTED);
    assertThat(ledger.importFinalized(chain(net, b2.hash()).subList(1, 2)))
        .isInstanceOfSatisfying(
            Rejected.class,
            r -> {
              assertThat(r.penalty()).isFalse();
              assertThat(r.fault()).contains("not on its main chain");
            });
  }

  /// A block whose creator nobody knows here is taken on trust, and what stands on it is clean
  /// then.
  @Test
  void cleansWhatStandsOnABlockThatWasPending() {
    TestNet net = new TestNet();
    Block a = net.block(0, 1, List.of(net.genesisHash()));
    Block b = net.block(1, 2, List.of(a.hash()));
    Block c = net.block(1, 3, List.of(b.hash()));
    Ledger ledger = net.open(new TestStore());
    ledger.setCreators(2, net.creators.get(2L));
    ledger.setCreators(3, net.creators.get(3L));
    List.of(a, b, c).forEach(block -> ledger.insert(block, Source.REQUESTED));
    assertThat(ledger.candidates(9)).isEmpty();
    assertThat(ledger.importFinalized(chain(net, a.hash()))).isInstanceOf(Imported.class);
    assertThat(ledger.candidates(9)).containsExactly(b.hash(), c.hash());
    // Back in the DAG its creator is unknown again.
    ledger.unwindTo(net.genesisHash());
    assertThat(ledger.candidates(9)).isEmpty();
    assertThat(ledger.finalizeSpines(List.of(c.hash()), FinalisationTest.SLOT_1))
        .isEqualTo(
            new Finalisation.Refused(
                new Refusal.PendingPast(c.hash(), List.of(a.hash())), Changes.NONE));
  }

  @Test
  void leavesNothingBehindWhenAStepFails() {
    TestNet net = RandomNet.of(6, 20);
    List<Numbered> chain = chain(net, net.slow.best().hash());
    TestStore store = new TestStore();
    Ledger ledger = net.open(store);
    String before = store.contents();
    Numbered last = chain.getLast();
    Collections.shuffle(chain, new Random(3));
    List<Numbered> shuffled = new ArrayList<>();
    for (int i = 0; i < chain.size(); i++) {
      shuffled.add(new Numbered(i + 1, chain.get(i).block()));
    }
    if (shuffled.getFirst().block().header().height() == 1) {
      shuffled.set(0, new Numbered(1, last.block()));
    }
    ledger.importFinalized(shuffled);
    assertThat(store.contents()).isEqualTo(before);
    assertThat(ledger.reads().counts().dagBlocks()).isZero();
  }

  /// The order of a spine after genesis, as a peer sends it.
  private static List<Numbered> chain(TestNet net, Hash32 spine) {
    List<Numbered> chain = new ArrayList<>();
    for (SlowLedger.Executed executed : net.slow.execute(spine).order()) {
      Header header = executed.header();
      if (header.state().number() > 0) {
        Block block = net.blocks.get(header.hash());
        chain.add(new Numbered(header.state().number(), block.withHeader(header)));
      }
    }
    return chain;
  }
}
