package tandem.gwatcore;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.gwatcore.WaitingBlocks.Waiting;
import tandem.gwatledger.Insertion;
import tandem.gwatledger.Source;
import tandem.gwatstages.GwatGate;
import tandem.gwattypes.Block;
import tandem.gwattypes.Header;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;

/// The one way of blocks into the DAG, whatever way they came (pair-sync.md 5: validation is the
/// same code). Parents go before children: a block whose parents are missing waits, and they are
/// wanted.
final class Intake {
  private static final int WAITING_MAX = 4_096;
  private static final long WAITING_BYTES_MAX = 64L << 20;
  private static final int REFUSED_MAX = 4_096;

  private final Context node;
  private final Fetcher<Header> fetcher;
  private final Relay relay;
  private final WaitingBlocks waiting;
  // Kept during CHECKPOINT_SYNC, when blocks must not go into the DAG.
  private final WaitingBlocks aside;
  // Hashes that can never be valid, whatever else comes.
  private final Recent<Hash32> refused = new Recent<>(REFUSED_MAX);
  private GwatGate.Blocks gate = GwatGate.Blocks.REFUSED;

  Intake(Context node, Fetcher<Header> fetcher, Relay relay) {
    this.node = node;
    this.fetcher = fetcher;
    this.relay = relay;
    long twoEpochsMs = 2 * node.config.slotsPerEpoch() * node.config.slotMs();
    WaitingBlocks.Limits limits =
        new WaitingBlocks.Limits(WAITING_MAX, WAITING_BYTES_MAX, twoEpochsMs);
    this.waiting = new WaitingBlocks(limits);
    this.aside = new WaitingBlocks(limits);
  }

  /// The stage is another one: what was kept aside is let in if it may be now.
  void stage(Stage stage) {
    gate = GwatGate.propagatedBlocks(stage);
    if (gate == GwatGate.Blocks.ACCEPTED) {
      for (Waiting block : aside.due(node.nowMs)) {
        insertAll(block);
      }
    }
  }

  /// A block that a peer sent without being asked.
  void propagated(Block block, PeerKey peer) {
    Waiting arrival = new Waiting(block, peer, fetcher.isWanted(block.hash()));
    switch (gate) {
      case REFUSED -> {}
      case ASIDE -> aside.forTime(arrival, node.nowMs, node.nowMs);
      case ACCEPTED -> insertAll(arrival);
    }
  }

  /// A block that was asked for by its hash.
  void fetched(Block block, PeerKey peer) {
    insertAll(new Waiting(block, peer, true));
  }

  /// A hash that a peer announced.
  void announced(Hash32 hash, PeerKey peer) {
    if (gate == GwatGate.Blocks.ACCEPTED && !isKnown(hash) && !refused.contains(hash)) {
      fetcher.want(hash, peer, node.nowMs);
    }
  }

  /// Whether the block is in the database or waits.
  boolean isKnown(Hash32 hash) {
    return node.reads().isKnown(hash) || waiting.contains(hash) || aside.contains(hash);
  }

  /// Wants a block with all its ancestors.
  void want(Hash32 hash, @Nullable PeerKey holder) {
    if (!node.reads().isKnown(hash) && !waiting.contains(hash)) {
      fetcher.want(hash, holder, node.nowMs);
    }
    wantMissingParents(holder);
  }

  /// Lets in what has waited for its time, and asks again for what is waited for.
  void tick() {
    for (Waiting block : waiting.due(node.nowMs)) {
      insertAll(block);
    }
    wantMissingParents(null);
  }

  int waitingCount() {
    return waiting.size() + aside.size();
  }

  /// Inserts a block, and then those that have waited for it alone.
  private void insertAll(Waiting first) {
    Deque<Waiting> ready = new ArrayDeque<>(List.of(first));
    while (!ready.isEmpty()) {
      Waiting next = ready.removeFirst();
      if (insert(next)) {
        ready.addAll(waiting.arrived(next.block().hash()));
      }
    }
  }

  /// @return whether the block is in the DAG, or was before
  private boolean insert(Waiting arrival) {
    Block block = arrival.block();
    Hash32 hash = block.hash();
    if (refused.contains(hash)) {
      return false;
    }
    long usableMs = node.config.slotStartMs(block.header().slot() - 1);
    if (usableMs > node.nowMs) {
      // Later than the next slot: it waits outside the DAG (ledger-rules.md 2, local policy).
      fetcher.forget(hash);
      waiting.forTime(arrival, usableMs, node.nowMs);
      return false;
    }
    Source source = arrival.asked() ? Source.REQUESTED : Source.PROPAGATED;
    return switch (node.ledger.insert(block, source)) {
      case Insertion.Inserted inserted -> {
        fetcher.forget(hash);
        relay.block(block, false);
        yield true;
      }
      case Insertion.AlreadyKnown known -> {
        fetcher.forget(hash);
        yield true;
      }
      case Insertion.MissingParents missing -> {
        fetcher.forget(hash);
        if (waiting.forParents(arrival, missing.parents(), node.nowMs)) {
          wantMissing(missing.parents(), arrival.peer());
        }
        yield false;
      }
      case Insertion.Twin twin -> {
        fetcher.forget(hash);
        yield false;
      }
      case Insertion.Invalid invalid -> {
        onInvalid(arrival, invalid);
        yield false;
      }
      case Insertion.Full full -> {
        fetcher.forget(hash);
        node.emit(new NodeEffect.Note("no room for block " + hash.brief() + ": " + full.bound()));
        yield false;
      }
    };
  }

  private void onInvalid(Waiting arrival, Insertion.Invalid invalid) {
    Hash32 hash = arrival.block().hash();
    fetcher.forget(hash);
    waiting.refused(hash);
    if (invalid.sticky()) {
      refused.add(hash);
    }
    PeerKey peer = arrival.peer();
    if (invalid.penalty() && peer != null) {
      node.blame(peer, "invalid block " + hash.brief() + ": " + invalid.fault());
    }
  }

  private void wantMissing(List<Hash32> parents, @Nullable PeerKey holder) {
    for (Hash32 parent : parents) {
      if (refused.contains(parent)) {
        waiting.refused(parent);
      } else if (!waiting.contains(parent)) {
        fetcher.want(parent, holder, node.nowMs);
      }
    }
  }

  private void wantMissingParents(@Nullable PeerKey holder) {
    wantMissing(List.copyOf(waiting.missing()), holder);
  }
}
