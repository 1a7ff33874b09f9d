package tandem.beaconcore;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tandem.beaconspec.BeaconBlock;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.beaconstages.BeaconGate;
import tandem.crypto.SignatureSet;
import tandem.forkchoice.BlockFacts;
import tandem.primitives.Hash32;

/// Single blocks: by gossip, and those that are asked for because others build on them.
///
/// A gossiped block is judged as the specification says (phase0/p2p-interface.md, beacon_block);
/// that its parent descends from the finalised checkpoint needs no check, since nothing else is in
/// the tree. What is early waits for its slot, what has an unknown parent waits while that is asked
/// for, of the one who sent its child first.
final class Intake {
  private static final int SEEN_MAX = 1_024;
  private static final int EARLY_MAX = 64;

  /// Blocks that are imported in one go because their parent has come.
  private static final int DRAIN_MAX = 16;

  private static final int ASKED_AT_ONCE = 8;
  private static final long ASK_TIMEOUT_MS = 5_000;

  /// After everybody was asked.
  private static final long ASK_AGAIN_MS = 4_000;

  private record Proposal(long slot, long proposer) {}

  /// The search for one missing block.
  private static final class Search {
    final Set<PeerKey> asked = new TreeSet<>();
    boolean open;
    long nextMs;

    /// A pause longer than any that is made comes from a clock that was set back.
    boolean isDue(long nowMs) {
      return !open && (nowMs >= nextMs || nextMs - nowMs > ASK_AGAIN_MS);
    }
  }

  private final Context node;
  private final Rules rules;
  private final Chain chain;
  private final Peers peers;
  private final Requests requests;
  private final ChainSync sync;
  private final int depthMax;
  private final WaitingBlocks waiting;
  private final RecentSet<Proposal> seen = new RecentSet<>(SEEN_MAX);
  private final List<WaitingBlocks.Waiting> early = new ArrayList<>();
  private final Deque<Hash32> arrived = new ArrayDeque<>();
  private final Map<Hash32, Search> searches = new HashMap<>();

  Intake(Context node, Rules rules, Chain chain, Peers peers, Requests requests, ChainSync sync) {
    this.node = node;
    this.rules = rules;
    this.chain = chain;
    this.peers = peers;
    this.requests = requests;
    this.sync = sync;
    long slotsPerEpoch = rules.config().slotsPerEpoch();
    // Further back, ranges are asked for.
    this.depthMax = (int) Math.max(32, 2 * slotsPerEpoch);
    this.waiting = new WaitingBlocks(Math.max(60_000, 2 * slotsPerEpoch * node.times.slotMs()));
  }

  /// A block by gossip: its verdict, then what follows from it.
  void gossiped(long id, PeerKey from, SignedBeaconBlock signed) {
    RootedBlock block = RootedBlock.of(rules.types(), signed);
    Verdict verdict = judge(block, from);
    node.emit(new BeaconNodeEffect.GossipVerdict(id, verdict));
    if (verdict == Verdict.ACCEPT) {
      add(new WaitingBlocks.Waiting(block, from, node.nowMs, 0));
    }
  }

  /// A block of our own: it is in the chain at once or not at all.
  boolean own(SignedBeaconBlock signed) {
    RootedBlock block = RootedBlock.of(rules.types(), signed);
    seen.add(new Proposal(block.slot(), signed.message().proposerIndex()));
    return switch (chain.add(block)) {
      case BlockImport.Imported(), BlockImport.Known() -> true;
      case BlockImport.Invalid(String why) -> {
        node.note("our own block of slot %d is invalid: %s".formatted(block.slot(), why));
        yield false;
      }
      case BlockImport.UnknownParent(_), BlockImport.Early(), BlockImport.Outdated() -> false;
    };
  }

  /// A block has been imported, whatever way it came.
  void imported(Hash32 root) {
    searches.remove(root);
    arrived.add(root);
  }

