package tandem.beaconcore;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tandem.beaconspec.BeaconBlock;
import tandem.beaconspec.BeaconBlockHeader;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.beaconspec.SignedBeaconBlockHeader;
import tandem.beaconspec.SigningRoots;
import tandem.beaconspec.StateTransition;
import tandem.beaconspec.Status;
import tandem.beaconstages.BeaconEffect;
import tandem.beaconstages.BeaconEvent;
import tandem.beaconstages.BeaconGate;
import tandem.beaconstages.BeaconStages;
import tandem.beaconstages.BeaconStep;
import tandem.beaconstages.Checkpoint;
import tandem.beaconstages.Head;
import tandem.beaconstages.RepairStep;
import tandem.crypto.BlsSignature;
import tandem.loop.Machine;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.LinkOutcome;
import tandem.pairprotocol.Stage;
import tandem.pairprotocol.SyncStatus;
import tandem.primitives.Hash32;
import tandem.store.Column;
import tandem.store.Store;

/// The coordinator (docs/decisions/coordinator-node.md): the stage machine, the chain, and what
/// goes on between it and its peers and its gwat.
public final class BeaconMachine implements Machine<BeaconNodeEvent, BeaconNodeEffect> {
  /// What the store of a node must have.
  public static final Set<Column> COLUMNS =
      Stream.concat(ChainStore.COLUMNS.stream(), Stream.of(SlashingProtection.COLUMN))
          .collect(Collectors.toUnmodifiableSet());

  /// The columns that outlive everything else: without them a validator could contradict itself.
  public static final Set<Column> PROTECTION = Set.of(SlashingProtection.COLUMN);

  /// Stored blocks that are taken in with one tick after a start.
  private static final int REPLAY_A_TICK = 32;

  private static final long STATUS_TIMEOUT_MS = 5_000;

  /// Between two questions for a peer's status while this node syncs or has fallen behind.
  private static final long STATUS_SYNCING_MS = 4_000;

  private static final long CLOCK_WARNING_MS = 600_000;

  private final Context node;
  private final Rules rules;
  private final BeaconStages stages;
  private final Chain chain;
  private final LinkData linkData;
  private final Peers peers = new Peers();
  private final Statuses statuses;
  private final Requests requests;
  private final ChainSync sync;
  private final Intake intake;
  private final Serving serving;
  private final Operations operations;
  private tandem.beaconstages.BeaconState state;
  private BeaconEvent.Peers reported = new BeaconEvent.Peers(0, 0);
  private long clockWarnedMs;
  private boolean stopped;

  private BeaconMachine(long nowMs, Store store, MachineConfig config) {
    this.node = new Context(config);
    this.node.nowMs = nowMs;
    StateTransition transition = new StateTransition(config.beacon(), config.types(), config.bls());
    this.rules =
        new Rules(
            config.beacon(),
            config.types(),
            transition,
            transition.committees(),
            SigningRoots.of(config.beacon(), config.types(), config.genesis()),
            config.bls());
    ChainStore chainStore = new ChainStore(store, config.types());
    Hash32 genesisRoot = ChainGenesis.open(chainStore, rules, config.genesis());
    this.chain = new Chain(node, rules, chainStore, genesisRoot, new News());
    this.stages = new BeaconStages(config.stages());
    this.state = tandem.beaconstages.BeaconState.starting(nowMs, config.seed());
    this.linkData = new LinkData(chain, config.beacon().slotsPerEpoch());
    this.statuses = new Statuses(node, chain, rules.signingRoots().forkDigest());
    this.requests = new Requests(node);
    this.sync = new ChainSync(node, config.types(), chain, peers, statuses, requests);
    this.intake = new Intake(node, rules, chain, peers, requests, sync);
    this.serving = new Serving(chain, config.types());
    this.operations = new NodeOperations(node, rules, chain, store, new Host());
  }

  /// Opens the database of a node and gives the node in CHECKPOINT_SYNC, with the last justified
  /// checkpoint as its head (R22).
  ///
  /// @throws WrongNetworkException if the database is of another network
  /// @throws tandem.store.StoreException if it is damaged, or the disk fails
  public static BeaconMachine open(
      long nowMs, Store store, MachineConfig config, Consumer<? super BeaconNodeEffect> effects) {
    BeaconMachine machine = new BeaconMachine(nowMs, store, config);
    machine.node.begin(nowMs, effects);
    machine.step(new BeaconEvent.Opened(machine.head()));
    return machine;
  }

