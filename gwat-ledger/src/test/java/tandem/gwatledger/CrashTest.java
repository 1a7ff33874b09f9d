package tandem.gwatledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tandem.gwattypes.Block;
import tandem.gwattypes.Header;
import tandem.primitives.Hash32;
import tandem.store.Store.Durability;
import tandem.store.StoreException;

/// S8: whatever write is the last one, the database holds S2, S5 and S6 and the work can go on.
class CrashTest {
  /// One step of a node's life; steps can be repeated.
  private interface Step {
    void run(Ledger ledger);
  }

  private static List<Step> life(TestNet net, long seed) {
    Random random = new Random(seed);
    List<Step> steps = new ArrayList<>();
    net.creators.forEach((slot, list) -> steps.add(ledger -> ledger.setCreators(slot, list)));
    for (Block block : net.blocks.values()) {
      steps.add(ledger -> ledger.insert(block, Source.REQUESTED));
    }
    List<Hash32> all = new ArrayList<>(net.blocks.keySet());
    Coordination coordination = new Coordination(9, net.genesisHash(), net.genesisHash());
    for (int i = 0; i < 4; i++) {
      Hash32 spine = all.get(random.nextInt(all.size()));
      steps.add(ledger -> ledger.finalizeSpines(List.of(spine), coordination));
    }
    Hash32 best = net.slow.best().hash();
    Hash32 low = net.slow.mainChain(best).get(1).hash();
    steps.add(ledger -> ledger.finalizeSpines(List.of(low), coordination));
    steps.add(ledger -> ledger.unwindTo(net.genesisHash()));
    List<Hash32> chain = net.slow.mainChain(best).stream().map(Header::hash).toList();
    steps.add(ledger -> ledger.finalizeSpines(chain, coordination));
    return steps;
  }

  @Test
  void holdsTheInvariantsAfterAPowerCutAtEveryWriteAndComesToTheSameEnd() {
    for (long seed = 1; seed <= 4; seed++) {
      TestNet net = RandomNet.of(seed, 25);
      List<Step> life = life(net, seed);
      TestStore store = new TestStore();
      Ledger ledger = net.open(store);
      List<TestStore> copies = store.keepCopies();
      life.forEach(step -> step.run(ledger));
      Invariants.sameAsSlow("seed " + seed, ledger, net);

      Set<Hash32> once = new LinkedHashSet<>();
      for (int i = 0; i < copies.size(); i++) {
        String name = "seed " + seed + ", write " + i;
        TestStore copy = copies.get(i);
        Ledger reopened = net.open(copy);
        assertThat(reopened.dropped()).as(name).isEmpty();
        Invariants.check(name, copy, once);
        copy.column(LedgerColumns.HEADERS)
            .keySet()
            .forEach(key -> once.add(Hash32.of(key.unsafeArray())));
        Invariants.sameAsSlow(name, reopened, net);
        if (i % 7 == 0) {
          life.forEach(step -> step.run(reopened));
          assertThat(copy.contents()).as(name).isEqualTo(store.contents());
        }
      }
    }
  }

  @Test
  void changesNothingWhenTheDiskIsFullAndGoesOnWhenThereIsSpaceAgain() {
    TestNet net = RandomNet.of(5, 25);
    List<Step> life = life(net, 5);
    TestStore whole = new TestStore();
    Ledger reference = net.open(whole);
    life.forEach(step -> step.run(reference));

    TestStore store = new TestStore();
    Ledger ledger = net.open(store);
    for (Step step : life) {
      String before = store.contents();
      store.failFrom(store.writes().size());
      boolean writes = false;
      try {
        step.run(ledger);
      } catch (StoreException e) {
        assertThat(e.kind()).isEqualTo(StoreException.Kind.FULL);
        writes = true;
      }
      assertThat(store.contents()).isEqualTo(before);
      store.failFrom(Integer.MAX_VALUE);
      if (writes) {
        step.run(ledger);
      }
      Invariants.check("full disk", store, List.of());
    }
    assertThat(store.contents()).isEqualTo(whole.contents());
    Invariants.sameAsSlow("full disk", ledger, net);
  }

  @Test
  void writesGenesisInOneSyncedBatch() {
    TestNet net = new TestNet();
    TestStore store = new TestStore();
    store.failFrom(0);
    assertThatThrownBy(() -> net.open(store)).isInstanceOf(StoreException.class);
    store.failFrom(Integer.MAX_VALUE);
    net.open(store);
    assertThat(store.writes()).containsExactly(Durability.SYNCED);
    Invariants.check("genesis", store, List.of());
  }
}
