package tandem.gwatledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tandem.gwattypes.Block;
import tandem.gwattypes.Header;
import tandem.gwattypes.Receipt;
import tandem.primitives.Address;
import tandem.primitives.Hash32;

/// ledger-rules.md 4 and 5 against the slow implementation.
class FinalisationTest {
  static final Coordination SLOT_1 = new Coordination(1, null, null);

  @Test
  void givesTheSameChainWhateverArrivedWhenAndHoweverSpinesWereGrouped() {
    int skipped = 0;
    int applied = 0;
    for (long seed = 1; seed <= 40; seed++) {
      TestNet net = RandomNet.of(seed, 40);
      Header best = net.slow.best();
      String contents = null;
      for (int run = 0; run < 3; run++) {
        String name = "seed " + seed + ", run " + run;
        Random random = new Random(seed * 100 + run);
        TestStore store = new TestStore();
        Ledger ledger = net.open(store);
        insertAll(ledger, net, random);
        wander(ledger, net, random, name);
        finalise(ledger, net, best.hash(), random, name);
        Invariants.sameAsSlow(name, ledger, net);
        Invariants.check(name, store, net.blocks.keySet());
        assertThat(ledger.reads().lastFinalized().hash()).isEqualTo(best.hash());

        Ledger again = net.open(store.copy());
        assertThat(again.dropped()).as(name).isEmpty();
        assertThat(again.tips()).as(name).isEqualTo(ledger.tips());
        assertThat(again.candidates(Long.MAX_VALUE)).isEqualTo(ledger.candidates(-1));
        assertThat(again.reads().counts()).as(name).isEqualTo(ledger.reads().counts());

        String now = finalisedContents(store);
        assertThat(contents == null || contents.equals(now)).as(name).isTrue();
        contents = now;
      }
      for (SlowLedger.Executed executed : net.slow.execute(best.hash()).order()) {
        for (Receipt receipt : executed.receipts()) {
          skipped += receipt.status() == Receipt.Status.SKIPPED ? 1 : 0;
          applied += receipt.status() == Receipt.Status.SUCCEEDED ? 1 : 0;
        }
      }
    }
    assertThat(skipped).isGreaterThan(50);
    assertThat(applied).isGreaterThan(200);
  }

  /// Finalises branches on the way, and unwinds them.
  private static void wander(Ledger ledger, TestNet net, Random random, String name) {
    List<Hash32> all = new ArrayList<>(net.blocks.keySet());
    for (int i = 0; i < 3; i++) {
      Hash32 spine = all.get(random.nextInt(all.size()));
      Finalisation done = ledger.finalizeSpines(List.of(spine), SLOT_1);
      assertThat(done).as(name).isInstanceOf(Finalisation.Applied.class);
      Invariants.sameAsSlow(name, ledger, net);
      if (random.nextBoolean()) {
        List<Header> chain = net.slow.mainChain(ledger.reads().lastFinalized().hash());
        Hash32 target = chain.get(random.nextInt(chain.size())).hash();
        assertThat(ledger.unwindTo(target)).as(name).isInstanceOf(Unwinding.Unwound.class);
        assertThat(ledger.reads().lastFinalized().hash()).isEqualTo(target);
        Invariants.sameAsSlow(name, ledger, net);
      }
    }
  }

  private static void finalise(
      Ledger ledger, TestNet net, Hash32 best, Random random, String name) {
    List<Hash32> named = new ArrayList<>();
    for (Header header : net.slow.mainChain(best)) {
      if (random.nextInt(3) == 0 || header.hash().equals(best)) {
        named.add(header.hash());
      }
      if (random.nextInt(3) == 0) {
        assertApplied(name, ledger.finalizeSpines(named, SLOT_1));
        named.clear();
      }
    }
    assertApplied(name, ledger.finalizeSpines(named, SLOT_1));
    assertApplied(name, ledger.finalizeSpines(List.of(best), SLOT_1));
  }

  static void assertApplied(String name, Finalisation finalisation) {
    assertThat(finalisation).as(name).isInstanceOf(Finalisation.Applied.class);
  }

  /// Inserts every block, creators in between, in a random order of arrival.
  static void insertAll(Ledger ledger, TestNet net, Random random) {
    List<Block> waiting = new ArrayList<>(net.blocks.values());
    Collections.shuffle(waiting, random);
    List<Map.Entry<Long, List<Address>>> creators = new ArrayList<>(net.creators.entrySet());
    Collections.shuffle(creators, random);
    while (!waiting.isEmpty() || !creators.isEmpty()) {
      if (!creators.isEmpty() && (waiting.isEmpty() || random.nextBoolean())) {
        Map.Entry<Long, List<Address>> entry = creators.removeLast();
        assertThat(ledger.setCreators(entry.getKey(), entry.getValue())).isEqualTo(Changes.NONE);
        continue;
      }
      Block block = waiting.removeFirst();
      switch (ledger.insert(block, Source.REQUESTED)) {
        case Insertion.Inserted inserted ->
            assertThat(ledger.insert(block, Source.PROPAGATED))
                .isInstanceOf(Insertion.AlreadyKnown.class);
        case Insertion.MissingParents missing -> waiting.addLast(block);
        case Insertion.Invalid invalid -> throw new AssertionError(invalid);
        case Insertion.AlreadyKnown known -> throw new AssertionError(known);
        case Insertion.Twin twin -> throw new AssertionError(twin);
        case Insertion.Full full -> throw new AssertionError(full);
      }
    }
  }

