package tandem.gwatcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tandem.gwatledger.FinalBlock;
import tandem.gwatledger.LedgerConfig;
import tandem.gwatledger.LedgerPorts;
import tandem.gwatledger.TransferExecutor;
import tandem.gwatpool.PoolLimits;
import tandem.gwatstages.GwatStageParams;
import tandem.gwattypes.BlockSigner;
import tandem.gwattypes.ChainConfig;
import tandem.gwattypes.Genesis;
import tandem.gwattypes.GenesisAccount;
import tandem.gwattypes.SealVerifier;
import tandem.gwattypes.TransactionBody;
import tandem.gwatwire.WfdagCodec;
import tandem.gwatwire.WfdagMessage;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.ConsensusInfo;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Stage;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.U256;
import tandem.store.MemoryStore;

/// Several gwat nodes in one thread, under simulated time, with messages that travel as bytes and
/// take their time, and one coordinator for all of them.
final class GwatNetwork {
  static final long CHAIN_ID = 77;
  static final long GENESIS_S = 1_000_000;
  static final long SLOT_MS = 4_000;
  private static final long MERGE_WINDOW = 64;
  private static final int CHUNK = 40;

  /// One gwat, and what its coordinator knows of it.
  final class Node {
    final PeerKey key;
    final Bytes secret;
    final Address address;
    MemoryStore store = new MemoryStore();
    @Nullable GwatMachine machine;
    final List<Stage> history = new ArrayList<>();
    final List<String> alarms = new ArrayList<>();
    final List<String> faults = new ArrayList<>();
    final Map<Long, LinkResponse> answers = new HashMap<>();
    int finalisedBlocks;
    int unwoundBlocks;
    long nextCallMs;
    int nonce;

    /// Whether the coordinator calls it.
    boolean isCoordinated = true;

    Node(int index) {
      this.key = new PeerKey("n" + index);
      this.secret = Bytes.fromHex("%064x".formatted(index + 1));
      this.address = BlockSigner.secp256k1(secret).address();
    }

    GwatMachine machine() {
      GwatMachine running = machine;
      assertThat(running).as("%s runs", key).isNotNull();
      return running;
    }

    boolean isUp() {
      return machine != null;
    }

    Stage stage() {
      return machine().stage();
    }

    FinalBlock last() {
      return machine().reads().lastFinalized();
    }

    /// Starts it with the database that it has.
    void start() {
      history.clear();
      finalisedBlocks = 0;
      unwoundBlocks = 0;
      machine =
          GwatMachine.open(
              nowMs,
              store,
              config(this),
              LedgerConfig.of(genesis),
              new LedgerPorts(new TransferExecutor(), SealVerifier.secp256k1()),
              effect -> act(this, effect));
      for (Node other : nodes) {
        if (other != this && other.isUp()) {
          deliver(this, new NodeEvent.PeerConnected(other.key), 1);
          deliver(other, new NodeEvent.PeerConnected(key), 1);
        }
      }
    }

    /// Kills it; the database stays as it is.
    void kill() {
      machine = null;
      store.close();
      store = store.copy();
      for (Node other : nodes) {
        if (other != this && other.isUp()) {
          deliver(other, new NodeEvent.PeerGone(key), 1);
        }
      }
    }

    LinkResponse call(LinkRequest request) {
      long id = nextId++;
      handle(this, new NodeEvent.LinkCalled(new CallId(id), request));
      LinkResponse answer = answers.remove(id);
      assertThat(answer).as("answer to %s", request).isNotNull();
      return answer;
    }
  }

  private record Delivery(long atMs, long order, Node to, GwatMachine target, NodeEvent event) {}

  final Random random;
  final List<Node> nodes = new ArrayList<>();
  final Genesis genesis;
  long nowMs = GENESIS_S * 1_000 - 5_000;

  /// Share of messages after the first that get lost.
  double loss;

  private final PriorityQueue<Delivery> deliveries =
      new PriorityQueue<>(
          Comparator.comparingLong(Delivery::atMs).thenComparingLong(Delivery::order));

  /// What the coordinator has decided, by slot.
  final TreeMap<Long, ConsensusInfo> decided = new TreeMap<>();

  private final Map<String, Long> lastArrivalMs = new HashMap<>();
  private long nextId = 1;
  private long nextOrder;
  private long lastSlot = -1;

