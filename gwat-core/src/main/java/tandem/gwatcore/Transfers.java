package tandem.gwatcore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tandem.gwatledger.ChainImport;
import tandem.gwatledger.Changes;
import tandem.gwatstages.GwatEvent;
import tandem.gwattypes.Block;
import tandem.gwattypes.Header;
import tandem.gwattypes.Transaction;
import tandem.gwatwire.WfdagMessage;
import tandem.primitives.Hash32;

/// What is asked of peers and what comes of it: the finalised chain by number, the DAG, and blocks
/// by hash (pair-sync.md 5). Which of the first two runs, the stage machine says; blocks that are
/// wanted by hash are fetched in every stage.
final class Transfers {
  /// Which sync from peers runs.
  private enum Mode {
    NONE,
    CHAIN,
    DAG,
    /// Chain and DAG, for ever (CATCH_UP).
    FOLLOW
  }

  /// Told of what an import did to the finalised chain.
  interface Listener {
    void changed(Changes changes);
  }

  private static final long DAG_TIMEOUT_MS = 5_000;
  private static final long DAG_AGAIN_MS = 10_000;
  private static final int DAG_PEERS_MAX = 4;

  private final Context node;
  private final Fetcher<Header> fetcher;
  private final Intake intake;
  private final Listener listener;
  private final ChainSync chain;

  private Mode mode = Mode.NONE;
  private @Nullable Hash32 target;
  // Of the DAG sync that runs: who was asked and until when, who has answered, who is left.
  private final Map<PeerKey, Long> dagAsked = new TreeMap<>();
  private final Set<PeerKey> dagAnswered = new HashSet<>();
  private final Map<Long, PeerKey> dagRequests = new HashMap<>();
  private long dagSinceMs;
  private long nextDagId;
  private long reportedNumber = -1;
  private long reportedTarget = -1;

  Transfers(Context node, Fetcher<Header> fetcher, Intake intake, Listener listener) {
    this.node = node;
    this.fetcher = fetcher;
    this.intake = intake;
    this.listener = listener;
    this.chain = new ChainSync(ChainSync.Limits.DEFAULT, node.lastNumber());
  }

  void startChain(@Nullable Hash32 upTo) {
    mode = Mode.CHAIN;
    target = upTo;
    chain.begin(node.lastNumber());
  }

  void startDag() {
    mode = Mode.DAG;
    target = null;
    askDagAnew();
  }

  void startFollowing() {
    mode = Mode.FOLLOW;
    target = null;
    chain.begin(node.lastNumber());
    askDagAnew();
  }

  void stop() {
    mode = Mode.NONE;
    target = null;
  }

  /// The finalised chain changed by other means.
  void chainMoved() {
    if (chain.last() != node.lastNumber()) {
      chain.restart(node.lastNumber());
    }
  }

  void peerReady(PeerKey peer, long claimedNumber) {
    chain.peerCame(peer, claimedNumber);
  }

  void peerGone(PeerKey peer) {
    chain.peerGone(peer);
    fetcher.peerGone(peer, node.nowMs);
    dagAsked.remove(peer);
    dagAnswered.remove(peer);
  }

  /// A peer sent a block that is anchored at a finalised number: it has that at least.
  void hint(PeerKey peer, long number) {
    chain.hint(peer, number);
  }

  /// The finalised numbers that peers claim.
  List<Long> heads() {
    return chain.heads();
  }

  /// Sends what is due, and says how far the sync is.
  List<GwatEvent> tick() {
    List<PeerKey> ready = node.peers.readyKeys();
    fetcher.expire(node.nowMs);
    for (Fetcher.Ask ask : fetcher.plan(node.nowMs, ready)) {
      send(ask);
    }
    List<GwatEvent> reports = new ArrayList<>();
    switch (mode) {
      case NONE -> {}
      case CHAIN -> {
        planChain();
        reportProgress(reports);
        boolean reached = targetReached();
        // Without peers there is nothing to take either; whether that will do, the stages decide.
        if (reached || chain.isSettled() || ready.isEmpty()) {
          reports.add(new GwatEvent.CheckpointSyncDone(reached, chain.settledPeers()));
        }
      }
      case DAG -> {
        planDag(ready);
        if (isDagDone()) {
          reports.add(new GwatEvent.DagSyncDone(dagAnswered.size()));
        }
      }
      case FOLLOW -> {
        planChain();
        planDag(ready);
        if (isDagDone() && node.nowMs - dagSinceMs >= DAG_AGAIN_MS) {
          askDagAnew();
        }
        reportProgress(reports);
      }
    }
    return reports;
  }

