package tandem.beaconcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tandem.beaconspec.BeaconConfig;
import tandem.beaconspec.BeaconGenesis;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.Creators;
import tandem.beaconspec.DepositData;
import tandem.beaconspec.InteropKeys;
import tandem.beaconspec.InvalidBlockException;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.beaconspec.StateTransition;
import tandem.beaconspec.Types;
import tandem.beaconstages.BeaconStageParams;
import tandem.crypto.BlsSecretKey;
import tandem.pairprotocol.LinkOutcome;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.Stage;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.store.MemoryStore;
import tandem.store.Store;

/// Several coordinators in one thread, under simulated time, each with a scripted gwat. Messages
/// take their time; gossip is a flood.
final class CoordinatorNetwork {
  static final long GENESIS_S = 1_000_000;
  static final long SLOTS_PER_EPOCH = 8;
  static final long SLOT_MS = 2_000;
  static final long CHAIN_ID = 7;

  /// One coordinator, its gwat, and what was seen of both.
  final class Node {
    final PeerKey key;
    final List<BlsSecretKey> validators;
    MemoryStore memory = new MemoryStore();
    ScriptedGwat gwat = new ScriptedGwat(CHAIN_ID);
    @Nullable BeaconMachine machine;
    boolean linkUp = true;
    boolean hears = true;
    final List<Stage> history = new ArrayList<>();
    final List<String> why = new ArrayList<>();
    final List<String> notes = new ArrayList<>();
    final List<String> alarms = new ArrayList<>();
    final List<String> disconnects = new ArrayList<>();
    final List<LinkRequest> calls = new ArrayList<>();
    final List<PeerRequest> requests = new ArrayList<>();

    /// Of whom, in the order of the requests.
    final List<PeerKey> asked = new ArrayList<>();

    final Set<PeerKey> faultyFor = new HashSet<>();
    long finalizedEpoch;
    long depthMax;
    BlockForger forger = (request, answer) -> answer;
    private final Set<Hash32> seen = new HashSet<>();

    Node(int index, List<BlsSecretKey> validators) {
      this.key = new PeerKey("n" + index);
      this.validators = validators;
    }

    BeaconMachine machine() {
      BeaconMachine running = machine;
      assertThat(running).as("%s runs", key).isNotNull();
      return running;
    }

    boolean isUp() {
      return machine != null;
    }

    Stage stage() {
      return machine().stage();
    }

    Node start() {
      return start(memory);
    }

    /// Starts it on a store that wraps its own.
    Node start(Store store) {
      history.clear();
      why.clear();
      machine = BeaconMachine.open(nowMs, store, config(this), effect -> act(this, effect));
      for (Node other : nodes) {
        if (other != this && other.isUp()) {
          deliver(this, new BeaconNodeEvent.PeerConnected(other.key), 1);
          deliver(other, new BeaconNodeEvent.PeerConnected(key), 1);
        }
      }
      return this;
    }

    /// Kills it; the database stays as it is.
    void kill() {
      machine = null;
      memory = memory.copy();
      for (Node other : nodes) {
        if (other != this && other.isUp()) {
          deliver(other, new BeaconNodeEvent.PeerGone(key), 1);
        }
      }
    }
  }

  /// What a lying peer answers instead.
  interface BlockForger {
    PeerAnswer forge(PeerRequest request, PeerAnswer honest);
  }

  private record Delivery(
      long atMs, long order, Node to, BeaconMachine target, BeaconNodeEvent event) {}

  final Random random;
  final SumBls bls = new SumBls();
  final BeaconConfig config;
  final Types types;
  final BeaconState genesis;
  final List<BlsSecretKey> keys;
  final List<Node> nodes = new ArrayList<>();

  /// Everything that was published.
  final List<GossipMessage> said = new ArrayList<>();

  long nowMs = GENESIS_S * 1_000 - 3_000;

  /// Peers that are no nodes, and how they answer.
  final Map<PeerKey, Function<PeerRequest, PeerAnswer>> strangers = new HashMap<>();

  /// Those whose gossip reaches nobody.
  final Set<Node> muted = new HashSet<>();

  private final PriorityQueue<Delivery> deliveries =
      new PriorityQueue<>(
          Comparator.comparingLong(Delivery::atMs).thenComparingLong(Delivery::order));
  private final Map<Long, Node> askers = new HashMap<>();
  private final Map<Long, Long> askerIds = new HashMap<>();
  private long nextOrder;
  private long nextId = 1;

