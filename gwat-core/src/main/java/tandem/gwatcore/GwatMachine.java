package tandem.gwatcore;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tandem.gwatdag.DagBlock;
import tandem.gwatledger.Changes;
import tandem.gwatledger.FinalBlock;
import tandem.gwatledger.Ledger;
import tandem.gwatledger.LedgerConfig;
import tandem.gwatledger.LedgerPorts;
import tandem.gwatledger.LedgerReads;
import tandem.gwatpool.Admission;
import tandem.gwatpool.TransactionPool;
import tandem.gwatstages.GwatEffect;
import tandem.gwatstages.GwatEvent;
import tandem.gwatstages.GwatGate;
import tandem.gwatstages.GwatStages;
import tandem.gwatstages.GwatState;
import tandem.gwatstages.GwatStep;
import tandem.gwattypes.Block;
import tandem.gwattypes.Header;
import tandem.gwattypes.Transaction;
import tandem.gwatwire.Handshake;
import tandem.gwatwire.WfdagCodec;
import tandem.gwatwire.WfdagMessage;
import tandem.loop.Machine;
import tandem.pairprotocol.CoordinatedState;
import tandem.pairprotocol.Stage;
import tandem.pairprotocol.SyncStatus;
import tandem.primitives.Address;
import tandem.primitives.Hash32;
import tandem.store.Store;

/// The gwat node (docs/decisions/gwat-node.md): the stage machine, the ledger, the pool, and what
/// goes on between it and its peers and its coordinator.
public final class GwatMachine implements Machine<NodeEvent, NodeEffect> {
  private static final long STATUS_DEADLINE_MS = 5_000;

  /// Hashes of the DAG in a status; more are asked for by `GetDag`.
  private static final int STATUS_DAG_MAX = 1_024;

  private final Context node;
  private final GwatStages stages;
  private final Fetcher<Header> fetcher = new Fetcher<>(Fetcher.Limits.DEFAULT);
  private final Relay relay;
  private final Intake intake;
  private final Transfers transfers;
  private final Serving serving;
  private final Instructions instructions;
  private final Creator creator;
  private final PooledFetch pooled;
  private GwatState state;
  private List<Long> reportedHeads = List.of();

  private GwatMachine(long nowMs, NodeConfig config, Ledger ledger) {
    this.node = new Context(config, ledger);
    this.stages = new GwatStages(config.stages());
    this.relay = new Relay(node);
    this.intake = new Intake(node, fetcher, relay);
    this.transfers = new Transfers(node, fetcher, intake, this::onChanges);
    this.serving = new Serving(node);
    this.instructions = new Instructions(node, intake, this::onChanges);
    this.creator = new Creator(node, relay);
    this.pooled = new PooledFetch(node);
    this.state = GwatState.starting(nowMs);
  }

  /// Opens the database of a node, checks it, and gives the node in CHECKPOINT_SYNC.
  ///
  /// @throws tandem.gwatledger.WrongGenesisException if the database is of another network
  /// @throws tandem.store.StoreException if it is damaged, or the disk fails
  public static GwatMachine open(
      long nowMs,
      Store store,
      NodeConfig config,
      LedgerConfig ledgerConfig,
      LedgerPorts ports,
      Consumer<? super NodeEffect> effects) {
    Ledger ledger = Ledger.open(store, config.genesis(), ledgerConfig, ports);
    GwatMachine machine = new GwatMachine(nowMs, config, ledger);
    machine.node.begin(nowMs, effects);
    for (String repaired : ledger.repaired()) {
      machine.node.emit(new NodeEffect.Note("the database was repaired: " + repaired));
    }
    machine.step(new GwatEvent.Opened(machine.node.lastNumber()));
    for (Hash32 dropped : ledger.dropped()) {
      machine.intake.want(dropped, null);
    }
    return machine;
  }

  @Override
  public void handle(long nowMs, NodeEvent event, Consumer<? super NodeEffect> effects) {
    node.begin(nowMs, effects);
    switch (event) {
      case NodeEvent.Tick() -> onTick();
      case NodeEvent.PeerConnected(PeerKey peer) -> onConnected(peer);
      case NodeEvent.PeerGone(PeerKey peer) -> onGone(peer);
      case NodeEvent.PeerMessage(PeerKey peer, WfdagMessage message) -> onMessage(peer, message);
      case NodeEvent.LinkCalled called ->
          step(new GwatEvent.LinkCall(called.call(), called.request()));
      case NodeEvent.TransactionGiven(long id, Transaction transaction) -> {
        Admission admission = node.pool.add(transaction, node.accounts());
        if (admission instanceof Admission.Added) {
          relay.transactions(List.of(transaction));
        }
        node.emit(new NodeEffect.TransactionAnswer(id, admission));
      }
      case NodeEvent.DiskFull(String fault) -> step(new GwatEvent.DiskFull(fault));
    }
  }

  /// The stage that the node is in.
  public Stage stage() {
    return state.stage();
  }

  /// Where the node stands and what it waits for (`dag_syncStatus`).
  public SyncStatus status() {
    return stages.status(state);
  }

