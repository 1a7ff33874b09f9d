package tandem.beaconcore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tandem.beaconcore.BlockForge.Style;
import tandem.beaconspec.BeaconState;
import tandem.beaconstages.Checkpoint;
import tandem.beaconstages.HeadSyncData;
import tandem.forkchoice.Vote;
import tandem.pairprotocol.ConsensusInfo;
import tandem.primitives.Hash32;
import tandem.store.Batch;
import tandem.store.MemoryStore;
import tandem.store.Store;
import tandem.store.StoreException;

class ChainTest {
  private final CoordinatorNetwork network = new CoordinatorNetwork(1, 1, 16);
  private final BlockForge forge = ChainHarness.forge(network);

  private List<RootedBlock> chain(int from, int to) {
    return forge.chain(forge.genesisRoot, Style.FULL, IntStream.rangeClosed(from, to));
  }

  private static void addAll(ChainHarness harness, List<RootedBlock> blocks) {
    for (RootedBlock block : blocks) {
      assertThat(harness.chain.add(block)).isEqualTo(new BlockImport.Imported());
    }
  }

  @Test
  void finalisesAChainOnWhichAllVoteAndForgetsTheStatesBeforeIt() {
    ChainHarness harness = new ChainHarness(network, 40);
    List<RootedBlock> blocks = chain(1, 40);
    addAll(harness, blocks);
    assertThat(harness.chain.headRoot()).isEqualTo(blocks.getLast().root());
    assertThat(harness.chain.justified().epoch()).isEqualTo(4);
    assertThat(harness.chain.finalized().epoch()).isEqualTo(3);
    assertThat(harness.chain.finalizedSlot()).isEqualTo(24);
    assertThat(harness.store.hasState(new ChainStore.At(16, blocks.get(15).root()))).isFalse();
    assertThat(harness.store.hasState(new ChainStore.At(24, blocks.get(23).root()))).isTrue();
    assertThat(harness.chain.stateAt(blocks.get(15).root(), 0)).isNull();
    assertThat(harness.chain.canonicalAt(7)).isEqualTo(blocks.get(6).root());
  }

  @Test
  void aStretchIsImportedWithOneBatchOfSignatures() {
    ChainHarness harness = new ChainHarness(network, 20);
    assertThat(harness.chain.addAll(chain(1, 20))).isEqualTo(new BlockImport.Imported());
    assertThat(harness.chain.headSlot()).isEqualTo(20);
    assertThat(harness.chain.addAll(chain(1, 20))).isEqualTo(new BlockImport.Known());
  }

  @Test
  void aStretchWithOneWrongSignatureIsImportedUpToIt() {
    ChainHarness harness = new ChainHarness(network, 20);
    List<RootedBlock> blocks = new ArrayList<>(chain(1, 20));
    blocks.set(11, forge.unsigned(blocks.get(11)));
    assertThat(harness.chain.addAll(blocks)).isInstanceOf(BlockImport.Invalid.class);
    assertThat(harness.chain.headSlot()).isEqualTo(11);
    assertThat(harness.chain.isInvalid(blocks.get(11).root())).isTrue();
  }

  @Test
  void aStretchWithAWrongStateRootIsImportedUpToIt() {
    ChainHarness harness = new ChainHarness(network, 20);
    List<RootedBlock> blocks = new ArrayList<>(chain(1, 20));
    blocks.set(11, forge.withStateRoot(blocks.get(11), Hash32.fromHex("77".repeat(32))));
    assertThat(harness.chain.addAll(blocks)).isInstanceOf(BlockImport.Invalid.class);
    assertThat(harness.chain.headSlot()).isEqualTo(11);
    assertThat(harness.chain.isInvalid(blocks.get(11).root())).isTrue();
  }

  @Test
  void theChildOfAnInvalidBlockIsInvalid() {
    ChainHarness harness = new ChainHarness(network, 5);
    RootedBlock first = forge.block(forge.genesisRoot, 1, Style.FULL);
    RootedBlock bad = forge.withStateRoot(first, Hash32.fromHex("77".repeat(32)));
    assertThat(harness.chain.add(bad)).isInstanceOf(BlockImport.Invalid.class);
    assertThat(harness.chain.add(bad)).isInstanceOf(BlockImport.Invalid.class);
    RootedBlock child = forge.block(first.root(), 2, Style.FULL);
    assertThat(harness.chain.add(forge.withParent(child, bad.root())))
        .isEqualTo(new BlockImport.Invalid("its parent is invalid"));
    assertThat(harness.chain.add(first)).isEqualTo(new BlockImport.Imported());
  }

