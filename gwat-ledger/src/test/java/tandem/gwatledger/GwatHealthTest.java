package tandem.gwatledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tandem.gwattypes.Block;
import tandem.gwattypes.Header;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.store.Column;
import tandem.store.Store.Durability;
import tandem.store.StoreException;

/// What a look at the database finds, and how it is repaired (docs/decisions/recovery-of-gwat.md 4;
/// pair-sync.md S2, S5 to S8).
class GwatHealthTest {
  private static final int REPAIRS_MAX = 10;

  private final TestNet net = RandomNet.of(9, 30);
  private final TestStore store = new TestStore();
  private Hash32 last = Hash32.ZERO;
  private long number;

  @BeforeEach
  void finaliseHalf() {
    Ledger ledger = net.open(store);
    FinalisationTest.insertAll(ledger, net, new Random(1));
    List<Header> chain = net.slow.mainChain(net.slow.best().hash());
    last = chain.get(chain.size() / 2).hash();
    finalise(ledger, last);
    number = ledger.reads().lastFinalized().number();
  }

  @Test
  void saysWhatIsInAHealthyDatabaseAndChangesNothing() {
    String before = store.contents();
    assertThat(look(store))
        .isInstanceOfSatisfying(
            GwatHealth.Healthy.class,
            healthy ->
                assertThat(healthy.summary()).contains("number " + number).contains(last.brief()));
    assertThat(look(new TestStore())).isEqualTo(new GwatHealth.Healthy("The database is new."));
    damages()
        .values()
        .forEach(damage -> {
          TestStore damaged = store.copy();
          damage.accept(damaged);
          String contents = damaged.contents();
          look(damaged);
          assertThat(damaged.contents()).isEqualTo(contents);
        });
    assertThat(store.contents()).isEqualTo(before);
  }

  /// S8: a crash after any batch of a repair leaves what the next start repairs to the same end.
  @Test
  void repairsWhatIsDamagedAboveTheFloorInBatchesAfterWhichItMayCrash() {
    damages()
        .forEach((name, damage) -> {
          TestStore damaged = store.copy();
          damage.accept(damaged);
          TestStore repaired = damaged.copy();
          List<TestStore> copies = repaired.keepCopies();
          Ledger ledger = net.open(repaired);
          assertThat(ledger.repaired()).as(name).isNotEmpty().hasSizeLessThan(REPAIRS_MAX);
          assertThat(look(repaired)).as(name).isInstanceOf(GwatHealth.Healthy.class);
          Invariants.check(name, repaired, List.of());
          Invariants.sameAsSlow(name, ledger, net);
          for (TestStore copy : copies) {
            net.open(copy);
            assertThat(copy.contents()).as(name).isEqualTo(repaired.contents());
          }
          // Nothing that peers have was lost for good.
          for (Block block : net.blocks.values()) {
            ledger.insert(block, Source.REQUESTED);
          }
          finalise(ledger, last);
          Invariants.sameAsSlow(name, ledger, net);
        });
  }