  @Override
  public void handle(
      long nowMs, BeaconNodeEvent event, Consumer<? super BeaconNodeEffect> effects) {
    if (stopped) {
      return;
    }
    node.begin(nowMs, effects);
    beginSlot();
    switch (event) {
      case BeaconNodeEvent.Tick() -> onTick();
      case BeaconNodeEvent.PeerConnected(PeerKey peer) -> askStatus(peers.add(peer, nowMs));
      case BeaconNodeEvent.PeerGone(PeerKey peer) -> onGone(peer);
      case BeaconNodeEvent.RequestAnswered(long id, PeerKey peer, PeerAnswer answer) ->
          onAnswer(id, peer, answer);
      case BeaconNodeEvent.RequestFailed(long id, PeerKey peer, String why, boolean atFault) ->
          onFailed(requests.take(id, peer), why, atFault);
      case BeaconNodeEvent.RequestReceived(long id, PeerKey peer, PeerRequest request) ->
          node.emit(new BeaconNodeEffect.Respond(id, serve(peer, request)));
      case BeaconNodeEvent.Gossip(long id, PeerKey from, GossipMessage message) ->
          onGossip(id, from, message);
      case BeaconNodeEvent.LinkEnded(CallId call, LinkOutcome outcome) -> {
        if (Context.isDutyCall(call)) {
          operations.linkEnded(call, outcome);
        } else {
          step(new BeaconEvent.Outcome(call, outcome));
        }
      }
      case BeaconNodeEvent.DiskFull(String fault) -> {
        stopped = true;
        node.emit(new BeaconNodeEffect.ExitDiskFull(fault));
      }
    }
    intake.drain();
    reportPeers();
  }

  public MachineConfig config() {
    return node.config;
  }

  /// The stage that the node is in.
  public Stage stage() {
    return state.stage();
  }

  /// Where the node stands and what it waits for.
  public SyncStatus status() {
    return stages.status(state);
  }

  public Head head() {
    return new Head(chain.headRoot(), chain.headSlot());
  }

  public Hash32 genesisRoot() {
    return chain.genesisRoot();
  }

  /// Of the head's state.
  public FinalityCheckpoints finality() {
    return finality(headState());
  }

  /// Of the state after a block; null if that is not held.
  public @Nullable FinalityCheckpoints finality(Hash32 root) {
    BeaconState post = chain.stateAt(root, 0);
    return post == null ? null : finality(post);
  }

  /// The post-state of the head. It must not be changed.
  public BeaconState headState() {
    BeaconState post = chain.stateAt(chain.headRoot(), 0);
    if (post == null) {
      throw new IllegalStateException("the head has no state");
    }
    return post;
  }

  /// The block of the canonical chain at exactly this slot, or null.
  public @Nullable Hash32 blockRootAt(long slot) {
    return slot < 0 || slot > chain.headSlot() ? null : chain.store().canonical(slot);
  }

  /// A stored block; null for one that is not, and for genesis.
  public @Nullable SignedBeaconBlock block(Hash32 root) {
    return chain.signedBlock(root);
  }

  /// The header of a stored block, or of genesis with an empty signature; null for others.
  public @Nullable SignedBeaconBlockHeader header(Hash32 root) {
    if (root.equals(chain.genesisRoot())) {
      return new SignedBeaconBlockHeader(
          ChainGenesis.header(node.config.genesis()), BlsSignature.EMPTY);
    }
    SignedBeaconBlock signed = chain.signedBlock(root);
    if (signed == null) {
      return null;
    }
    BeaconBlock block = signed.message();
    BeaconBlockHeader header =
        new BeaconBlockHeader(
            block.slot(),
            block.proposerIndex(),
            block.parentRoot(),
            block.stateRoot(),
            node.config.types().beaconBlockBody().hashTreeRoot(block.body()));
    return new SignedBeaconBlockHeader(header, signed.signature());
  }

  /// Whether a stored block is of the chain of the head.
  public boolean isCanonical(Hash32 root) {
    BlockEntry entry = chain.store().entry(root);
    return entry != null && chain.isCanonical(root, entry.slot());
  }

  /// What is told to peers.
  public Status ownStatus() {
    return statuses.own();
  }

  /// Peers whose status is known to be of this network.
  public List<PeerKey> peers() {
    return peers.told().stream().map(told -> told.peer().key).toList();
  }

  private static FinalityCheckpoints finality(BeaconState post) {
    return new FinalityCheckpoints(
        post.previousJustifiedCheckpoint(),
        post.currentJustifiedCheckpoint(),
        post.finalizedCheckpoint());
  }

  private void beginSlot() {
    long slot = node.currentSlot();
    if (chain.slotBegun(slot)) {
      operations.slotBegun(slot);
    }
  }

  private void onTick() {
    chain.replay(REPLAY_A_TICK);
    for (Requests.Open overdue : requests.takeOverdue()) {
      onFailed(overdue, "no answer in time", false);
    }
    askStatuses();
    sync.tick().forEach(this::step);
    intake.tick();
    chain.settleVotes();
    warnOfClock();
    reportPeers();
    step(new BeaconEvent.Tick());
    operations.tick();
  }

