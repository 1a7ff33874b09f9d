package tandem.beaconcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tandem.beaconcore.BlockForge.Style;
import tandem.beaconcore.CoordinatorNetwork.Node;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;

/// Gossip of blocks, condition by condition (phase0/p2p-interface.md, beacon_block), and the search
/// for parents.
class IntakeTest {
  private static final PeerKey ANN = new PeerKey("ann");
  private static final PeerKey BOB = new PeerKey("bob");
  private static final PeerKey CAT = new PeerKey("cat");

  private final CoordinatorNetwork network = new CoordinatorNetwork(9, 1, 16);
  private final BlockForge forge = ChainHarness.forge(network);
  private final Node node = network.addWatcher();
  private final Map<Hash32, SignedBeaconBlock> known = new HashMap<>();

  @BeforeEach
  void startBeforeGenesis() {
    node.start();
    network.run(1_000);
    assertThat(node.stage()).isNotIn(Stage.CHECKPOINT_SYNC, Stage.DAG_SYNC);
  }

  private void atSlot(long slot) {
    network.run(CoordinatorNetwork.GENESIS_S * 1_000 + slot * 2_000 - network.nowMs);
  }

  private List<RootedBlock> chain(int from, int to) {
    List<RootedBlock> blocks =
        forge.chain(forge.genesisRoot, Style.FULL, IntStream.rangeClosed(from, to));
    blocks.forEach(block -> known.put(block.root(), block.block()));
    return blocks;
  }

  private Verdict judge(PeerKey from, RootedBlock block) {
    return network.judge(node, from, new GossipMessage.Block(block.block()));
  }

  private Hash32 head() {
    return node.machine().head().root();
  }

  /// A peer that tells nothing and serves these blocks.
  private void connect(PeerKey peer, Map<Hash32, SignedBeaconBlock> blocks) {
    network.strangers.put(
        peer,
        request ->
            switch (request) {
              case PeerRequest.GetStatus(_) -> new PeerAnswer.StatusIs(node.machine().ownStatus());
              case PeerRequest.BlocksByRange(_, _) -> new PeerAnswer.Blocks(List.of());
              case PeerRequest.BlocksByRoot(List<Hash32> roots) -> {
                List<SignedBeaconBlock> found = new ArrayList<>();
                roots.stream().filter(blocks::containsKey).map(blocks::get).forEach(found::add);
                yield new PeerAnswer.Blocks(found);
              }
            });
    network.handle(node, new BeaconNodeEvent.PeerConnected(peer));
    network.run(200);
    node.requests.clear();
    node.asked.clear();
  }

  @Test
  void aGoodBlockIsPassedOnAndImported() {
    RootedBlock block = chain(1, 1).getFirst();
    atSlot(1);
    assertThat(judge(ANN, block)).isEqualTo(Verdict.ACCEPT);
    assertThat(head()).isEqualTo(block.root());
    assertThat(judge(BOB, block)).isEqualTo(Verdict.IGNORE);
  }

  @Test
  void theSecondBlockOfAProposerInASlotIsNotPassedOn() {
    atSlot(1);
    assertThat(judge(ANN, forge.block(forge.genesisRoot, 1, new Style(1, false))))
        .isEqualTo(Verdict.ACCEPT);
    assertThat(judge(ANN, forge.block(forge.genesisRoot, 1, new Style(2, false))))
        .isEqualTo(Verdict.IGNORE);
  }

  @Test
  void aBlockThatItsProposerDidNotSignIsRejected() {
    RootedBlock block = chain(1, 1).getFirst();
    atSlot(1);
    assertThat(judge(ANN, forge.unsigned(block))).isEqualTo(Verdict.REJECT);
    assertThat(judge(ANN, block)).as("the real one is still welcome").isEqualTo(Verdict.ACCEPT);
  }

  @Test
  void aBlockOfAnotherProposerIsRejected() {
    RootedBlock block = chain(1, 1).getFirst();
    long other = (block.block().message().proposerIndex() + 1) % 16;
    atSlot(1);
    assertThat(judge(ANN, forge.withProposer(block, other))).isEqualTo(Verdict.REJECT);
  }

  @Test
  void aBlockThatFailsTheTransitionIsPassedOnButItsChildIsRejected() {
    RootedBlock good = forge.block(forge.genesisRoot, 1, Style.FULL);
    RootedBlock bad = forge.withStateRoot(good, Hash32.fromHex("77".repeat(32)));
    atSlot(2);
    assertThat(judge(ANN, bad)).as("gossip checks no more").isEqualTo(Verdict.ACCEPT);
    assertThat(head()).isEqualTo(forge.genesisRoot);
    RootedBlock child = forge.block(good.root(), 2, Style.FULL);
    assertThat(judge(ANN, forge.withParent(child, bad.root()))).isEqualTo(Verdict.REJECT);
    assertThat(node.faultyFor).as("the one who passed it on could not know").isEmpty();
  }

  @Test
  void aBlockOfTheNextSlotWaitsForIt() {
    RootedBlock block = chain(2, 2).getFirst();
    atSlot(1);
    assertThat(judge(ANN, block)).isEqualTo(Verdict.IGNORE);
    assertThat(head()).isEqualTo(forge.genesisRoot);
    atSlot(2);
    network.run(200);
    assertThat(head()).isEqualTo(block.root());
  }

