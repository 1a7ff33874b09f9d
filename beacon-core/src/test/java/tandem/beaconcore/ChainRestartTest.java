package tandem.beaconcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tandem.beaconcore.BlockForge.Style;
import tandem.primitives.Hash32;
import tandem.store.MemoryStore;
import tandem.store.StoreException;

/// pair-sync.md R22, S8, and scenario 23 for the coordinator's database.
class ChainRestartTest {
  private static final int SLOTS = 40;
  private final CoordinatorNetwork network = new CoordinatorNetwork(1, 1, 16);
  private final BlockForge forge = ChainHarness.forge(network);
  private final List<RootedBlock> blocks =
      forge.chain(
          forge.genesisRoot,
          Style.FULL,
          IntStream.rangeClosed(1, SLOTS).filter(slot -> slot % 5 != 0 && slot != 16));

  @Test
  void r22BeginsWithTheLastJustifiedCheckpointAndTakesInWhatIsStoredAboveIt() {
    MemoryStore store = new MemoryStore();
    ChainHarness before = new ChainHarness(network, store, SLOTS);
    assertThat(before.chain.addAll(blocks)).isEqualTo(new BlockImport.Imported());
    int verified = network.bls.verified;
    ChainHarness after = new ChainHarness(network, store.copy(), SLOTS);
    assertThat(after.chain.headRoot()).isEqualTo(before.chain.justified().root());
    assertThat(after.chain.justified()).isEqualTo(before.chain.justified());
    assertThat(after.chain.finalized()).isEqualTo(before.chain.finalized());
    assertThat(after.store.canonical(before.chain.headSlot())).isNull();
    after.replayAll();
    assertThat(after.chain.headRoot()).isEqualTo(before.chain.headRoot());
    assertThat(after.chain.justified()).isEqualTo(before.chain.justified());
    assertThat(after.chain.finalized()).isEqualTo(before.chain.finalized());
    assertThat(network.bls.verified).as("no signature is verified again").isEqualTo(verified);
    assertConsistent(after);
  }

  @Test
  void aCrashBeforeAnyWriteLeavesADatabaseFromWhichItGoesOn() {
    ChainHarness whole = new ChainHarness(network, SLOTS);
    assertThat(whole.chain.addAll(blocks)).isEqualTo(new BlockImport.Imported());
    int crashes = 0;
    for (int writes = 0; ; writes++) {
      MemoryStore memory = new MemoryStore();
      CuttingStore cutting = new CuttingStore(memory, writes);
      try {
        new ChainHarness(network, cutting, SLOTS).chain.addAll(blocks);
      } catch (StoreException e) {
        assertThat(cutting.isCut()).isTrue();
      }
      if (!cutting.isCut()) {
        break;
      }
      crashes++;
      ChainHarness again = new ChainHarness(network, memory.copy(), SLOTS);
      again.replayAll();
      assertConsistent(again);
      again.chain.addAll(blocks);
      assertThat(again.chain.headRoot()).isEqualTo(whole.chain.headRoot());
      assertThat(again.chain.finalized()).isEqualTo(whole.chain.finalized());
      assertConsistent(again);
    }
    assertThat(crashes).isGreaterThan(SLOTS / 2);
  }

  @Test
  void aJustifiedCheckpointThatTheNetworkHasLeftIsLeftToo() {
    MemoryStore store = new MemoryStore();
    List<RootedBlock> ours =
        forge.chain(forge.genesisRoot, Style.FULL, IntStream.rangeClosed(1, 32));
    List<RootedBlock> theirs =
        forge.chain(ours.get(17).root(), new Style(3, true), IntStream.rangeClosed(20, SLOTS));
    new ChainHarness(network, store, SLOTS).chain.addAll(ours);
    ChainHarness again = new ChainHarness(network, store.copy(), SLOTS);
    again.replayAll();
    assertThat(again.chain.justified().root()).isEqualTo(ours.get(23).root());
    assertThat(again.chain.finalizedSlot()).isEqualTo(16);
    assertThat(again.chain.isNarrow()).isTrue();
    assertThat(again.chain.addAll(theirs)).isEqualTo(new BlockImport.Outdated());
    again.chain.widen();
    again.replayAll();
    assertThat(again.chain.headRoot()).isEqualTo(ours.getLast().root());
    assertThat(again.chain.addAll(theirs)).isEqualTo(new BlockImport.Imported());
    assertThat(again.chain.headRoot()).isEqualTo(theirs.getLast().root());
    assertConsistent(again);
  }

  /// Each canonical block has the one before it as its parent, with block, entry and state.
  private static void assertConsistent(ChainHarness harness) {
    Hash32 parent = harness.chain.genesisRoot();
    for (long slot = 1; slot <= SLOTS; slot++) {
      Hash32 root = harness.store.canonical(slot);
      if (root != null) {
        assertThat(harness.store.requireEntry(root).parentRoot()).isEqualTo(parent);
        assertThat(harness.store.requireEntry(root).slot()).isEqualTo(slot);
        assertThat(harness.chain.signedBlock(root)).isNotNull();
        parent = root;
      }
    }
    assertThat(parent).isEqualTo(harness.chain.headRoot());
    assertThat(harness.chain.stateAt(parent, 0)).isNotNull();
    assertThat(harness.chain.canonicalAt(harness.chain.justified().epoch() * 8))
        .isEqualTo(harness.chain.justified().root());
    assertThat(harness.chain.canonicalAt(harness.chain.finalized().epoch() * 8))
        .isEqualTo(harness.chain.finalized().root());
  }
}