  @Test
  void whatIsEarlyOrLacksItsParentIsNotInvalid() {
    ChainHarness harness = new ChainHarness(network, 3);
    List<RootedBlock> blocks = chain(1, 4);
    assertThat(harness.chain.add(blocks.get(1)))
        .isEqualTo(new BlockImport.UnknownParent(blocks.getFirst().root()));
    addAll(harness, blocks.subList(0, 3));
    assertThat(harness.chain.add(blocks.get(3))).isEqualTo(new BlockImport.Early());
    harness.node.nowMs += CoordinatorNetwork.SLOT_MS;
    harness.chain.slotBegun(4);
    assertThat(harness.chain.add(blocks.get(3))).isEqualTo(new BlockImport.Imported());
  }

  @Test
  void whatIsNotAfterTheFinalisedCheckpointIsOutdated() {
    ChainHarness harness = new ChainHarness(network, 40);
    List<RootedBlock> blocks = chain(1, 40);
    addAll(harness, blocks);
    RootedBlock other = forge.block(blocks.get(9).root(), 12, new Style(5, false));
    assertThat(harness.chain.add(other)).isEqualTo(new BlockImport.Outdated());
    assertThat(harness.chain.add(blocks.get(9))).isEqualTo(new BlockImport.Known());
    RootedBlock late = forge.block(blocks.get(9).root(), 30, new Style(5, false));
    assertThat(harness.chain.add(late)).isEqualTo(new BlockImport.Outdated());
  }

  @Test
  void votesMoveTheHeadToAnotherBranchAndTheIndexFollows() {
    ChainHarness harness = new ChainHarness(network, 12);
    List<RootedBlock> trunk = chain(1, 4);
    addAll(harness, trunk);
    Style alone = new Style(1, false);
    List<RootedBlock> one = forge.chain(trunk.getLast().root(), alone, IntStream.rangeClosed(5, 9));
    List<RootedBlock> other =
        forge.chain(trunk.getLast().root(), new Style(2, false), IntStream.of(6, 8));
    addAll(harness, one);
    addAll(harness, other);
    Hash32 before = harness.chain.headRoot();
    List<RootedBlock> loser = before.equals(one.getLast().root()) ? one : other;
    List<RootedBlock> winner = loser == one ? other : one;
    Checkpoint checkpoint = harness.link.checkpoint(0);
    harness.chain.onVote(
        new Vote(
            new int[] {1, 2, 3},
            10,
            winner.getLast().root(),
            new tandem.forkchoice.Checkpoint(
                1, harness.chain.ancestor(winner.getLast().root(), 8))));
    harness.chain.settleVotes();
    assertThat(harness.chain.headRoot()).isEqualTo(winner.getLast().root());
    assertThat(harness.depths.getLast()).isEqualTo(loser.getLast().slot() - 4);
    for (int slot = 5; slot <= 9; slot++) {
      long at = slot;
      Hash32 expected =
          winner.stream()
              .filter(block -> block.slot() == at)
              .map(RootedBlock::root)
              .findFirst()
              .orElse(null);
      assertThat(harness.store.canonical(at)).as("slot %d", at).isEqualTo(expected);
    }
    // What gwat was told last is on the branch that was left.
    assertThat(harness.link.headSync(checkpoint, loser.getLast().root(), 512))
        .isEqualTo(new HeadSyncData.BranchChanged());
    assertThat(harness.link.finalizing(loser.getLast().root()).root())
        .isEqualTo(winner.getLast().root());
  }