  GwatNetwork(long seed, int count) {
    random = new Random(seed);
    TreeMap<Address, GenesisAccount> alloc = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      Node node = new Node(i);
      nodes.add(node);
      alloc.put(node.address, GenesisAccount.ofBalance(U256.of(1_000_000_000_000_000_000L)));
    }
    genesis =
        new Genesis(
            ChainConfig.ordered(CHAIN_ID, SLOT_MS / 1_000, 8),
            GENESIS_S,
            Bytes.EMPTY,
            8_000_000,
            Address.ZERO,
            Genesis.DEFAULT_BASE_FEE,
            alloc);
  }

  private NodeConfig config(Node node) {
    BlockSigner signer = BlockSigner.secp256k1(node.secret);
    return new NodeConfig(
        genesis,
        CHAIN_ID,
        8,
        Map.of(node.address, signer),
        GwatStageParams.defaults(true, GENESIS_S * 1_000, SLOT_MS),
        PoolLimits.DEFAULT);
  }

  /// Lets time pass, with the coordinator and the nodes at work.
  void run(long ms) {
    long endMs = nowMs + ms;
    while (nowMs < endMs) {
      nowMs += 100;
      while (!deliveries.isEmpty() && deliveries.peek().atMs() <= nowMs) {
        Delivery next = deliveries.remove();
        if (next.to().machine == next.target()) {
          handle(next.to(), next.event());
        }
      }
      for (Node node : nodes) {
        if (node.isUp()) {
          handle(node, new NodeEvent.Tick());
        }
      }
      coordinate();
    }
  }

  void runSlots(long slots) {
    run(slots * SLOT_MS);
  }

  /// All nodes have finalised the same, with the same state.
  void assertAgreement() {
    List<Node> up = nodes.stream().filter(Node::isUp).toList();
    long number = up.stream().mapToLong(node -> node.last().number()).min().orElseThrow();
    Hash32 hash = up.getFirst().machine().reads().hashOf(number);
    assertThat(hash).isNotNull();
    FinalBlock expected = up.getFirst().machine().reads().finalBlock(hash);
    for (Node node : up) {
      assertThat(node.machine().reads().hashOf(number))
          .as("%s at %d", node.key, number)
          .isEqualTo(hash);
      assertThat(node.machine().reads().finalBlock(hash)).isEqualTo(expected);
      assertThat(node.machine().reads().receipts(hash))
          .isEqualTo(up.getFirst().machine().reads().receipts(hash));
    }
  }

  private void coordinate() {
    long slot = Math.floorDiv(nowMs - GENESIS_S * 1_000, SLOT_MS);
    boolean newSlot = slot > lastSlot && slot >= 0;
    if (newSlot) {
      lastSlot = slot;
      decide(slot);
    }
    for (Node node : nodes) {
      if (!node.isUp() || !node.isCoordinated) {
        continue;
      }
      if (node.stage() == Stage.WORKING) {
        if (newSlot) {
          submit(node);
          node.call(new LinkRequest.Sync(info(slot)));
          node.call(new LinkRequest.Finalize(info(slot).finalizing()));
        }
      } else if (nowMs >= node.nextCallMs) {
        node.nextCallMs = nowMs + 1_000;
        headSync(node, slot);
      }
    }
  }

  /// A node that works gives the spines; what it gave is in force for all from the next slot on.
  private void decide(long slot) {
    List<Hash32> spines = List.of();
    for (Node node : nodes) {
      boolean works = node.isUp() && node.stage() == Stage.WORKING;
      if (works
          && slot >= 2
          && node.call(new LinkRequest.GetCandidates(slot - 2))
              instanceof LinkResponse.Candidates(List<Hash32> candidates)) {
        spines = candidates;
        break;
      }
    }
    Hash32 before = decided.isEmpty() ? genesisHash() : last(decided.lastEntry().getValue());
    Hash32 anchor = spine(slot - 16);
    Hash32 floor = spine(slot - 24);
    List<Hash32> finalizing = spines.isEmpty() ? List.of(before) : spines;
    List<Address> creators = new ArrayList<>();
    for (Node node : nodes) {
      if (random.nextInt(4) > 0) {
        creators.add(node.address);
      }
    }
    creators.sort(Comparator.naturalOrder());
    decided.put(slot, new ConsensusInfo(slot, creators, finalizing, anchor, floor));
  }

  private void headSync(Node node, long slot) {
    // Two epochs back, as a justified checkpoint is.
    long checkpointSlot = (slot / 8 - 2) * 8;
    ConsensusInfo checkpoint = checkpointSlot <= 0 ? genesisInfo() : info(checkpointSlot);
    if (!(node.call(new LinkRequest.HeadSyncReady(checkpoint)) instanceof LinkResponse.Done)) {
      return;
    }
    List<ConsensusInfo> entries = new ArrayList<>();
    for (long at = Math.max(0, checkpoint.slot() - MERGE_WINDOW); at <= slot; at++) {
      ConsensusInfo info = decided.get(at);
      if (info != null) {
        entries.add(
            at < checkpoint.slot()
                ? new ConsensusInfo(
                    at,
                    info.creators(),
                    checkpoint.finalizing(),
                    checkpoint.justifiedSpine(),
                    checkpoint.finalizedSpine())
                : info);
      }
    }
    if (entries.isEmpty()) {
      entries.add(checkpoint);
    }
    for (int from = 0; from < entries.size(); from += CHUNK) {
      int to = Math.min(from + CHUNK, entries.size());
      LinkResponse answer =
          node.call(new LinkRequest.HeadSync(entries.subList(from, to), to == entries.size()));
      if (!(answer instanceof LinkResponse.Done)) {
        return;
      }
    }
  }

  /// Gives it two transfers.
  void submit(Node node) {
    for (int i = 0; i < 2; i++) {
      Address to = nodes.get(random.nextInt(nodes.size())).address;
      long nonce = node.machine().nextNonce(node.address);
      TransactionBody body =
          TransactionBody.dynamicFee(
              CHAIN_ID,
              nonce,
              U256.of(1_000),
              U256.of(10_000_000_000L),
              21_000,
              to,
              U256.of(1 + random.nextInt(1_000)),
              Bytes.EMPTY);
      handle(node, new NodeEvent.TransactionGiven(nextId++, body.sign(node.secret)));
    }
  }

  private ConsensusInfo info(long slot) {
    return decided.floorEntry(slot).getValue();
  }

  private Hash32 spine(long slot) {
    return slot < 0 || decided.floorEntry(slot) == null
        ? genesisHash()
        : last(decided.floorEntry(slot).getValue());
  }

  private ConsensusInfo genesisInfo() {
    Hash32 hash = genesisHash();
    return new ConsensusInfo(0, List.of(), List.of(hash), hash, hash);
  }

  private Hash32 genesisHash() {
    return genesis.build().hash();
  }

  private static Hash32 last(ConsensusInfo info) {
    return info.finalizing().getLast();
  }

  void handle(Node node, NodeEvent event) {
    node.machine().handle(nowMs, event, effect -> act(node, effect));
  }

  private void act(Node from, NodeEffect effect) {
    switch (effect) {
      case NodeEffect.Send(PeerKey peer, WfdagMessage message) -> {
        byte[] bytes = WfdagCodec.encode(message);
        WfdagMessage copy = WfdagCodec.decode(WfdagCodec.code(message), bytes);
        Node to = node(peer);
        boolean lost = random.nextDouble() < loss && !(copy instanceof WfdagMessage.Status);
        if (to.isUp() && !lost) {
          // Messages of one connection do not overtake each other.
          long atMs =
              Math.max(
                  nowMs + 5 + random.nextInt(60),
                  lastArrivalMs.getOrDefault(from.key + ">" + peer, 0L));
          lastArrivalMs.put(from.key + ">" + peer, atMs);
          deliver(to, new NodeEvent.PeerMessage(from.key, copy), atMs - nowMs);
        }
      }
      case NodeEffect.Disconnect(PeerKey peer, boolean atFault, String why) -> {
        if (atFault) {
          from.faults.add(peer + ": " + why);
        }
        deliver(from, new NodeEvent.PeerGone(peer), 1);
        deliver(node(peer), new NodeEvent.PeerGone(from.key), 1);
      }
      case NodeEffect.Answer(CallId call, LinkResponse response) ->
          from.answers.put(call.value(), response);
      case NodeEffect.StageChanged changed -> from.history.add(changed.to());
      case NodeEffect.Finalized finalized -> {
        from.finalisedBlocks += finalized.blocks();
        from.unwoundBlocks += finalized.unwound();
      }
      case NodeEffect.Alarm(String text) -> from.alarms.add(text);
      case NodeEffect.TransactionAnswer answer -> {}
      case NodeEffect.BlockCreated created -> {}
      case NodeEffect.Note note -> {}
      case NodeEffect.ExitDiskFull exit -> {}
    }
  }

  private void deliver(Node to, NodeEvent event, long delayMs) {
    GwatMachine target = to.machine;
    if (target != null) {
      deliveries.add(new Delivery(nowMs + delayMs, nextOrder++, to, target, event));
    }
  }

  private Node node(PeerKey key) {
    return nodes.stream().filter(node -> node.key.equals(key)).findFirst().orElseThrow();
  }
}