  CoordinatorNetwork(long seed, int count, int validators) {
    random = new Random(seed);
    config =
        BeaconConfig.ordered(CHAIN_ID, Address.ZERO)
            .with("SLOTS_PER_EPOCH", SLOTS_PER_EPOCH)
            .with("SECONDS_PER_SLOT", SLOT_MS / 1_000)
            .with("SYNC_COMMITTEE_SIZE", 32)
            .with("SLOTS_PER_HISTORICAL_ROOT", 64)
            .with("EPOCHS_PER_HISTORICAL_VECTOR", 64);
    types = new Types(config);
    keys = IntStream.range(0, validators).mapToObj(InteropKeys::secret).toList();
    BeaconGenesis maker = new BeaconGenesis(config, types, bls);
    List<DepositData> deposits = new ArrayList<>();
    for (int i = 0; i < validators; i++) {
      byte[] address = new byte[Address.LENGTH];
      address[19] = (byte) (i + 1);
      deposits.add(maker.deposit(keys.get(i), Creators.credentials(Address.of(address))));
    }
    genesis = maker.state(GENESIS_S, ScriptedGwat.GENESIS, deposits);
    for (int i = 0; i < count; i++) {
      int from = validators * i / count;
      int to = validators * (i + 1) / count;
      nodes.add(new Node(i, keys.subList(from, to)));
    }
  }

  /// A node without validators.
  Node addWatcher() {
    Node node = new Node(nodes.size(), List.of());
    nodes.add(node);
    return node;
  }

  MachineConfig config(Node node) {
    return new MachineConfig(
        config,
        types,
        genesis,
        BeaconStageParams.defaults(
            true, GENESIS_S, SLOT_MS / 1_000, SLOTS_PER_EPOCH, CHAIN_ID, ScriptedGwat.GENESIS),
        node.validators,
        bls,
        Bytes.EMPTY,
        random.nextLong());
  }

  long slot() {
    return Math.floorDiv(nowMs - GENESIS_S * 1_000, SLOT_MS);
  }