  private void onGossip(long id, PeerKey from, GossipMessage message) {
    if (message instanceof GossipMessage.Block(SignedBeaconBlock block)) {
      intake.gossiped(id, from, block);
      operations.tick();
    } else {
      node.emit(new BeaconNodeEffect.GossipVerdict(id, operations.judge(from, message)));
    }
  }

  private void onGone(PeerKey peer) {
    peers.remove(peer);
    for (Requests.Open open : requests.takeAll(peer)) {
      onFailed(open, "the peer is gone", false);
    }
    sync.peerGone(peer);
  }

  private void onAnswer(long id, PeerKey key, PeerAnswer answer) {
    Requests.Open open = requests.take(id, key);
    Peer peer = peers.get(key);
    if (open == null || peer == null) {
      return;
    }
    switch (answer) {
      case PeerAnswer.StatusIs(Status status) -> {
        if (open.purpose() instanceof Requests.Purpose.Greeting) {
          take(peer, status);
        }
      }
      case PeerAnswer.Blocks(List<SignedBeaconBlock> blocks) -> {
        switch (open.purpose()) {
          case Requests.Purpose.Greeting() -> {}
          case Requests.Purpose.Range(long ask) -> sync.answered(ask, peer, blocks);
          case Requests.Purpose.Root(Hash32 root) -> intake.answered(root, peer, blocks);
        }
      }
      case PeerAnswer.Refused(_, String why) -> onFailed(open, why, false);
    }
  }

  private void onFailed(Requests.@Nullable Open open, String why, boolean atFault) {
    if (open == null) {
      return;
    }
    Peer peer = peers.get(open.peer());
    if (peer != null) {
      peer.fault(node.nowMs);
      if (atFault) {
        node.emit(new BeaconNodeEffect.Disconnect(peer.key, true, why));
      }
    }
    switch (open.purpose()) {
      case Requests.Purpose.Greeting() -> {
        if (peer != null) {
          peer.asking = false;
        }
      }
      case Requests.Purpose.Range(long ask) -> sync.failed(ask);
      case Requests.Purpose.Root(Hash32 root) -> intake.failed(root);
    }
  }

  private PeerAnswer serve(PeerKey key, PeerRequest request) {
    if (!BeaconGate.servesPeers(state.stage())) {
      return new PeerAnswer.Refused(false, "starting");
    }
    return switch (request) {
      case PeerRequest.GetStatus(Status status) -> {
        Peer peer = peers.get(key);
        if (peer != null) {
          take(peer, status);
        }
        yield new PeerAnswer.StatusIs(statuses.own());
      }
      case PeerRequest.BlocksByRange(long startSlot, long count) -> serving.range(startSlot, count);
      case PeerRequest.BlocksByRoot(List<Hash32> roots) -> serving.roots(roots);
    };
  }

  private void askStatus(Peer peer) {
    peer.asking = true;
    peer.statusMs = node.nowMs;
    requests.send(
        peer.key,
        new PeerRequest.GetStatus(statuses.own()),
        new Requests.Purpose.Greeting(),
        STATUS_TIMEOUT_MS);
  }

  private void askStatuses() {
    long epochMs = node.beacon().slotsPerEpoch() * node.times.slotMs();
    long headEpoch = chain.headSlot() / node.beacon().slotsPerEpoch();
    long nowEpoch = node.currentSlot() / node.beacon().slotsPerEpoch();
    boolean urgent = sync.isRunning() || headEpoch + 1 < nowEpoch;
    long ageMs = urgent ? Math.min(epochMs, STATUS_SYNCING_MS) : epochMs;
    for (Peer peer : peers.all()) {
      boolean stale = Math.abs(node.nowMs - peer.statusMs) >= ageMs;
      if (!peer.asking && stale) {
        askStatus(peer);
      }
    }
  }

  /// What peers claim may be a lie, so it is said and nothing else is done about it.
  private void warnOfClock() {
    long slots = statuses.clockBehind(peers.told());
    if (slots > 0 && Math.abs(node.nowMs - clockWarnedMs) >= CLOCK_WARNING_MS) {
      clockWarnedMs = node.nowMs;
      node.alarm("the clock is %d slots or more behind what most peers say".formatted(slots));
    }
  }

  private void take(Peer peer, Status status) {
    peer.asking = false;
    peer.statusMs = node.nowMs;
    String fault = statuses.contradiction(status);
    if (fault != null) {
      // Of another network, or on another branch for good: its right, but nothing for us.
      peer.status = null;
      node.emit(new BeaconNodeEffect.Disconnect(peer.key, false, fault));
      return;
    }
    peer.status = status;
  }

