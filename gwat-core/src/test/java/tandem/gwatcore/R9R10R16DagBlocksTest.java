package tandem.gwatcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tandem.gwatdag.DagBlock;
import tandem.gwattypes.Block;
import tandem.gwatwire.Handshake;
import tandem.gwatwire.WfdagCodec;
import tandem.gwatwire.WfdagMessage;
import tandem.pairprotocol.ConsensusInfo;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;

/// R9: blocks that DAG sync loads are as if they had been propagated. R10: propagation goes on
/// during DAG sync. R16: unknown blocks are fetched with their ancestors, parents first, none lost.
class R9R10R16DagBlocksTest {
  private static final PeerKey SOURCE = new PeerKey("source");
  private static final PeerKey OTHER = new PeerKey("other");

  /// A network of two nodes that work, of which the first one has all blocks.
  private final GwatNetwork network = new GwatNetwork(1, 3);

  private final GwatNetwork.Node late = network.nodes.get(2);

  /// What the late node sends and what is answered to it, by hand.
  private final Deque<NodeEvent> toLate = new ArrayDeque<>();

  private final List<NodeEffect.Send> sentToOther = new ArrayList<>();
  private final List<WfdagMessage> asked = new ArrayList<>();
  private Predicate<WfdagMessage> lost = message -> false;

  @BeforeEach
  void startNetwork() {
    network.nodes.get(0).start();
    network.nodes.get(1).start();
    network.runSlots(30);
    // Six more slots whose blocks nobody finalises yet.
    GwatNetwork.Node creator = network.nodes.get(0);
    long slot = (network.nowMs - GwatNetwork.GENESIS_S * 1_000) / GwatNetwork.SLOT_MS;
    for (int i = 1; i <= 6; i++) {
      network.nowMs = GwatNetwork.GENESIS_S * 1_000 + (slot + i) * GwatNetwork.SLOT_MS + 100;
      network.submit(creator);
      ConsensusInfo last = network.decided.lastEntry().getValue();
      creator.call(
          new LinkRequest.Sync(
              new ConsensusInfo(
                  slot + i,
                  List.of(creator.address),
                  last.finalizing(),
                  last.justifiedSpine(),
                  last.finalizedSpine())));
    }
  }

  private GwatMachine source() {
    return network.nodes.get(0).machine();
  }

  /// The late node is connected with the first one, and with a peer that has nothing.
  private void connect() {
    late.start();
    source().handle(network.nowMs, new NodeEvent.PeerConnected(late.key), this::fromSource);
    for (PeerKey peer : List.of(SOURCE, OTHER)) {
      give(new NodeEvent.PeerConnected(peer));
    }
    Hash32 genesis = network.genesis.build().hash();
    give(
        new NodeEvent.PeerMessage(
            OTHER,
            new WfdagMessage.Status(
                WfdagCodec.VERSION,
                GwatNetwork.CHAIN_ID,
                0,
                List.of(genesis),
                genesis,
                Handshake.forkId(genesis))));
    pump();
  }

  private void give(NodeEvent event) {
    late.machine().handle(network.nowMs, event, this::fromLate);
  }

  private void fromLate(NodeEffect effect) {
    if (effect instanceof NodeEffect.Send send) {
      if (send.peer().equals(OTHER)) {
        sentToOther.add(send);
        switch (send.message()) {
          case WfdagMessage.GetDag request ->
              answerOfOther(new WfdagMessage.Dag(request.requestId(), List.of()));
          case WfdagMessage.GetHeadersByNumber request ->
              answerOfOther(new WfdagMessage.BlockHeaders(request.requestId(), List.of()));
          case WfdagMessage.GetHeadersByHash request ->
              answerOfOther(new WfdagMessage.BlockHeaders(request.requestId(), List.of()));
          default -> {}
        }
      } else {
        asked.add(send.message());
        if (!lost.test(send.message())) {
          source()
              .handle(
                  network.nowMs,
                  new NodeEvent.PeerMessage(late.key, send.message()),
                  this::fromSource);
        }
      }
    }
    assertThat(effect).as("nobody is at fault").isNotInstanceOf(NodeEffect.Disconnect.class);
  }

  private void answerOfOther(WfdagMessage answer) {
    toLate.add(new NodeEvent.PeerMessage(OTHER, answer));
  }

  private void fromSource(NodeEffect effect) {
    if (effect instanceof NodeEffect.Send send && send.peer().equals(late.key)) {
      toLate.add(new NodeEvent.PeerMessage(SOURCE, send.message()));
    }
  }

  private void pump() {
    while (!toLate.isEmpty()) {
      give(toLate.remove());
    }
  }

  /// Lets time pass until the late node is in that stage.
  private void awaitStage(Stage stage) {
    for (int i = 0; i < 600 && late.stage() != stage; i++) {
      tick();
    }
    assertThat(late.stage()).isEqualTo(stage);
  }

  private void tick() {
    network.nowMs += 100;
    give(new NodeEvent.Tick());
    pump();
  }

  private List<DagBlock> unfinalised() {
    return source().reads().dagBlocks();
  }