  @Test
  void allFinalizingListsAfterTheCommonAncestorAreGiven() {
    ChainHarness harness = new ChainHarness(network, 30);
    List<RootedBlock> blocks = chain(1, 30);
    addAll(harness, blocks);
    List<Hash32> expected = new ArrayList<>();
    for (RootedBlock block : blocks.subList(10, 30)) {
      expected.addAll(forge.posts.get(block.root()).finalizing());
    }
    assertThat(expected).hasSizeGreaterThan(10).doesNotHaveDuplicates();
    assertThat(harness.link.finalizing(blocks.get(9).root()).spines()).isEqualTo(expected);
    RootedBlock side = forge.block(blocks.get(9).root(), 25, new Style(3, false));
    assertThat(harness.chain.add(side)).isEqualTo(new BlockImport.Imported());
    assertThat(harness.chain.headRoot()).isEqualTo(blocks.getLast().root());
    assertThat(harness.link.finalizing(side.root()).spines()).isEqualTo(expected);
  }

  @Test
  void headSyncGoesInStretchesFromTheCheckpointToTheHead() {
    ChainHarness harness = new ChainHarness(network, 100);
    // Slots 41 to 58 have no block.
    List<RootedBlock> blocks = new ArrayList<>(chain(1, 40));
    blocks.addAll(forge.chain(blocks.getLast().root(), Style.FULL, IntStream.rangeClosed(59, 70)));
    addAll(harness, blocks);
    Checkpoint genesis = harness.link.checkpoint(20);
    assertThat(genesis.oldest()).isTrue();
    assertThat(genesis.info().finalizing()).containsExactly(ScriptedGwat.GENESIS);
    List<ConsensusInfo> entries = new ArrayList<>();
    Hash32 after = null;
    HeadSyncData.Chunk chunk;
    do {
      chunk = (HeadSyncData.Chunk) harness.link.headSync(genesis, after, 10);
      entries.addAll(chunk.entries());
      after = chunk.lastRoot();
      assertThat(chunk.entries().getLast().slot())
          .isEqualTo(harness.store.requireEntry(after).slot());
    } while (!chunk.toHead());
    assertThat(entries.stream().map(ConsensusInfo::slot))
        .containsExactlyElementsOf(IntStream.rangeClosed(0, 70).mapToObj(Long::valueOf).toList());
    assertThat(entries.get(50).finalizing()).isEqualTo(entries.get(40).finalizing());
    assertThat(chunk.lastSpine())
        .isEqualTo(forge.posts.get(blocks.getLast().root()).lastFinalizedSpine());
  }

  /// coordinator-net.md H6: the checkpoint lies above the head, on a branch that is not the head's.
  @Test
  void headSyncFromABranchThatTheHeadHasLeftIsNotBuilt() {
    ChainHarness harness = new ChainHarness(network, 12);
    List<RootedBlock> trunk = chain(1, 4);
    addAll(harness, trunk);
    Hash32 fork = trunk.getLast().root();
    Style alone = new Style(1, false);
    List<RootedBlock> one = forge.chain(fork, alone, IntStream.of(5));
    List<RootedBlock> other = forge.chain(fork, alone, IntStream.of(6));
    addAll(harness, one);
    addAll(harness, other);
    Hash32 head = harness.chain.headRoot();
    List<RootedBlock> left = head.equals(one.getLast().root()) ? other : one;
    List<RootedBlock> more = forge.chain(left.getLast().root(), alone, IntStream.rangeClosed(7, 9));
    addAll(harness, more);
    assertThat(harness.chain.headRoot()).isEqualTo(head);
    Hash32 above = more.getLast().root();
    Checkpoint checkpoint = new Checkpoint(above, harness.store.requireEntry(above).info(), false);
    assertThat(harness.link.headSync(checkpoint, null, 512))
        .isEqualTo(new HeadSyncData.BranchChanged());
  }

  @Test
  void headSyncBeginsTheMergeWindowBeforeTheCheckpoint() {
    ChainHarness harness = new ChainHarness(network, 120);
    addAll(harness, chain(1, 120));
    Checkpoint checkpoint = harness.link.checkpoint(0);
    long slot = checkpoint.info().slot();
    HeadSyncData.Chunk chunk = (HeadSyncData.Chunk) harness.link.headSync(checkpoint, null, 8);
    assertThat(chunk.entries().getFirst().slot()).isEqualTo(slot - 64);
    for (ConsensusInfo info : chunk.entries().subList(0, 64)) {
      assertThat(info.finalizing()).isEqualTo(checkpoint.info().finalizing());
      assertThat(info.creators()).isNotEmpty();
    }
    assertThat(chunk.entries().get(64)).isEqualTo(checkpoint.info());
  }