  /// S7.
  @Test
  void neverCutsBelowTheCoordinatorsFinalisedCheckpoint() {
    Ledger ledger = net.open(store);
    ledger.finalizeSpines(List.of(last), new Coordination(1, last, last));
    assertThat(ledger.reads().floor()).isEqualTo(last);
    TestStore damaged = store.copy();
    remove(damaged, LedgerColumns.BODIES, LedgerColumns.key(last));
    String before = damaged.contents();
    assertThat(look(damaged))
        .isInstanceOfSatisfying(
            GwatHealth.Damaged.class,
            found ->
                assertThat(found.what())
                    .contains(last.brief())
                    .contains("finalised checkpoint")
                    .contains("tandem doctor"));
    assertThatThrownBy(() -> net.open(damaged))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.DAMAGED));
    assertThat(damaged.contents()).isEqualTo(before);
  }

  @Test
  void makesTheStatesOfALongStretchAgainStepByStep() {
    TestStore damaged = store.copy();
    damaged.column(LedgerColumns.TRIE).clear();
    Ledger ledger = net.open(damaged);
    assertThat(ledger.repaired()).hasSizeGreaterThan(1);
    assertThat(damaged.contents()).isEqualTo(store.contents());
  }

  @Test
  void namesBothNetworksWhereTheDatabaseIsOfAnotherOne() {
    TestNet other = new TestNet("other");
    assertThat(GwatHealth.check(store, other.genesis, other.config(), TestNet.ports()))
        .isEqualTo(new GwatHealth.OtherNetwork(net.genesisHash(), other.genesisHash()));
  }

  @Test
  void writesARepairSoThatPowerCannotTakeItBack() {
    TestStore damaged = store.copy();
    remove(damaged, LedgerColumns.BODIES, LedgerColumns.key(last));
    net.open(damaged);
    assertThat(damaged.writes()).isNotEmpty().allMatch(written -> written == Durability.SYNCED);
  }

  /// Each can be repaired.
  private Map<String, Consumer<TestStore>> damages() {
    Map<String, Consumer<TestStore>> damages = new LinkedHashMap<>();
    Hash32 dag = net.open(store.copy()).reads().dagBlocks().getFirst().hash();
    damages.put("no last", s -> remove(s, LedgerColumns.MARKERS, "last".getBytes(UTF_8)));
    damages.put("last is nothing", s -> mark(s, "last", new byte[32]));
    damages.put("last is no hash", s -> mark(s, "last", new byte[] {1}));
    damages.put("last is below", s -> mark(s, "last", hashOf(s, number - 1)));
    damages.put("no genesis", s -> remove(s, LedgerColumns.MARKERS, "genesis".getBytes(UTF_8)));
    damages.put("coordinated is cut", s -> mark(s, "coordinated", new byte[] {1}));
    damages.put("justified is cut", s -> mark(s, "justified", new byte[] {1}));
    damages.put("coordinated is nothing", s -> mark(s, "coordinated", new byte[40]));
    damages.put(
        "a number more",
        s ->
            s.column(LedgerColumns.NUMBERS)
                .put(Bytes.of(LedgerColumns.key(number + 1)), last.toArray()));
    for (long at = number; at > number - 3; at--) {
      Hash32 hash = Hash32.wrap(hashOf(store, at));
      byte[] key = LedgerColumns.key(at);
      String name = " of number " + at;
      damages.put("no record" + name, s -> remove(s, LedgerColumns.FINALS, hash.toArray()));
      damages.put(
          "cut record" + name,
          s ->
              s.column(LedgerColumns.FINALS)
                  .put(Bytes.of(hash.unsafeArray()), new byte[] {1, 2, 3}));
      damages.put("no number" + name, s -> remove(s, LedgerColumns.NUMBERS, key));
      damages.put("no header" + name, s -> remove(s, LedgerColumns.HEADERS, hash.toArray()));
      damages.put("no body" + name, s -> remove(s, LedgerColumns.BODIES, hash.toArray()));
      damages.put("no receipts" + name, s -> remove(s, LedgerColumns.RECEIPTS, hash.toArray()));
    }
    damages.put("no states", s -> s.column(LedgerColumns.TRIE).clear());
    damages.put("no header in the DAG", s -> remove(s, LedgerColumns.HEADERS, dag.toArray()));
    damages.put("no body in the DAG", s -> remove(s, LedgerColumns.BODIES, dag.toArray()));
    damages.put(
        "cut record of the DAG",
        s -> s.column(LedgerColumns.DAG).put(Bytes.of(dag.unsafeArray()), new byte[] {1}));
    return damages;
  }

  private GwatHealth look(TestStore looked) {
    return GwatHealth.check(looked, net.genesis, net.config(), TestNet.ports());
  }

  private static void finalise(Ledger ledger, Hash32 spine) {
    FinalisationTest.assertApplied(
        "half", ledger.finalizeSpines(List.of(spine), FinalisationTest.SLOT_1));
  }

  private static byte[] hashOf(TestStore store, long number) {
    byte[] hash = store.column(LedgerColumns.NUMBERS).get(Bytes.of(LedgerColumns.key(number)));
    assertThat(hash).isNotNull();
    return hash.clone();
  }

  private static void mark(TestStore store, String name, byte[] value) {
    store.column(LedgerColumns.MARKERS).put(Bytes.of(name.getBytes(UTF_8)), value);
  }

  private static void remove(TestStore store, Column column, byte[] key) {
    assertThat(store.column(column).remove(Bytes.of(key))).isNotNull();
  }
}
