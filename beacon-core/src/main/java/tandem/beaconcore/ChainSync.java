package tandem.beaconcore;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.beaconspec.Status;
import tandem.beaconspec.Types;
import tandem.beaconstages.BeaconEvent;
import tandem.beaconstages.RepairStep;
import tandem.primitives.Hash32;

/// Takes the chain from peers, first up to the finalised checkpoint, then up to the head that a
/// majority knows (pair-sync.md R17); the same again when this node has fallen behind (R23).
///
/// A phase is over when the block on which the majority agrees is here. As long as it is not, the
/// stretch up to it is planned anew, from our head or, where that is past it already on another
/// branch, from what is finalised.
final class ChainSync {
  /// Which phase runs.
  enum Phase {
    NONE,
    FINALIZED,
    HEAD
  }

  /// Before a stretch is planned again that did not bring what was promised.
  private static final long AGAIN_MS = 2_000;

  private static final long ASIDE_MIN_MS = 10_000;

  private final Context node;
  private final Types types;
  private final Chain chain;
  private final Peers peers;
  private final Statuses statuses;
  private final Requests requests;
  private final RangeSync.Limits limits = RangeSync.Limits.DEFAULT;
  private Phase phase = Phase.NONE;
  // Not for a stage: nobody is told, and it ends by itself.
  private boolean aside;
  private long asideMs;
  private @Nullable RangeSync<RootedBlock> plan;
  // The next plan begins at the finalised block, wherever our head is.
  private boolean fromFloor;
  private long nextAsk = 1;
  private long nextPlanMs;
  private long reportedSlot = -1;
  private long reportedTarget = -1;

  ChainSync(
      Context node, Types types, Chain chain, Peers peers, Statuses statuses, Requests requests) {
    this.node = node;
    this.types = types;
    this.chain = chain;
    this.peers = peers;
    this.statuses = statuses;
    this.requests = requests;
  }

  /// Begins a phase in place of whatever ran before.
  void start(Phase next) {
    drop();
    aside = false;
    phase = next;
    nextPlanMs = node.nowMs;
    reportedSlot = -1;
  }

  /// Takes in a branch that is too long to be asked for block by block, as after a partition of the
  /// network, beside whatever the node does. Nothing if a sync runs already.
  void startAside() {
    if (phase == Phase.NONE) {
      start(Phase.HEAD);
      aside = true;
      asideMs = node.nowMs;
      node.note("peers have a long branch that is not here: asking for it by ranges");
    }
  }

  boolean isRunning() {
    return phase != Phase.NONE;
  }

  /// No block that was not here has come for long, whatever peers answered: does this about it
  /// (docs/decisions/recovery-of-the-coordinator.md).
  void repair(RepairStep step) {
    RangeSync<RootedBlock> running = plan;
    switch (step) {
      case NONE -> {}
      case RETRY -> {
        if (running != null) {
          running.askAgain();
        }
      }
      case OTHER_PEERS -> {
        for (Peers.Told each : peers.told()) {
          if (!hasNothingMore(each.status())) {
            each.peer().doubt(node.nowMs);
          }
        }
      }
      case REBUILD -> {
        drop();
        fromFloor = true;
        nextPlanMs = node.nowMs;
      }
      case RESTART -> start(phase);
      case REANCHOR -> {
        start(phase);
        if (chain.isNarrow()) {
          chain.widen();
        }
      }
    }
  }

  /// Imports, asks, and says how far it is.
  List<BeaconEvent> tick() {
    List<BeaconEvent> reports = new ArrayList<>();
    if (phase == Phase.NONE || chain.replaying()) {
      return reports;
    }
    List<Peers.Told> told = peers.reliable(node.nowMs);
    importReady(told);
    Statuses.Agreed agreed = agreed(told);
    long target = agreed == null ? 0 : slot(agreed);
    if (!aside) {
      reportProgress(Math.max(target, chain.headSlot()), reports);
    }
    if (agreed == null || isHere(agreed.root())) {
      drop();
      if (aside) {
        endAside();
        return reports;
      }
      int answered = answered(told);
      reports.add(
          phase == Phase.FINALIZED
              ? new BeaconEvent.CheckpointSyncDone(answered)
              : new BeaconEvent.DagSyncDone(answered));
      return reports;
    }
    ask(target, told);
    return reports;
  }

  /// An answer to a request of ours.
  void answered(long ask, Peer peer, List<SignedBeaconBlock> blocks) {
    RangeSync<RootedBlock> running = plan;
    if (running == null) {
      return;
    }
    List<RangeSync.Linked<RootedBlock>> linked = new ArrayList<>();
    for (SignedBeaconBlock block : blocks) {
      RootedBlock rooted = RootedBlock.of(types, block);
      linked.add(new RangeSync.Linked<>(rooted.slot(), rooted.root(), rooted.parentRoot(), rooted));
    }
    if (!running.received(ask, linked)) {
      node.emit(
          new BeaconNodeEffect.Disconnect(
              peer.key, true, "blocks that do not fit the range that was asked for"));
    }
    importReady(peers.reliable(node.nowMs));
  }