  /// Imports what has waited for blocks that came.
  void drain() {
    if (BeaconGate.gossip(node.stage) != BeaconGate.Gossip.PROCESSED) {
      // What waits is looked at when the stage allows it.
      arrived.clear();
      return;
    }
    for (int i = 0; i < DRAIN_MAX && !arrived.isEmpty(); i++) {
      waiting.arrived(arrived.remove()).forEach(this::add);
    }
  }

  void tick() {
    waiting.expire(node.nowMs);
    if (BeaconGate.gossip(node.stage) != BeaconGate.Gossip.PROCESSED) {
      return;
    }
    List<WaitingBlocks.Waiting> due =
        early.stream().filter(each -> each.block().slot() <= node.currentSlot()).toList();
    early.removeAll(due);
    due.forEach(this::add);
    drain();
    search();
  }

  /// To a request for a block that is missing.
  void answered(Hash32 root, Peer peer, List<SignedBeaconBlock> blocks) {
    Search search = searches.get(root);
    if (search == null) {
      return;
    }
    search.open = false;
    if (blocks.isEmpty()) {
      return;
    }
    RootedBlock block = RootedBlock.of(rules.types(), blocks.getFirst());
    if (blocks.size() > 1 || !block.root().equals(root)) {
      node.emit(new BeaconNodeEffect.Disconnect(peer.key, true, "a block that was not asked for"));
      return;
    }
    int depth = 1;
    for (WaitingBlocks.Waiting child : waiting.missing().getOrDefault(root, List.of())) {
      depth = Math.max(depth, child.depth() + 1);
    }
    searches.remove(root);
    add(new WaitingBlocks.Waiting(block, peer.key, node.nowMs, depth));
    drain();
  }

  /// The request for a missing block failed.
  void failed(Hash32 root) {
    Search search = searches.get(root);
    if (search != null) {
      search.open = false;
    }
  }

  private Verdict judge(RootedBlock block, PeerKey from) {
    BeaconGate.Gossip gate = BeaconGate.gossip(node.stage);
    long slot = block.slot();
    if (gate == BeaconGate.Gossip.IGNORED
        || waiting.contains(block.root())
        || seen.contains(proposal(block))) {
      return Verdict.IGNORE;
    }
    WaitingBlocks.Waiting kept = new WaitingBlocks.Waiting(block, from, node.nowMs, 0);
    if (slot > node.times.slotAt(node.nowMs + SlotTimes.DISPARITY_MS)) {
      return slot > node.currentSlot() + 1 ? Verdict.IGNORE : judgeWaiting(kept, this::keepEarly);
    }
    BlockFacts parent = chain.block(block.parentRoot());
    switch (chain.precheck(block, parent)) {
      case BlockImport.Known(), BlockImport.Outdated(), BlockImport.Imported() -> {
        return Verdict.IGNORE;
      }
      case BlockImport.Invalid(_) -> {
        return Verdict.REJECT;
      }
      case BlockImport.UnknownParent(_) -> {
        return judgeWaiting(kept, this::keepOrphan);
      }
      case BlockImport.Early() -> {}
      case null -> {}
    }
    return gate == BeaconGate.Gossip.QUEUED
        ? judgeWaiting(kept, this::keepOrphan)
        : judgeProposer(block);
  }

  /// What is not for now waits, if a validator has signed it: so only they can fill the room.
  private Verdict judgeWaiting(
      WaitingBlocks.Waiting waits, Consumer<? super WaitingBlocks.Waiting> keep) {
    if (!isSigned(waits.block(), chain.stateAt(chain.headRoot(), 0))) {
      return Verdict.REJECT;
    }
    keep.accept(waits);
    return Verdict.IGNORE;
  }

  private Verdict judgeProposer(RootedBlock block) {
    BeaconState state = chain.stateAt(block.parentRoot(), block.slot());
    if (state == null) {
      return Verdict.IGNORE;
    }
    BeaconBlock message = block.block().message();
    if (rules.committees().proposer(state, block.slot()) != message.proposerIndex()
        || !isSigned(block, state)) {
      return Verdict.REJECT;
    }
    seen.add(proposal(block));
    return Verdict.ACCEPT;
  }

