package tandem.beaconcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tandem.beaconcore.BeaconHealth.Damaged;
import tandem.beaconcore.BeaconHealth.Depth;
import tandem.beaconcore.BeaconHealth.Healthy;
import tandem.beaconcore.BeaconHealth.OtherNetwork;
import tandem.beaconcore.BeaconHealth.Repairable;
import tandem.beaconcore.BlockForge.Style;
import tandem.primitives.Hash32;
import tandem.store.Batch;
import tandem.store.Column;
import tandem.store.MemoryStore;
import tandem.store.Store.Durability;

/// What a look at the coordinator's database says.
class BeaconHealthTest {
  private static final int SLOTS = 40;
  private static final Column BLOCKS = new Column("beacon_blocks");
  private static final Column ENTRIES = new Column("beacon_entries");
  private static final Column CANONICAL = new Column("beacon_canonical");
  private static final Column STATES = new Column("beacon_states");

  private final CoordinatorNetwork network = new CoordinatorNetwork(1, 1, 16);
  private final MemoryStore store = new MemoryStore();
  private final ChainHarness harness = new ChainHarness(network, store, SLOTS);
  private final BlockForge forge = ChainHarness.forge(network);
  private final List<RootedBlock> blocks =
      forge.chain(forge.genesisRoot, Style.FULL, IntStream.rangeClosed(1, SLOTS));

  BeaconHealthTest() {
    assertThat(harness.chain.addAll(blocks)).isEqualTo(new BlockImport.Imported());
    assertThat(harness.chain.finalizedSlot()).isPositive();
  }

  @Test
  void findsNothingInADatabaseThatIsWhole() {
    assertThat(look(Depth.START)).isInstanceOf(Healthy.class);
    assertThat(look(Depth.FULL))
        .isEqualTo(
            new Healthy(
                "Finalised is slot 24, justified slot 32, above it are %d blocks."
                    .formatted(SLOTS - 32)));
  }

  @Test
  void aNewDatabaseIsHealthy() {
    assertThat(BeaconHealth.check(new MemoryStore(), harness.node.config))
        .isEqualTo(new Healthy("The database is new."));
  }

  @Test
  void namesBothGenesisBlocksOfDifferentNetworks() {
    MemoryStore other = new MemoryStore();
    new ChainHarness(new CoordinatorNetwork(1, 1, 24), other, SLOTS);
    assertThat(BeaconHealth.check(other, harness.node.config))
        .isInstanceOfSatisfying(
            OtherNetwork.class,
            found -> {
              assertThat(found.ourGenesis()).isEqualTo(harness.chain.genesisRoot());
              assertThat(found.itsGenesis()).isNotEqualTo(found.ourGenesis());
            });
  }

  @Test
  void whatIsAboveTheJustifiedCheckpointCanBeMadeGood() {
    delete(BLOCKS, blocks.getLast().root().toArray());
    assertThat(look(Depth.START))
        .isEqualTo(
            new Repairable(List.of("a block of slot 40 above the justified one is missing")));
  }

  @Test
  void aBlockOfAnotherRootIsFoundByAFullLook() {
    put(BLOCKS, blocks.getLast().root().toArray(), read(BLOCKS, blocks.getFirst().root()));
    assertThat(look(Depth.FULL)).isInstanceOf(Repairable.class);
    put(BLOCKS, blocks.get(4).root().toArray(), read(BLOCKS, blocks.getFirst().root()));
    assertThat(look(Depth.FULL)).isInstanceOf(Damaged.class);
  }

  @Test
  void theCanonicalListCanBeMadeAgain() {
    delete(CANONICAL, slotKey(30));
    assertThat(look(Depth.START)).isInstanceOf(Repairable.class);
  }

  @Test
  void theJustifiedStateCanBeMadeAgainTheFinalisedOneNot() {
    RootedBlock justified = blocks.get(31);
    delete(STATES, key(justified));
    assertThat(look(Depth.START)).isInstanceOf(Repairable.class);
    delete(STATES, key(blocks.get(23)));
    assertThat(look(Depth.START)).isInstanceOf(Damaged.class);
  }

  @Test
  void aMissingEntryBetweenTheCheckpointsIsDamage() {
    delete(ENTRIES, blocks.get(27).root().toArray());
    assertThat(look(Depth.START)).isInstanceOf(Damaged.class);
  }

  @Test
  void aRecordOfSlashingProtectionThatIsCutOffIsDamage() {
    put(new Column("slashing_protection"), new byte[] {'b', 1}, new byte[3]);
    assertThat(look(Depth.START))
        .isInstanceOfSatisfying(
            Damaged.class, found -> assertThat(found.what().getFirst()).contains("do not sign"));
  }

  private BeaconHealth look(Depth depth) {
    return BeaconHealth.check(store, harness.node.config, depth);
  }

  private byte[] read(Column column, Hash32 key) {
    byte[] value = store.get(column, key.toArray());
    assertThat(value).isNotNull();
    return value;
  }

  private void delete(Column column, byte[] key) {
    store.write(new Batch().delete(column, key), Durability.BUFFERED);
  }

  private void put(Column column, byte[] key, byte[] value) {
    store.write(new Batch().put(column, key, value), Durability.BUFFERED);
  }

  private static byte[] slotKey(long slot) {
    return ByteBuffer.allocate(8).putLong(slot).array();
  }

  private static byte[] key(RootedBlock block) {
    return ByteBuffer.allocate(40).putLong(block.slot()).put(block.root().toArray()).array();
  }
}