  void headers(PeerKey peer, WfdagMessage.BlockHeaders answer) {
    long id = answer.requestId() >>> 1;
    if ((answer.requestId() & 1) == 0) {
      if (!chain.headers(id, peer, answer.headers(), node.nowMs)) {
        node.blame(peer, "headers that were not asked for");
      }
      importReady();
      return;
    }
    if (fetcher.opened(id, peer) instanceof Fetcher.Ask.Headers ask) {
      Map<Hash32, Header> found = new HashMap<>();
      for (Header header : answer.headers()) {
        if (!ask.hashes().contains(header.hash())) {
          node.blame(peer, "header " + header.hash().brief() + " was not asked for");
          return;
        }
        found.put(header.hash(), header.withState(null));
      }
      fetcher.headers(ask, found, node.nowMs);
      takeEmptyBodies(ask, peer);
    }
  }

  void bodies(PeerKey peer, WfdagMessage.BlockBodies answer) {
    long id = answer.requestId() >>> 1;
    if ((answer.requestId() & 1) == 0) {
      if (!chain.bodies(id, peer, answer.bodies(), node.nowMs)) {
        node.blame(peer, "bodies that were not asked for");
      }
      importReady();
      return;
    }
    if (fetcher.opened(id, peer) instanceof Fetcher.Ask.Bodies ask) {
      Map<Hash32, List<Transaction>> byRoot = new HashMap<>();
      for (List<Transaction> body : answer.bodies()) {
        byRoot.put(Transaction.root(body), body);
      }
      List<Block> blocks = new ArrayList<>();
      for (Hash32 hash : ask.hashes()) {
        Header header = fetcher.header(hash);
        List<Transaction> body = header == null ? null : byRoot.get(header.txRoot());
        if (header != null && body != null) {
          blocks.add(new Block(header, body));
        }
      }
      fetcher.bodies(ask, node.nowMs);
      for (Block block : blocks) {
        intake.fetched(block, peer);
      }
    }
  }

  void dag(PeerKey peer, WfdagMessage.Dag answer) {
    PeerKey asked = dagRequests.get(answer.requestId());
    if (!peer.equals(asked)) {
      return;
    }
    dagRequests.remove(answer.requestId());
    dagAsked.remove(peer);
    dagAnswered.add(peer);
    for (Hash32 hash : answer.hashes()) {
      intake.want(hash, peer);
    }
  }

  private void askDagAnew() {
    dagAsked.clear();
    dagAnswered.clear();
    dagRequests.clear();
    dagSinceMs = node.nowMs;
  }

  private void planChain() {
    // The number of a target that we do not have is not known; import stops at its hash.
    for (ChainSync.Ask ask :
        chain.plan(node.nowMs, targetReached() ? chain.last() : Long.MAX_VALUE)) {
      send(ask);
    }
  }

  private void planDag(List<PeerKey> ready) {
    dagAsked.values().removeIf(deadlineMs -> node.nowMs >= deadlineMs);
    int room = DAG_PEERS_MAX - dagAnswered.size() - dagAsked.size();
    for (PeerKey peer : ready) {
      if (room > 0 && !dagAnswered.contains(peer) && !dagAsked.containsKey(peer)) {
        long id = nextDagId++;
        dagRequests.put(id, peer);
        dagAsked.put(peer, node.nowMs + DAG_TIMEOUT_MS);
        // Never above what the peer has: originals hang up.
        long from = Math.min(node.lastNumber(), chain.headOf(peer));
        node.send(peer, new WfdagMessage.GetDag(id, from));
        room--;
      }
    }
  }

  private boolean isDagDone() {
    return dagAsked.isEmpty() && fetcher.wantedCount() == 0;
  }