  private static String finalisedContents(TestStore store) {
    StringBuilder text = new StringBuilder();
    store
        .contents()
        .lines()
        .filter(line -> !line.startsWith("trie ") && !line.startsWith("markers "))
        .filter(line -> !line.startsWith("seen "))
        .forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  @Test
  void finalisesAMainChainInOneCallAsInManyAndInSeveralBatches() {
    TestNet net = RandomNet.of(7, 60);
    Hash32 best = net.slow.best().hash();
    TestStore store = new TestStore();
    LedgerConfig config = net.config();
    LedgerConfig small =
        new LedgerConfig(
            config.chainId(),
            config.genesisTimeS(),
            config.secondsPerSlot(),
            config.maxDagBlocks(),
            config.maxPendingBlocks(),
            1,
            config.dagSlotsLimit(),
            config.createEmptyBlocks(),
            config.vanity());
    Ledger ledger = Ledger.open(store, net.genesis, small, TestNet.ports());
    insertAll(ledger, net, new Random(1));
    List<TestStore> copies = store.keepCopies();
    assertApplied("one", ledger.finalizeSpines(List.of(best), SLOT_1));
    assertThat(copies.size()).isGreaterThan(net.slow.mainChain(best).size() - 2);
    for (TestStore copy : copies) {
      Invariants.check("batch", copy, net.blocks.keySet());
      Invariants.sameAsSlow("batch", net.open(copy), net);
    }
    Invariants.sameAsSlow("end", ledger, net);
  }

  @Test
  void doesNothingForASpineThatIsFinalisedAlready() {
    TestNet net = RandomNet.of(3, 30);
    TestStore store = new TestStore();
    Ledger ledger = net.open(store);
    insertAll(ledger, net, new Random(1));
    Hash32 best = net.slow.best().hash();
    ledger.finalizeSpines(List.of(best), SLOT_1);
    String before = store.contents();
    int writes = store.writes().size();
    List<Hash32> chain = net.slow.mainChain(best).stream().map(Header::hash).toList();
    Finalisation again = ledger.finalizeSpines(chain, SLOT_1);
    assertThat(again.changes()).isEqualTo(Changes.NONE);
    assertThat(store.contents()).isEqualTo(before);
    assertThat(store.writes()).hasSizeLessThanOrEqualTo(writes + 1);
  }

  @Test
  void refusesAListThatIsNoSequenceAndChangesNothing() {
    TestNet net = new TestNet();
    Block a = net.block(0, 1, List.of(net.genesisHash()));
    Block b = net.block(1, 1, List.of(net.genesisHash()));
    Block c = net.block(0, 2, List.of(a.hash(), b.hash()));
    Block d = net.block(1, 3, List.of(c.hash()));
    TestStore store = new TestStore();
    Ledger ledger = net.openWithCreators(store);
    insertAll(ledger, net, new Random(1));
    Hash32 merged = net.slow.mergeSet(c.header().parentHashes()).getFirst().hash();
    String before = store.contents();
    for (List<Hash32> wrong :
        List.of(
            List.of(d.hash(), c.hash()), List.of(c.hash(), c.hash()), List.of(merged, c.hash()))) {
      Finalisation refused = ledger.finalizeSpines(wrong, SLOT_1);
      assertThat(refused)
          .isInstanceOfSatisfying(
              Finalisation.Refused.class,
              r -> assertThat(r.refusal()).isInstanceOf(Refusal.NotASequence.class));
      assertThat(refused.changes()).isEqualTo(Changes.NONE);
    }
    assertThat(store.contents()).isEqualTo(before);
  }

  @Test
  void keepsWhatComesBeforeAnUnknownSpineAndNamesIt() {
    TestNet net = new TestNet();
    Block a = net.block(0, 1, List.of(net.genesisHash()));
    Block b = net.block(0, 2, List.of(a.hash()));
    Ledger ledger = net.openWithCreators(new TestStore());
    ledger.insert(a, Source.REQUESTED);
    Finalisation done = ledger.finalizeSpines(List.of(a.hash(), b.hash()), SLOT_1);
    assertThat(done)
        .isInstanceOfSatisfying(
            Finalisation.Refused.class,
            r -> assertThat(r.refusal()).isEqualTo(new Refusal.UnknownSpine(b.hash())));
    assertThat(done.changes().finalised()).containsExactly(a.hash());
    assertThat(ledger.reads().lastFinalized().hash()).isEqualTo(a.hash());
  }

  @Test
  void looksUpATransactionWhereItWasAppliedAndNotWhereItWasSkipped() {
    TestNet net = new TestNet();
    var transaction = TestNet.transfer(0, 0, TestNet.address(1), 5);
    Block a = net.block(0, 1, List.of(net.genesisHash()), transaction);
    Block b = net.block(1, 1, List.of(net.genesisHash()), transaction);
    Block c = net.block(0, 2, List.of(a.hash(), b.hash()));
    Ledger ledger = net.openWithCreators(new TestStore());
    insertAll(ledger, net, new Random(1));
    assertApplied("c", ledger.finalizeSpines(List.of(c.hash()), SLOT_1));
    Hash32 first = ledger.reads().hashOf(1);
    Hash32 second = ledger.reads().hashOf(2);
    assertThat(ledger.reads().transaction(transaction.hash()))
        .isEqualTo(new LedgerReads.TransactionPlace(first, 0));
    assertThat(ledger.reads().receipts(first))
        .extracting(Receipt::status)
        .containsExactly(Receipt.Status.SUCCEEDED);
    assertThat(ledger.reads().receipts(second))
        .extracting(Receipt::status)
        .containsExactly(Receipt.Status.SKIPPED);
    // Unwinding the applied one takes the look-up away.
    ledger.unwindTo(net.genesisHash());
    assertThat(ledger.reads().transaction(transaction.hash())).isNull();
    assertThat(ledger.reads().receipts(first)).isNull();
  }
}