  private void reportPeers() {
    List<Peers.Told> told = peers.told();
    BeaconEvent.Peers now = new BeaconEvent.Peers(told.size(), statuses.ahead(told));
    if (!now.equals(reported)) {
      reported = now;
      step(now);
    }
  }

  /// One event for the stage machine, and all that follows from it before anything else happens.
  private void step(BeaconEvent first) {
    Deque<BeaconEvent> events = new ArrayDeque<>(List.of(first));
    while (!events.isEmpty()) {
      BeaconStep step = stages.step(node.nowMs, state, events.removeFirst());
      state = step.state();
      node.stage = state.stage();
      for (BeaconEffect effect : step.effects()) {
        BeaconEvent report = carryOut(effect);
        if (report != null) {
          events.addLast(report);
        }
      }
    }
  }

  /// @return what the stage machine has to be told of it
  private @Nullable BeaconEvent carryOut(BeaconEffect effect) {
    switch (effect) {
      case BeaconEffect.StartCheckpointSync() -> sync.start(ChainSync.Phase.FINALIZED);
      case BeaconEffect.StartDagSync() -> sync.start(ChainSync.Phase.HEAD);
      case BeaconEffect.StopSync() -> sync.start(ChainSync.Phase.NONE);
      case BeaconEffect.ChooseCheckpoint(int stepBack) -> {
        return new BeaconEvent.CheckpointChosen(linkData.checkpoint(stepBack));
      }
      case BeaconEffect.BuildHeadSync(
              Checkpoint checkpoint,
              @Nullable Hash32 after,
              long slots) -> {
        return new BeaconEvent.HeadSyncBuilt(linkData.headSync(checkpoint, after, slots));
      }
      case BeaconEffect.BuildFinalize(Hash32 applied, _) -> {
        return linkData.finalizing(applied);
      }
      case BeaconEffect.BuildSlot(long slot, Head head) -> {
        return new BeaconEvent.SlotBuilt(linkData.slot(slot, head));
      }
      case BeaconEffect.Call call ->
          node.emit(new BeaconNodeEffect.Call(call.call(), call.request(), call.timeoutMs()));
      case BeaconEffect.Probe probe ->
          node.emit(new BeaconNodeEffect.Call(probe.call(), probe.request(), probe.timeoutMs()));
      case BeaconEffect.Repair(RepairStep step, String why) -> {
        node.note(why);
        repair(step);
      }
      case BeaconEffect.StageChanged changed ->
          node.emit(
              new BeaconNodeEffect.StageChanged(
                  changed.from(), changed.to(), changed.why(), changed.tookMs()));
      case BeaconEffect.LinkChanged(boolean usable, String why) ->
          node.emit(new BeaconNodeEffect.LinkChanged(usable, why));
      case BeaconEffect.SteppedBack(int stepBack, String why) ->
          node.note("stepped back to checkpoint %d: %s".formatted(stepBack, why));
      case BeaconEffect.HeadInvalidForGwat(Hash32 head, String why) ->
          node.note("head %s: %s".formatted(head.brief(), why));
      case BeaconEffect.Alarm(String text) -> node.alarm(text);
    }
    return null;
  }

  /// Nothing where no sync from peers runs for a stage: the stages have done it.
  private void repair(RepairStep step) {
    if (state.stage() == Stage.CHECKPOINT_SYNC || state.stage() == Stage.DAG_SYNC) {
      sync.repair(step);
      if (step == RepairStep.RESTART || step == RepairStep.REANCHOR) {
        peers.all().stream().filter(peer -> !peer.asking).forEach(this::askStatus);
      }
    }
  }

  /// What the chain has to say.
  private final class News implements Chain.Listener {
    @Override
    public void imported(Hash32 root, SignedBeaconBlock block) {
      intake.imported(root);
      operations.imported(root, block);
    }

    @Override
    public void headChanged(Hash32 root, long slot, long depth) {
      node.emit(new BeaconNodeEffect.HeadChanged(root, slot, depth));
      step(new BeaconEvent.HeadChanged(new Head(root, slot), depth));
    }

    @Override
    public void justified(tandem.forkchoice.Checkpoint checkpoint) {
      node.emit(new BeaconNodeEffect.Justified(checkpoint.epoch(), checkpoint.root()));
    }

    @Override
    public void finalized(tandem.forkchoice.Checkpoint checkpoint) {
      node.emit(new BeaconNodeEffect.Finalized(checkpoint.epoch(), checkpoint.root()));
    }
  }

  /// What duties ask for.
  private final class Host implements DutyHost {
    @Override
    public boolean importOwn(SignedBeaconBlock block) {
      return intake.own(block);
    }

    @Override
    public void gwatLeftWorking() {
      step(new BeaconEvent.GwatLeftWorking());
    }
  }
}