  public CoordinatedState coordinated() {
    return instructions.coordinated(state.stage(), state.checkpoint());
  }

  /// What is in the database.
  public LedgerReads reads() {
    return node.reads();
  }

  /// Blocks without children.
  public Set<Hash32> tips() {
    return node.ledger.tips();
  }

  public TransactionPool pool() {
    return node.pool;
  }

  /// The nonce that a new transaction of `sender` needs.
  public long nextNonce(Address sender) {
    return node.pool.nextNonce(sender, node.accounts());
  }

  /// Peers whose handshake has been checked.
  public List<PeerKey> peers() {
    return node.peers.readyKeys();
  }

  public NodeConfig config() {
    return node.config;
  }

  private void onTick() {
    for (Peer peer : node.peers.all()) {
      if (peer.status == null && node.nowMs - peer.sinceMs >= STATUS_DEADLINE_MS) {
        node.emit(new NodeEffect.Disconnect(peer.key, false, "no status within 5 s"));
      }
    }
    intake.tick();
    pooled.tick();
    reportHeads();
    for (GwatEvent report : transfers.tick()) {
      step(report);
    }
    step(new GwatEvent.Tick());
  }

  /// One event for the stage machine, and all that follows from it before anything else happens.
  private void step(GwatEvent first) {
    Deque<GwatEvent> events = new ArrayDeque<>(List.of(first));
    while (!events.isEmpty()) {
      GwatStep step = stages.step(node.nowMs, state, events.removeFirst());
      state = step.state();
      for (GwatEffect effect : step.effects()) {
        GwatEvent report = carryOut(effect);
        if (report != null) {
          events.addLast(report);
        }
      }
    }
  }

  /// @return what the stage machine has to be told of it
  private @Nullable GwatEvent carryOut(GwatEffect effect) {
    switch (effect) {
      case GwatEffect.StartCheckpointSync(@Nullable Hash32 target) -> transfers.startChain(target);
      case GwatEffect.StartDagSync() -> transfers.startDag();
      case GwatEffect.StartCatchUp() -> transfers.startFollowing();
      case GwatEffect.StopSync() -> transfers.stop();
      case GwatEffect.FetchMissing(Hash32 spine) -> intake.want(spine, null);
      case GwatEffect.CheckCheckpoint check -> {
        return new GwatEvent.CheckpointChecked(check.call(), instructions.check(check.spine()));
      }
      case GwatEffect.TakeCheckpoint take -> instructions.take(take.checkpoint(), take.anchors());
      case GwatEffect.RepairFinalized(Hash32 spine) -> {
        instructions.repair(spine);
        return new GwatEvent.Repaired(node.lastNumber());
      }
      case GwatEffect.ApplyHeadSync apply -> {
        return new GwatEvent.HeadSyncApplied(
            apply.call(),
            instructions.applyHeadSync(apply.entries(), apply.isFinal(), apply.end()));
      }
      case GwatEffect.ApplyFinalize apply -> {
        return new GwatEvent.FinalizeApplied(
            apply.call(), instructions.applyFinalize(apply.spines(), apply.anchors()));
      }
      case GwatEffect.BeginSlot begin -> {
        instructions.take(begin.info(), begin.anchors());
        creator.begin(begin.info());
      }
      case GwatEffect.Serve serve ->
          node.emit(
              new NodeEffect.Answer(
                  serve.call(),
                  instructions.serve(serve.request(), state.stage(), state.checkpoint())));
      case GwatEffect.Answer answer ->
          node.emit(new NodeEffect.Answer(answer.call(), answer.response()));
      case GwatEffect.StageChanged changed -> onStage(changed);
      case GwatEffect.Alarm(String text) -> node.emit(new NodeEffect.Alarm(text));
      case GwatEffect.ExitDiskFull(String fault) -> node.emit(new NodeEffect.ExitDiskFull(fault));
    }
    return null;
  }

  private void onStage(GwatEffect.StageChanged changed) {
    node.emit(
        new NodeEffect.StageChanged(changed.from(), changed.to(), changed.why(), changed.tookMs()));
    relay.open(GwatGate.relays(changed.to()));
    node.peers.ready().forEach(relay::greet);
    intake.stage(changed.to());
  }

  /// The finalised chain or the DAG changed: pool and sync follow.
  private void onChanges(Changes changes) {
    Set<Address> touched = new HashSet<>();
    for (Hash32 hash : changes.finalised()) {
      Block block = node.reads().block(hash);
      if (block != null) {
        touched.add(block.header().coinbase());
        for (Transaction transaction : block.transactions()) {
          Address sender = transaction.sender();
          if (sender != null) {
            touched.add(sender);
          }
        }
      }
    }
    for (Transaction transaction : changes.returned()) {
      node.pool.add(transaction, node.accounts());
    }
    node.pool.refresh(touched, node.accounts());
    transfers.chainMoved();
    if (!changes.finalised().isEmpty() || !changes.unwound().isEmpty()) {
      FinalBlock last = node.reads().lastFinalized();
      node.emit(
          new NodeEffect.Finalized(
              last.number(), last.hash(), changes.finalised().size(), changes.unwound().size()));
    }
  }