  @Test
  void stepsBackFromTheJustifiedCheckpointToGenesis() {
    ChainHarness harness = new ChainHarness(network, 80);
    addAll(harness, chain(1, 80));
    List<Long> slots = new ArrayList<>();
    for (int step = 0; step < 8; step++) {
      slots.add(harness.link.checkpoint(step).info().slot());
    }
    assertThat(slots).containsExactly(72L, 64L, 56L, 48L, 32L, 0L, 0L, 0L);
  }

  @Test
  void justifiedAndFinalisedSpinesAreThoseOfTheStatesCheckpoints() {
    ChainHarness harness = new ChainHarness(network, 60);
    List<RootedBlock> blocks = chain(1, 60);
    addAll(harness, blocks);
    for (RootedBlock block : blocks) {
      BeaconState post = forge.posts.get(block.root());
      BlockEntry entry = harness.store.requireEntry(block.root());
      assertThat(entry.justifiedSpine()).isEqualTo(spine(post.currentJustifiedCheckpoint()));
      assertThat(entry.finalizedSpine()).isEqualTo(spine(post.finalizedCheckpoint()));
      assertThat(entry.info().finalizing()).isNotEmpty();
    }
  }

  private Hash32 spine(tandem.beaconspec.Checkpoint checkpoint) {
    Hash32 root = checkpoint.root().isZero() ? forge.genesisRoot : checkpoint.root();
    return forge.posts.get(root).lastFinalizedSpine();
  }

  @Test
  void makesAStateAgainThatFellOutOfMemory() {
    ChainHarness harness = new ChainHarness(network, 300);
    // Nothing is finalised, so that every state may be asked for.
    List<RootedBlock> blocks =
        forge.chain(forge.genesisRoot, new Style(0, false), IntStream.rangeClosed(1, 300));
    addAll(harness, blocks);
    for (int slot : new int[] {1, 8, 9, 100, 299}) {
      RootedBlock block = blocks.get(slot - 1);
      BeaconState state = harness.chain.stateAt(block.root(), 0);
      assertThat(state).isNotNull();
      assertThat(state.hashTreeRoot()).isEqualTo(block.block().message().stateRoot());
    }
    long held =
        blocks.stream()
            .filter(block -> harness.store.hasState(new ChainStore.At(block.slot(), block.root())))
            .count();
    assertThat(held).as("of 37 checkpoints").isBetween(16L, 20L);
  }

  @Test
  void refusesADatabaseOfAnotherNetwork() {
    MemoryStore store = new MemoryStore();
    new ChainHarness(network, store, 0);
    CoordinatorNetwork other = new CoordinatorNetwork(1, 1, 8);
    assertThatThrownBy(() -> new ChainHarness(other, store, 0))
        .isInstanceOf(WrongNetworkException.class)
        .hasMessageContaining(forge.genesisRoot.toString())
        .hasMessageContaining(ChainHarness.forge(other).genesisRoot.toString());
  }

  @Test
  void refusesADamagedDatabase() {
    MemoryStore store = new MemoryStore();
    ChainHarness harness = new ChainHarness(network, store, 40);
    addAll(harness, chain(1, 40));
    for (var column : ChainStore.COLUMNS) {
      MemoryStore copy = store.copy();
      List<byte[]> keys = new ArrayList<>();
      copy.scan(column, new byte[0], null, (key, value) -> keys.add(key));
      Batch batch = new Batch();
      keys.forEach(key -> batch.put(column, key, new byte[] {1, 2, 3}));
      copy.write(batch, Store.Durability.BUFFERED);
      if (column.name().equals("beacon_held") || column.name().equals("beacon_slots")) {
        continue; // Keys only.
      }
      assertThatThrownBy(
              () -> {
                ChainHarness again = new ChainHarness(network, copy, 40);
                again.replayAll();
                for (int slot = 0; slot <= 40; slot++) {
                  again.store.canonical(slot);
                }
              })
          .as(column.name())
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.DAMAGED));
    }
  }
}