  @Test
  void anEarlyBlockThatItsProposerDidNotSignTakesNoRoom() {
    RootedBlock block = chain(2, 2).getFirst();
    atSlot(1);
    assertThat(judge(ANN, forge.unsigned(block))).isEqualTo(Verdict.REJECT);
    assertThat(judge(ANN, block)).isEqualTo(Verdict.IGNORE);
    assertThat(judge(BOB, block)).isEqualTo(Verdict.IGNORE);
    atSlot(2);
    network.run(200);
    assertThat(head()).isEqualTo(block.root());
  }

  @Test
  void aBlockThatIsEarlyByLessThanClocksMayDifferIsPassedOnAtOnce() {
    RootedBlock block = chain(2, 2).getFirst();
    atSlot(1);
    network.run(1_700);
    assertThat(judge(ANN, block)).isEqualTo(Verdict.ACCEPT);
    assertThat(head()).isEqualTo(forge.genesisRoot);
    network.run(400);
    assertThat(head()).isEqualTo(block.root());
  }

  @Test
  void aBlockFarInTheFutureIsForgotten() {
    RootedBlock block = chain(5, 5).getFirst();
    atSlot(1);
    assertThat(judge(ANN, block)).isEqualTo(Verdict.IGNORE);
    atSlot(6);
    assertThat(head()).isEqualTo(forge.genesisRoot);
  }

  @Test
  void aMissingParentIsAskedOfTheSenderFirstThenOfOthersInTurn() {
    List<RootedBlock> blocks = chain(1, 2);
    connect(ANN, Map.of());
    connect(BOB, known);
    connect(CAT, Map.of());
    atSlot(2);
    assertThat(judge(CAT, blocks.getLast())).isEqualTo(Verdict.IGNORE);
    network.run(2_000);
    assertThat(head()).isEqualTo(blocks.getLast().root());
    assertThat(node.requests)
        .allMatch(new PeerRequest.BlocksByRoot(List.of(blocks.getFirst().root()))::equals);
    assertThat(node.asked).containsExactly(CAT, ANN, BOB);
  }

  @Test
  void aChainOfMissingParentsIsFetched() {
    List<RootedBlock> blocks = chain(1, 12);
    connect(ANN, known);
    atSlot(12);
    assertThat(judge(ANN, blocks.getLast())).isEqualTo(Verdict.IGNORE);
    network.run(3_000);
    assertThat(head()).isEqualTo(blocks.getLast().root());
  }

  @Test
  void aChainOfMissingParentsWithoutEndIsGivenUp() {
    List<RootedBlock> blocks = chain(1, 60);
    known.remove(blocks.getFirst().root());
    connect(ANN, known);
    // So far behind, it would sync by ranges; here nobody claims to be ahead.
    atSlot(60);
    assertThat(judge(ANN, blocks.getLast())).isEqualTo(Verdict.IGNORE);
    network.run(20_000);
    assertThat(node.requests.stream().filter(PeerRequest.BlocksByRoot.class::isInstance))
        .hasSizeLessThan(40);
  }

  @Test
  void onlyAValidatorsBlockMayWaitForItsParent() {
    List<RootedBlock> blocks = chain(1, 2);
    connect(ANN, known);
    atSlot(2);
    assertThat(judge(ANN, forge.unsigned(blocks.getLast()))).isEqualTo(Verdict.REJECT);
    network.run(1_000);
    assertThat(node.requests).isEmpty();
  }

  @Test
  void whoAnswersWithAnotherBlockIsLeft() {
    List<RootedBlock> blocks = chain(1, 3);
    connect(ANN, Map.of(blocks.getFirst().root(), blocks.get(2).block()));
    atSlot(3);
    assertThat(judge(ANN, blocks.get(1))).isEqualTo(Verdict.IGNORE);
    network.run(1_000);
    assertThat(node.faultyFor).containsExactly(ANN);
  }

  @Test
  void servesRangesAndRootsWithinBounds() {
    List<RootedBlock> blocks = chain(1, 20);
    connect(ANN, known);
    atSlot(20);
    judge(ANN, blocks.getLast());
    network.run(4_000);
    Serving serving = new Serving(served(blocks), network.types);
    assertThat(serving.range(0, 1_024))
        .isEqualTo(new PeerAnswer.Blocks(blocks.stream().map(RootedBlock::block).toList()));
    assertThat(serving.range(5, 2))
        .isEqualTo(new PeerAnswer.Blocks(List.of(blocks.get(4).block(), blocks.get(5).block())));
    assertThat(serving.range(500, 10)).isEqualTo(new PeerAnswer.Blocks(List.of()));
    assertThat(serving.range(Long.MAX_VALUE, 10)).isEqualTo(new PeerAnswer.Blocks(List.of()));
    assertThat(serving.range(1, 0)).isInstanceOf(PeerAnswer.Refused.class);
    assertThat(serving.range(1, 1_025)).isInstanceOf(PeerAnswer.Refused.class);
    assertThat(serving.range(-1, 1)).isInstanceOf(PeerAnswer.Refused.class);
    Hash32 unknown = Hash32.fromHex("99".repeat(32));
    assertThat(serving.roots(List.of(unknown, blocks.get(3).root())))
        .isEqualTo(new PeerAnswer.Blocks(List.of(blocks.get(3).block())));
    assertThat(serving.roots(List.of())).isInstanceOf(PeerAnswer.Refused.class);
    assertThat(serving.roots(java.util.Collections.nCopies(129, unknown)))
        .isInstanceOf(PeerAnswer.Refused.class);
  }

  private Chain served(List<RootedBlock> blocks) {
    ChainHarness harness = new ChainHarness(network, 20);
    harness.chain.addAll(blocks);
    return harness.chain;
  }
}