  private void onConnected(PeerKey key) {
    node.peers.add(key, node.nowMs);
    node.send(key, ownStatus());
  }

  private void onGone(PeerKey key) {
    node.peers.remove(key);
    transfers.peerGone(key);
    pooled.peerGone(key);
    reportHeads();
  }

  private WfdagMessage.Status ownStatus() {
    FinalBlock last = node.reads().lastFinalized();
    Hash32 genesis = node.reads().genesis().hash();
    List<Hash32> dag = new ArrayList<>();
    for (DagBlock block : node.reads().dagBlocks()) {
      if (dag.size() < STATUS_DAG_MAX) {
        dag.add(block.hash());
      }
    }
    return new WfdagMessage.Status(
        WfdagCodec.VERSION,
        node.config.networkId(),
        last.number(),
        dag.isEmpty() ? List.of(last.hash()) : dag,
        genesis,
        Handshake.forkId(genesis));
  }

  private void onMessage(PeerKey key, WfdagMessage message) {
    Peer peer = node.peers.get(key);
    if (peer == null) {
      return;
    }
    if (message instanceof WfdagMessage.Status status) {
      onStatus(peer, status);
      return;
    }
    if (peer.status == null) {
      node.blame(key, "a message before the status");
      return;
    }
    switch (message) {
      case WfdagMessage.Status again -> throw new IllegalStateException("handled above");
      case WfdagMessage.NewBlockHashes(List<Hash32> hashes) -> {
        for (Hash32 hash : hashes) {
          peer.knownBlocks.add(hash);
          intake.announced(hash, key);
        }
      }
      case WfdagMessage.NewBlock(Block block) -> onBlock(peer, block);
      case WfdagMessage.Transactions(List<Transaction> list) -> onTransactions(peer, list);
      case WfdagMessage.NewPooledTransactionHashes(List<Hash32> hashes) ->
          pooled.announced(peer, hashes);
      case WfdagMessage.PooledTransactions answer -> {
        if (pooled.answered(key, answer.requestId())) {
          onTransactions(peer, answer.transactions());
        }
      }
      case WfdagMessage.BlockHeaders answer -> transfers.headers(key, answer);
      case WfdagMessage.BlockBodies answer -> transfers.bodies(key, answer);
      case WfdagMessage.Dag answer -> transfers.dag(key, answer);
      // Nothing of this kind is ever asked for.
      case WfdagMessage.Receipts unasked -> {}
      case WfdagMessage.NodeData unasked -> {}
      case WfdagMessage.GetHeadersByHash request -> serving.headersByHash(key, request);
      case WfdagMessage.GetHeadersByNumber request -> serving.headersByNumber(key, request);
      case WfdagMessage.GetHeadersFrom request -> serving.headersFrom(key, request);
      case WfdagMessage.GetBlockBodies request -> serving.bodies(key, request);
      case WfdagMessage.GetReceipts request -> serving.receipts(key, request);
      case WfdagMessage.GetNodeData request -> serving.nodeData(key, request);
      case WfdagMessage.GetDag request -> serving.dag(key, request);
      case WfdagMessage.GetPooledTransactions request -> serving.pooledTransactions(key, request);
    }
    reportHeads();
  }

  private void onStatus(Peer peer, WfdagMessage.Status status) {
    if (peer.status != null) {
      node.blame(peer.key, "a second status");
      return;
    }
    String fault = Handshake.fault(ownStatus(), status);
    if (fault != null) {
      // Not of our network: its right, but nothing for us.
      node.emit(new NodeEffect.Disconnect(peer.key, false, fault));
      return;
    }
    peer.status = status;
    transfers.peerReady(peer.key, status.lastFinalizedNumber());
    relay.greet(peer);
    reportHeads();
  }

  private void onBlock(Peer peer, Block block) {
    if (!block.hasRightTxRoot()) {
      node.blame(peer.key, "block " + block.hash().brief() + " with other transactions");
      return;
    }
    peer.knownBlocks.add(block.hash());
    transfers.hint(peer.key, block.header().lfNumber());
    intake.propagated(block.withHeader(block.header().withState(null)), peer.key);
  }

  private void onTransactions(Peer peer, List<Transaction> transactions) {
    if (!GwatGate.relays(state.stage())) {
      return;
    }
    List<Transaction> added = new ArrayList<>();
    for (Transaction transaction : transactions) {
      peer.knownTransactions.add(transaction.hash());
      if (node.pool.add(transaction, node.accounts()) instanceof Admission.Added) {
        added.add(transaction);
      }
    }
    if (!added.isEmpty()) {
      relay.transactions(added);
    }
  }

  private void reportHeads() {
    List<Long> heads = transfers.heads();
    if (!heads.equals(reportedHeads)) {
      reportedHeads = heads;
      step(new GwatEvent.PeerHeads(heads));
    }
  }
}