  private boolean targetReached() {
    Hash32 spine = target;
    return spine != null && node.reads().finalBlock(spine) != null;
  }

  private void reportProgress(List<GwatEvent> reports) {
    long number = node.lastNumber();
    long goal = Math.max(number, chain.bestNumber());
    if (number != reportedNumber || goal != reportedTarget) {
      reportedNumber = number;
      reportedTarget = goal;
      reports.add(new GwatEvent.SyncProgress(number, goal));
    }
  }

  private void send(Fetcher.Ask ask) {
    long id = ask.id() << 1 | 1;
    node.send(
        ask.peer(),
        switch (ask) {
          case Fetcher.Ask.Headers headers ->
              new WfdagMessage.GetHeadersByHash(id, headers.hashes());
          case Fetcher.Ask.Bodies bodies -> new WfdagMessage.GetBlockBodies(id, bodies.hashes());
        });
  }

  private void send(ChainSync.Ask ask) {
    long id = ask.id() << 1;
    node.send(
        ask.peer(),
        switch (ask) {
          case ChainSync.Ask.Headers headers ->
              new WfdagMessage.GetHeadersByNumber(id, headers.from(), headers.count(), 0, false);
          case ChainSync.Ask.Bodies bodies -> new WfdagMessage.GetBlockBodies(id, bodies.hashes());
        });
  }

  /// Blocks without transactions are whole with their header.
  private void takeEmptyBodies(Fetcher.Ask.Headers ask, PeerKey peer) {
    for (Hash32 hash : ask.hashes()) {
      Header header = fetcher.header(hash);
      if (header != null) {
        Block block = new Block(header, List.of());
        if (block.hasRightTxRoot()) {
          intake.fetched(block, peer);
        }
      }
    }
  }

  private void importReady() {
    for (ChainSync.Ready ready = chain.ready(); ready != null; ready = chain.ready()) {
      if (mode != Mode.CHAIN && mode != Mode.FOLLOW) {
        chain.restart(node.lastNumber());
        return;
      }
      if (!importRange(ready)) {
        return;
      }
    }
  }

  /// @return whether there may be more to import
  private boolean importRange(ChainSync.Ready ready) {
    List<ChainImport.Numbered> range = new ArrayList<>();
    boolean cut = false;
    Hash32 last = target;
    for (Block block : ready.blocks()) {
      range.add(new ChainImport.Numbered(ready.from() + range.size(), block));
      if (last != null && last.equals(block.hash())) {
        // Not beyond the checkpoint (R6).
        cut = true;
        break;
      }
    }
    ChainImport result = node.ledger.importFinalized(range);
    if (result instanceof ChainImport.Imported imported && !cut) {
      // Before anybody is told, so that our own step is not taken for a move from elsewhere.
      chain.imported(imported.lastNumber());
    }
    if (!result.changes().isEmpty()) {
      listener.changed(result.changes());
    }
    return switch (result) {
      case ChainImport.Imported imported -> {
        String difference = imported.difference();
        if (difference != null) {
          node.emit(
              new NodeEffect.Note(
                  "peer " + ready.peer() + " states other results than we compute: " + difference));
        }
        if (cut) {
          chain.restart(node.lastNumber());
        }
        yield !cut;
      }
      case ChainImport.NotOurChain other -> {
        node.emit(
            new NodeEffect.Note(
                "peer %s has finalised %s as number %d, we have %s: the coordinator will decide"
                    .formatted(
                        ready.peer(),
                        other.theirs().brief(),
                        other.number(),
                        other.ours().brief())));
        chain.notOurs(ready.peer());
        // Its blocks go into the DAG instead, where head sync can find them.
        for (Block block : ready.blocks()) {
          intake.fetched(block.withHeader(block.header().withState(null)), ready.peer());
        }
        yield false;
      }
      case ChainImport.Rejected rejected -> {
        chain.rejected(node.lastNumber());
        if (rejected.penalty() && ready.sole()) {
          node.blame(
              ready.peer(), "finalised block " + rejected.number() + ": " + rejected.fault());
        }
        yield false;
      }
    };
  }
}