  void failed(long ask) {
    RangeSync<RootedBlock> running = plan;
    if (running != null) {
      running.failed(ask);
    }
  }

  void peerGone(PeerKey peer) {
    RangeSync<RootedBlock> running = plan;
    if (running != null) {
      running.peerGone(peer);
    }
  }

  /// By then every peer has told its status anew.
  private void endAside() {
    if (node.nowMs - asideMs >= ASIDE_MIN_MS || node.nowMs < asideMs) {
      start(Phase.NONE);
    }
  }

  private void drop() {
    RangeSync<RootedBlock> running = plan;
    if (running != null) {
      nextAsk = running.nextId();
      plan = null;
    }
  }

  private void ask(long target, List<Peers.Told> told) {
    RangeSync<RootedBlock> running = plan;
    if (running != null && (running.done() || running.targetSlot() > target)) {
      if (running.done()) {
        doubt(told);
      }
      drop();
      running = null;
    }
    if (running == null) {
      if (node.nowMs < nextPlanMs && nextPlanMs - node.nowMs <= AGAIN_MS) {
        return;
      }
      nextPlanMs = node.nowMs + AGAIN_MS;
      long floor = chain.finalizedSlot();
      // Where our head is at the target or past it, it is on another branch.
      long from = chain.headSlot() < target && !fromFloor ? chain.headSlot() : floor;
      fromFloor = false;
      running = new RangeSync<>(limits, floor, from, target, nextAsk);
      plan = running;
    }
    running.raiseTarget(target);
    for (RangeSync.Ask ask : running.plan(node.nowMs, candidates(told))) {
      requests.send(
          ask.peer(),
          new PeerRequest.BlocksByRange(ask.fromSlot(), ask.countSlots()),
          new Requests.Purpose.Range(ask.id()),
          limits.timeoutMs());
    }
  }

  /// All that peers have up to the target is here, and what these promised was not in it.
  private void doubt(List<Peers.Told> told) {
    for (Peers.Told each : told) {
      if (!hasNothingMore(each.status())) {
        each.peer().fault(node.nowMs);
      }
    }
  }

  /// At most one batch at a time, so that other events have their turn.
  private void importReady(List<Peers.Told> told) {
    RangeSync<RootedBlock> running = plan;
    if (running == null) {
      return;
    }
    RangeSync.Ready<RootedBlock> ready = running.ready().orElse(null);
    if (ready == null) {
      return;
    }
    List<RootedBlock> blocks = ready.blocks().stream().map(RangeSync.Linked::block).toList();
    switch (chain.addAll(blocks)) {
      case BlockImport.Imported(), BlockImport.Known() -> running.imported();
      case BlockImport.UnknownParent(_) -> running.unlinked(candidates(told));
      case BlockImport.Invalid(String why) -> {
        running.invalid();
        node.emit(new BeaconNodeEffect.Disconnect(ready.peer(), true, "an invalid block: " + why));
      }
      case BlockImport.Early(), BlockImport.Outdated() -> {
        if (chain.isNarrow()) {
          node.note(
              "peers are on a branch without our checkpoint: going back to the finalised one");
          drop();
          chain.widen();
          return;
        }
        running.invalid();
        Peer peer = peers.get(ready.peer());
        if (peer != null) {
          peer.fault(node.nowMs);
        }
      }
    }
  }

  private Statuses.@Nullable Agreed agreed(List<Peers.Told> told) {
    return phase == Phase.FINALIZED ? statuses.finalized(told) : statuses.head(told);
  }

  private long slot(Statuses.Agreed agreed) {
    return phase == Phase.FINALIZED
        ? agreed.number() * node.beacon().slotsPerEpoch()
        : agreed.number();
  }

  /// Peers that have nothing that we lack, as far as this phase goes.
  private int answered(List<Peers.Told> told) {
    return (int) told.stream().filter(each -> hasNothingMore(each.status())).count();
  }

  private boolean hasNothingMore(Status status) {
    return phase == Phase.FINALIZED
        ? status.finalizedRoot().isZero() || isHere(status.finalizedRoot())
        : isHere(status.headRoot()) || status.headSlot() < chain.headSlot();
  }

  private boolean isHere(Hash32 root) {
    return chain.block(root) != null || chain.store().entry(root) != null;
  }

  private List<RangeSync.Candidate> candidates(List<Peers.Told> told) {
    return told.stream()
        .map(each -> new RangeSync.Candidate(each.peer().key, each.status().headSlot()))
        .toList();
  }

  private void reportProgress(long target, List<BeaconEvent> reports) {
    if (chain.headSlot() != reportedSlot || target != reportedTarget) {
      reportedSlot = chain.headSlot();
      reportedTarget = target;
      reports.add(new BeaconEvent.SyncProgress(reportedSlot, target));
    }
  }
}