  /// Whether the one who the block says proposed it has signed it.
  private boolean isSigned(RootedBlock block, @Nullable BeaconState state) {
    long index = block.block().message().proposerIndex();
    if (state == null || index < 0 || index >= state.validators().size()) {
      return false;
    }
    return rules
        .bls()
        .verify(
            SignatureSet.of(
                state.validators().get((int) index).pubkey(),
                rules.signingRoots().block(block.root(), block.slot()),
                block.block().signature()));
  }

  private void add(WaitingBlocks.Waiting waits) {
    RootedBlock block = waits.block();
    switch (chain.add(block)) {
      case BlockImport.Imported(), BlockImport.Known(), BlockImport.Outdated() -> {}
      case BlockImport.Early() -> keepEarly(waits);
      case BlockImport.UnknownParent(Hash32 parent) -> {
        if (waits.depth() >= depthMax) {
          waiting.dropAbove(block.root());
          sync.startAside();
        } else {
          keepOrphan(waits);
        }
      }
      case BlockImport.Invalid(String why) -> {
        waiting.dropAbove(block.root());
        node.note(
            "block %s of slot %d from %s is invalid: %s"
                .formatted(block.root().brief(), block.slot(), waits.from(), why));
        Peer peer = peers.get(waits.from());
        if (peer != null && waits.depth() > 0) {
          node.emit(new BeaconNodeEffect.Disconnect(peer.key, true, "an invalid block: " + why));
        }
      }
    }
  }

  private void keepOrphan(WaitingBlocks.Waiting waits) {
    if (waiting.add(waits)) {
      search();
    }
  }

  private void keepEarly(WaitingBlocks.Waiting waits) {
    Hash32 root = waits.block().root();
    boolean isNew = early.stream().noneMatch(each -> each.block().root().equals(root));
    if (isNew && early.size() < EARLY_MAX) {
      early.add(waits);
    }
  }

  /// Asks for the parents that are missing, one peer after the other.
  private void search() {
    if (BeaconGate.gossip(node.stage) != BeaconGate.Gossip.PROCESSED) {
      return;
    }
    Map<Hash32, List<WaitingBlocks.Waiting>> missing = waiting.missing();
    searches.keySet().retainAll(missing.keySet());
    long open = searches.values().stream().filter(search -> search.open).count();
    for (Map.Entry<Hash32, List<WaitingBlocks.Waiting>> each : missing.entrySet()) {
      Hash32 root = each.getKey();
      if (chain.block(root) != null) {
        arrived.add(root);
        continue;
      }
      Search search = searches.computeIfAbsent(root, _ -> new Search());
      if (open < ASKED_AT_ONCE && search.isDue(node.nowMs)) {
        PeerKey peer = nextPeer(search, each.getValue());
        if (peer == null) {
          search.asked.clear();
          search.nextMs = node.nowMs + ASK_AGAIN_MS;
          continue;
        }
        search.open = true;
        search.asked.add(peer);
        open++;
        requests.send(
            peer,
            new PeerRequest.BlocksByRoot(List.of(root)),
            new Requests.Purpose.Root(root),
            ASK_TIMEOUT_MS);
      }
    }
  }

  private @Nullable PeerKey nextPeer(Search search, List<WaitingBlocks.Waiting> children) {
    for (WaitingBlocks.Waiting child : children) {
      if (peers.get(child.from()) != null && !search.asked.contains(child.from())) {
        return child.from();
      }
    }
    for (Peers.Told told : peers.reliable(node.nowMs)) {
      if (!search.asked.contains(told.peer().key)) {
        return told.peer().key;
      }
    }
    return null;
  }

  private static Proposal proposal(RootedBlock block) {
    return new Proposal(block.slot(), block.block().message().proposerIndex());
  }
}
