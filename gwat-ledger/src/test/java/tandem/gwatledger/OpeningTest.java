package tandem.gwatledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tandem.gwattypes.Block;
import tandem.gwattypes.Header;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.store.Column;
import tandem.store.StoreException;

/// What is checked before the first answer (ledger-rules.md 7, pair-sync.md S8).
class OpeningTest {
  private final TestNet net = RandomNet.of(9, 30);
  private final TestStore store = new TestStore();

  @Test
  void writesGenesisOnceAndFindsItAgain() {
    Ledger ledger = net.open(store);
    String contents = store.contents();
    assertThat(net.open(store).reads().genesis()).isEqualTo(ledger.reads().genesis());
    assertThat(store.contents()).isEqualTo(contents);
    assertThat(ledger.reads().genesis().hash()).isEqualTo(net.genesisHash());
    assertThat(ledger.tips()).containsExactly(net.genesisHash());
    assertThat(ledger.checkpoint(net.genesisHash()))
        .isEqualTo(new CheckpointState.Ready(net.genesisHash(), 0));
    Invariants.sameAsSlow("genesis", ledger, net);
  }

  @Test
  void refusesADatabaseOfAnotherNetworkWithBothHashes() {
    net.open(store);
    TestNet other = new TestNet("other");
    assertThatThrownBy(() -> other.open(store))
        .isInstanceOf(WrongGenesisException.class)
        .hasMessageContaining(net.genesisHash().toHex())
        .hasMessageContaining(other.genesisHash().toHex());
  }

  @Test
  void refusesAGenesisWithCodeWhileItCannotBeExecuted() {
    String code = "\"" + "11".repeat(20) + "\":{\"balance\":\"0\",\"code\":\"0x00\"}";
    assertThatThrownBy(
            () -> Ledger.open(store, TestNet.genesis("", code), net.config(), TestNet.ports()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("code");
    assertThat(store.writes()).isEmpty();
  }

  @Test
  void refusesADamagedFinalisedChainWithASentence() {
    finalisedHalf();
    // Nothing whole is left within reach.
    assertDamaged(s -> s.column(LedgerColumns.NUMBERS).clear());
    assertDamaged(s -> s.column(LedgerColumns.FINALS).clear());
    assertDamaged(s -> s.column(LedgerColumns.BODIES).clear());
    assertDamaged(
        s -> s.column(LedgerColumns.MARKERS).put(Bytes.of("floor".getBytes(UTF_8)), new byte[32]));
  }

  @Test
  void executesAgainWhenTheStateOfTheLastSpineIsMissing() {
    Ledger whole = finalisedHalf();
    Hash32 root = whole.reads().lastFinalized().header().state().root();
    TestStore damaged = store.copy();
    remove(damaged, LedgerColumns.TRIE, LedgerColumns.key(root));
    Ledger ledger = net.open(damaged);
    Invariants.sameAsSlow("again", ledger, net);
    assertThat(damaged.contents()).isEqualTo(store.contents());
  }

  /// W-P3: blocks of the DAG that are damaged are dropped with what stands on them, and named, so
  /// that they are fetched again.
  @Test
  void dropsDamagedBlocksOfTheDagAndNamesThem() {
    Ledger whole = finalisedHalf();
    for (Hash32 hash : whole.reads().dagBlocks().stream().map(b -> b.hash()).toList()) {
      TestStore damaged = store.copy();
      remove(damaged, LedgerColumns.HEADERS, LedgerColumns.key(hash));
      Ledger ledger = net.open(damaged);
      assertThat(ledger.dropped()).contains(hash);
      for (Hash32 dropped : ledger.dropped()) {
        assertThat(dropped.equals(hash) || net.slow.past(List.of(dropped)).contains(hash)).isTrue();
        assertThat(ledger.reads().isKnown(dropped)).isFalse();
      }
      Invariants.check("damaged " + hash, damaged, List.of());
      assertThat(net.open(damaged).dropped()).isEmpty();
      for (Block block : net.blocks.values()) {
        ledger.insert(block, Source.PROPAGATED);
      }
      assertThat(ledger.tips()).isEqualTo(whole.tips());
    }
  }

  private Ledger finalisedHalf() {
    Ledger ledger = net.open(store);
    FinalisationTest.insertAll(ledger, net, new Random(1));
    List<Header> chain = net.slow.mainChain(net.slow.best().hash());
    Hash32 middle = chain.get(chain.size() / 2).hash();
    FinalisationTest.assertApplied(
        "middle", ledger.finalizeSpines(List.of(middle), FinalisationTest.SLOT_1));
    return ledger;
  }

  private void assertDamaged(Consumer<TestStore> damage) {
    TestStore damaged = store.copy();
    damage.accept(damaged);
    assertThatThrownBy(() -> net.open(damaged))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.DAMAGED))
        .hasMessageContaining("sync again");
  }

  private static void remove(TestStore store, Column column, byte[] key) {
    assertThat(store.column(column).remove(Bytes.of(key))).isNotNull();
  }
}