  /// Lets time pass.
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
          handle(node, new BeaconNodeEvent.Tick());
        }
      }
    }
  }

  void runSlots(long slots) {
    run(slots * SLOT_MS);
  }

  void runEpochs(long epochs) {
    runSlots(epochs * SLOTS_PER_EPOCH);
  }

  /// Lets time pass until `condition` holds, `maxMs` at most.
  void runUntil(long maxMs, BooleanSupplier condition) {
    long endMs = nowMs + maxMs;
    while (!condition.getAsBoolean() && nowMs < endMs) {
      run(100);
    }
    assertThat(condition.getAsBoolean()).as("came true within %d ms", maxMs).isTrue();
  }

  void handle(Node node, BeaconNodeEvent event) {
    node.machine().handle(nowMs, event, effect -> act(node, effect));
  }

  /// Says a message to everybody, as the gossip network would.
  void gossip(@Nullable Node from, GossipMessage message) {
    if (from != null && muted.contains(from)) {
      return;
    }
    said.add(message);
    for (Node other : nodes) {
      if (other != from && other.isUp() && other.hears) {
        PeerKey sender = from == null ? new PeerKey("stranger") : from.key;
        deliver(
            other, new BeaconNodeEvent.Gossip(nextId++, sender, message), 5 + random.nextInt(60));
      }
    }
  }

  /// All nodes have the same chain up to the lowest head, but for the last slots.
  void assertAgreement() {
    List<Node> up = nodes.stream().filter(Node::isUp).toList();
    long common = up.stream().mapToLong(node -> node.machine().head().slot()).min().orElseThrow();
    for (long at = 0; at <= common - 2; at++) {
      for (Node node : up) {
        assertThat(node.machine().blockRootAt(at))
            .as("%s at slot %d", node.key, at)
            .isEqualTo(up.getFirst().machine().blockRootAt(at));
      }
    }
  }

  /// For each slot up to the node's head the state at it, with its block, computed from genesis.
  Map<Long, BeaconState> statesBySlot(Node node) {
    StateTransition transition = new StateTransition(config, types, bls);
    Map<Long, BeaconState> states = new HashMap<>();
    BeaconState state = genesis.copy();
    for (long at = 0; at <= node.machine().head().slot(); at++) {
      transition.processSlots(state, at);
      Hash32 root = at == 0 ? null : node.machine().blockRootAt(at);
      SignedBeaconBlock block = root == null ? null : node.machine().block(root);
      if (block != null) {
        try {
          transition.apply(state, block, StateTransition.Signatures.ALL);
        } catch (InvalidBlockException e) {
          throw new AssertionError(e);
        }
      }
      states.put(at, state.copy());
    }
    return states;
  }

  private void act(Node from, BeaconNodeEffect effect) {
    switch (effect) {
      case BeaconNodeEffect.Request(long id, PeerKey peer, PeerRequest request, _) -> {
        from.requests.add(request);
        from.asked.add(peer);
        Function<PeerRequest, PeerAnswer> stranger = strangers.get(peer);
        if (stranger != null) {
          PeerAnswer answer = stranger.apply(request);
          deliver(from, new BeaconNodeEvent.RequestAnswered(id, peer, answer), 10);
          return;
        }
        Node to = node(peer);
        long outer = nextId++;
        askers.put(outer, from);
        askerIds.put(outer, id);
        if (to != null && to.isUp()) {
          deliver(
              to,
              new BeaconNodeEvent.RequestReceived(outer, from.key, request),
              5 + random.nextInt(40));
        } else {
          deliver(from, new BeaconNodeEvent.RequestFailed(id, peer, "away", false), 100);
        }
        requests.put(outer, request);
      }
      case BeaconNodeEffect.Respond(long outer, PeerAnswer honest) -> {
        Node asker = askers.remove(outer);
        PeerRequest request = requests.remove(outer);
        Long id = askerIds.remove(outer);
        if (asker != null && asker.isUp() && id != null && request != null) {
          PeerAnswer answer = from.forger.forge(request, honest);
          deliver(
              asker,
              new BeaconNodeEvent.RequestAnswered(id, from.key, answer),
              5 + random.nextInt(40));
        }
      }
      case BeaconNodeEffect.Disconnect(PeerKey peer, boolean atFault, String why) -> {
        from.disconnects.add(peer + ": " + why);
        if (atFault) {
          from.faultyFor.add(peer);
        }
        deliver(from, new BeaconNodeEvent.PeerGone(peer), 1);
        Node other = node(peer);
        if (other != null) {
          deliver(other, new BeaconNodeEvent.PeerGone(from.key), 1);
        }
      }
      case BeaconNodeEffect.GossipVerdict verdict -> verdicts.put(verdict.id(), verdict.verdict());
      case BeaconNodeEffect.Publish(GossipMessage message) -> gossip(from, message);
      case BeaconNodeEffect.Call call -> {
        from.calls.add(call.request());
        LinkOutcome outcome =
            from.linkUp
                ? new LinkOutcome.Answered(from.gwat.answer(call.request()))
                : new LinkOutcome.Down("connection refused");
        deliver(from, new BeaconNodeEvent.LinkEnded(call.call(), outcome), 20);
      }
      case BeaconNodeEffect.StageChanged changed -> {
        from.history.add(changed.to());
        from.why.add(changed.to() + ": " + changed.why());
      }
      case BeaconNodeEffect.Finalized(long epoch, _) -> from.finalizedEpoch = epoch;
      case BeaconNodeEffect.HeadChanged(_, _, long depth) ->
          from.depthMax = Math.max(from.depthMax, depth);
      case BeaconNodeEffect.Alarm(String text) -> from.alarms.add(text);
      case BeaconNodeEffect.Note(String text) -> from.notes.add(text);
      case BeaconNodeEffect.LinkChanged changed -> {}
      case BeaconNodeEffect.Justified justified -> {}
      case BeaconNodeEffect.ExitDiskFull exit -> {}
    }
  }

  final Map<Long, Verdict> verdicts = new HashMap<>();
  private final Map<Long, PeerRequest> requests = new HashMap<>();

  /// What a node says of a message.
  Verdict judge(Node node, PeerKey from, GossipMessage message) {
    long id = nextId++;
    handle(node, new BeaconNodeEvent.Gossip(id, from, message));
    Verdict verdict = verdicts.remove(id);
    assertThat(verdict).as("a verdict").isNotNull();
    return verdict;
  }

  SignedBeaconBlock headBlock(Node node) {
    SignedBeaconBlock block = node.machine().block(node.machine().head().root());
    assertThat(block).isNotNull();
    return block;
  }

  private void deliver(Node to, BeaconNodeEvent event, long delayMs) {
    BeaconMachine target = to.machine;
    if (target != null) {
      deliveries.add(new Delivery(nowMs + delayMs, nextOrder++, to, target, event));
    }
  }

  @Nullable Node node(PeerKey key) {
    return nodes.stream().filter(node -> node.key.equals(key)).findFirst().orElse(null);
  }
}