  private Block block(Hash32 hash) {
    Block block = source().reads().block(hash);
    assertThat(block).isNotNull();
    return block.withHeader(block.header().withState(null));
  }

  @Test
  void dagSyncLeavesTheRecordsAndTipsThatPropagationLeaves() {
    connect();
    awaitStage(Stage.HEAD_SYNC_READY);
    assertThat(unfinalised()).as("there is something to load").hasSizeGreaterThan(1);
    assertThat(hashes(late.machine())).isEqualTo(hashes(source()));
    for (DagBlock block : unfinalised()) {
      assertThat(late.machine().reads().dagRecord(block.hash()))
          .isEqualTo(source().reads().dagRecord(block.hash()));
    }
    assertThat(late.machine().tips()).isEqualTo(source().tips());
    // Validated by the same rules: what the coordinator alone can say is still open.
    for (DagBlock block : unfinalised()) {
      assertThat(late.machine().reads().pending(block.hash())).isNotEmpty();
    }
  }

  private static Set<Hash32> hashes(GwatMachine machine) {
    Set<Hash32> hashes = new HashSet<>();
    machine.reads().dagBlocks().forEach(block -> hashes.add(block.hash()));
    return hashes;
  }

  @Test
  void aBlockPropagatedDuringDagSyncIsTakenInAndRelayed() {
    // The question for the DAG stays unanswered for now.
    lost = message -> message instanceof WfdagMessage.GetDag;
    connect();
    awaitStage(Stage.DAG_SYNC);
    Block first = block(unfinalised().getFirst().hash());
    give(new NodeEvent.PeerMessage(SOURCE, new WfdagMessage.NewBlock(first)));
    pump();
    assertThat(late.stage()).isEqualTo(Stage.DAG_SYNC);
    assertThat(late.machine().reads().dagRecord(first.hash()))
        .isEqualTo(source().reads().dagRecord(first.hash()));
    assertThat(sentToOther)
        .extracting(NodeEffect.Send::message)
        .contains(new WfdagMessage.NewBlock(first));
  }

  /// The gate's first row: kept aside in CHECKPOINT_SYNC, and not lost.
  @Test
  void aBlockPropagatedBeforeIsKeptAside() {
    lost = message -> message instanceof WfdagMessage.GetHeadersByNumber;
    connect();
    assertThat(late.stage()).isEqualTo(Stage.CHECKPOINT_SYNC);
    Block first = block(unfinalised().getFirst().hash());
    give(new NodeEvent.PeerMessage(SOURCE, new WfdagMessage.NewBlock(first)));
    assertThat(late.machine().reads().isKnown(first.hash())).isFalse();
    assertThat(sentToOther)
        .extracting(NodeEffect.Send::message)
        .doesNotContain(new WfdagMessage.NewBlock(first));
    lost = message -> message instanceof WfdagMessage.GetDag;
    awaitStage(Stage.DAG_SYNC);
    assertThat(late.machine().reads().isKnown(first.hash())).isTrue();
  }

  @Test
  void anUnknownBlockBringsAllItsAncestors() {
    lost = message -> message instanceof WfdagMessage.GetDag;
    connect();
    awaitStage(Stage.DAG_SYNC);
    asked.clear();
    Hash32 tip = source().tips().stream().sorted().findFirst().orElseThrow();
    Map<Hash32, Block> past = new HashMap<>();
    Deque<Hash32> left = new ArrayDeque<>(List.of(tip));
    while (!left.isEmpty()) {
      Hash32 hash = left.remove();
      if (source().reads().finalBlock(hash) == null && !past.containsKey(hash)) {
        past.put(hash, block(hash));
        left.addAll(past.get(hash).header().parentHashes());
      }
    }
    assertThat(past).as("it has unknown ancestors").hasSizeGreaterThan(2);
    give(new NodeEvent.PeerMessage(SOURCE, new WfdagMessage.NewBlock(past.get(tip))));
    for (int i = 0; i < 20; i++) {
      tick();
    }
    assertThat(late.stage()).isEqualTo(Stage.DAG_SYNC);
    assertThat(hashes(late.machine())).isEqualTo(past.keySet());
    assertThat(late.machine().tips()).containsExactly(tip);
    for (Hash32 hash : past.keySet()) {
      assertThat(late.machine().reads().dagRecord(hash))
          .isEqualTo(source().reads().dagRecord(hash));
    }
    assertThat(asked)
        .as("by their hashes")
        .anyMatch(WfdagMessage.GetHeadersByHash.class::isInstance);
  }

  /// gwat-net.md W14e: an original hangs up on who asks so.
  @Test
  void whoAsksForADagAboveOursGetsAnEmptyAnswer() {
    connect();
    long above = source().reads().lastFinalized().number() + 1;
    List<NodeEffect> effects = new ArrayList<>();
    WfdagMessage question = new WfdagMessage.GetDag(77, above);
    source().handle(network.nowMs, new NodeEvent.PeerMessage(late.key, question), effects::add);
    assertThat(effects)
        .containsExactly(new NodeEffect.Send(late.key, new WfdagMessage.Dag(77, List.of())));
  }
}
