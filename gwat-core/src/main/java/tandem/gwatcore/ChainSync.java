package tandem.gwatcore;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tandem.gwattypes.Block;
import tandem.gwattypes.Header;
import tandem.gwattypes.StateFields;
import tandem.gwattypes.Transaction;
import tandem.primitives.Hash32;

/// Plans the transfer of peers' finalised chains by number (pair-sync.md R1, R6; ledger-rules.md
/// 8).
///
/// Ranges are asked of several peers at once, each first for its headers, then for its bodies, and
/// are handed out in order. What peers say of their height is only a hint: a range is asked, and an
/// answer that is short says where the peer's chain ends. Sync is settled when every peer was asked
/// for the number after our last one and none has it.
///
/// A range need not end with a main-chain block; the blocks after the last one are handed out again
/// with the next range.
///
/// Pure: time and peers come in with each call, requests go out as values.
final class ChainSync {
  /// A request that is to be sent now.
  sealed interface Ask {
    /// Names the answer; never used twice.
    long id();

    PeerKey peer();

    /// @param from first number
    /// @param count at least 1
    record Headers(long id, PeerKey peer, long from, int count) implements Ask {}

    record Bodies(long id, PeerKey peer, List<Hash32> hashes) implements Ask {}
  }

  /// Blocks to be imported, numbers ascending from `from` without gap.
  ///
  /// @param peer who gave the last ones
  /// @param sole whether all are from that peer, so that a fault is its fault
  record Ready(long from, List<Block> blocks, PeerKey peer, boolean sole) {}

  /// @param rangeBlocks blocks a request
  /// @param windowRanges ranges that are asked for or kept at once
  /// @param carryMax blocks that may wait for their main-chain block
  /// @param timeoutMs after which a request counts as unanswered
  /// @param probeMs after which a peer that had nothing new is asked again
  record Limits(int rangeBlocks, int windowRanges, int carryMax, long timeoutMs, long probeMs) {
    static final Limits DEFAULT = new Limits(64, 4, 4_096, 5_000, 2_000);
  }

  /// What is known of a peer's finalised chain.
  private static final class Chain {
    // Highest number that it is thought to have.
    long hint;
    // When it last said that it has nothing above our last number; or was too slow to say so.
    long emptySinceMs = NEVER;
    int failures;
    // Its chain is not the continuation of ours.
    boolean other;
  }

  private static final class Range {
    final long from;
    final int count;
    @Nullable PeerKey peer;
    @Nullable PeerKey lastPeer;
    List<Header> headers = List.of();
    final List<Block> blocks = new ArrayList<>();
    long askId = NONE;
    long deadlineMs;
    boolean askedHeaders;

    Range(long from, int count) {
      this.from = from;
      this.count = count;
    }

    boolean isFilled() {
      return !headers.isEmpty() && blocks.size() == headers.size();
    }

    void reset() {
      lastPeer = peer;
      peer = null;
      headers = List.of();
      blocks.clear();
      askId = NONE;
    }
  }

  private static final long NONE = -1;
  private static final long NEVER = Long.MIN_VALUE;

  private final Limits limits;
  private final Map<PeerKey, Chain> chains = new TreeMap<>();
  private final Deque<Range> window = new ArrayDeque<>();
  private final List<Block> carry = new ArrayList<>();
  private @Nullable PeerKey carryPeer;
  private long last;
  private long nextFrom;
  private long nextId;

  /// @param last number of our last finalised block
  ChainSync(Limits limits, long last) {
    this.limits = limits;
    restart(last);
  }

  /// A peer came, and says that its chain has this height.
  void peerCame(PeerKey peer, long claimedNumber) {
    chains.computeIfAbsent(peer, key -> new Chain()).hint = claimedNumber;
  }

  void peerGone(PeerKey peer) {
    chains.remove(peer);
    for (Range range : window) {
      if (peer.equals(range.peer)) {
        range.reset();
      }
    }
  }

  /// The peer's chain is at least this high: it announced a block that is anchored there.
  void hint(PeerKey peer, long number) {
    Chain chain = chains.get(peer);
    if (chain != null && number > chain.hint) {
      chain.hint = number;
    }
  }

  /// A sync begins. What peers said before it is old: they may have finalised more since.
  void begin(long lastNumber) {
    restart(lastNumber);
    chains.values().forEach(chain -> chain.emptySinceMs = NEVER);
  }

  /// Our finalised chain ends with another number now, for whatever reason: everything begins anew
  /// from there.
  void restart(long lastNumber) {
    window.clear();
    carry.clear();
    carryPeer = null;
    last = lastNumber;
    nextFrom = lastNumber + 1;
    chains.values().forEach(chain -> chain.other = false);
  }

  /// Number of our last finalised block, as known here.
  long last() {
    return last;
  }

  /// The highest number that a peer with a chain like ours is thought to have; at least our own.
  long bestNumber() {
    long best = last;
    for (Chain chain : chains.values()) {
      best = chain.other ? best : Math.max(best, chain.hint);
    }
    return best;
  }

  /// What each peer's height is thought to be.
  List<Long> heads() {
    return chains.values().stream().map(chain -> chain.hint).toList();
  }

  /// What the peer's height is thought to be; 0 if nothing is known.
  long headOf(PeerKey peer) {
    Chain chain = chains.get(peer);
    return chain == null ? 0 : chain.hint;
  }

  /// Peers that have said since this sync began, or our last number changed, that they have no next
  /// one, or whose chain is another one.
  int settledPeers() {
    int settled = 0;
    for (Chain chain : chains.values()) {
      if (chain.other || chain.emptySinceMs != NEVER && chain.failures == 0) {
        settled++;
      }
    }
    return settled;
  }

  /// Peers whose chain is not the continuation of ours.
  List<PeerKey> otherChains() {
    return chains.entrySet().stream()
        .filter(entry -> entry.getValue().other)
        .map(Map.Entry::getKey)
        .toList();
  }

  /// Whether every peer was asked for the number after our last one, since this sync began and that
  /// became our last one, and none has it; false while there are no peers.
  boolean isSettled() {
    if (chains.isEmpty() || window.stream().anyMatch(range -> !range.headers.isEmpty())) {
      return false;
    }
    for (Chain chain : chains.values()) {
      if (!chain.other && chain.emptySinceMs == NEVER) {
        return false;
      }
    }
    return true;
  }

  /// What is to be asked now. Requests that are overdue count as unanswered first.
  ///
  /// @param upTo no number above it is asked for: the checkpoint (R6), or [Long#MAX_VALUE]
  List<Ask> plan(long nowMs, long upTo) {
    for (Range range : window) {
      if (range.askId != NONE && nowMs >= range.deadlineMs) {
        fail(range, nowMs);
      }
    }
    fillWindow(upTo);
    List<Ask> asks = new ArrayList<>();
    Map<PeerKey, Integer> busy = new HashMap<>();
    for (Range range : window) {
      if (range.peer != null && range.askId != NONE) {
        busy.merge(range.peer, 1, Integer::sum);
      }
    }
    for (Range range : window) {
      if (range.askId == NONE && !range.isFilled()) {
        Ask ask = range.headers.isEmpty() ? askHeaders(range, busy, nowMs) : askBodies(range);
        if (ask != null) {
          busy.merge(ask.peer(), 1, Integer::sum);
          range.askId = ask.id();
          range.deadlineMs = nowMs + limits.timeoutMs();
          asks.add(ask);
        }
      }
    }
    return asks;
  }

  /// Headers that came; of a request that nobody waits for they are ignored.
  ///
  /// @return whether they are what was asked: numbers ascending without gap; if not, the peer is at
  ///   fault
  boolean headers(long id, PeerKey peer, List<Header> headers, long nowMs) {
    Range range = open(id, peer);
    if (range == null || !range.askedHeaders) {
      return true;
    }
    range.askId = NONE;
    for (int i = 0; i < headers.size(); i++) {
      StateFields state = headers.get(i).state();
      if (i >= range.count || state == null || state.number() != range.from + i) {
        range.reset();
        return false;
      }
    }
    Chain chain = chains.get(peer);
    if (chain != null) {
      chain.failures = 0;
      long end = range.from + headers.size() - 1;
      boolean ended = headers.size() < range.count;
      if (headers.isEmpty()) {
        // The peer may have even less: an empty answer to a later range proves nothing of earlier.
        chain.hint = Math.min(chain.hint, end);
      } else {
        chain.hint = ended ? end : Math.max(chain.hint, end);
      }
      if (headers.isEmpty() && range.from == last + 1) {
        chain.emptySinceMs = nowMs;
      }
    }
    if (headers.isEmpty()) {
      range.reset();
      return true;
    }
    range.headers = List.copyOf(headers);
    takeEmptyBodies(range);
    return true;
  }

  /// Bodies that came, in the order of the request, with some left out perhaps.
  ///
  /// @return whether each belongs to a block that was asked for; if not, the peer is at fault
  boolean bodies(long id, PeerKey peer, List<List<Transaction>> bodies, long nowMs) {
    Range range = open(id, peer);
    if (range == null || range.askedHeaders) {
      return true;
    }
    range.askId = NONE;
    if (bodies.isEmpty()) {
      fail(range, nowMs);
      return true;
    }
    for (List<Transaction> body : bodies) {
      takeEmptyBodies(range);
      if (range.isFilled()) {
        return false;
      }
      Block block = new Block(range.headers.get(range.blocks.size()), body);
      if (!block.hasRightTxRoot()) {
        // Perhaps one was left out: then this one fits a later block, and the rest is asked again.
        return fitsLater(range, block.transactions());
      }
      range.blocks.add(block);
    }
    takeEmptyBodies(range);
    return true;
  }

  /// The next blocks in order, if they are there.
  @Nullable Ready ready() {
    Range front = window.peekFirst();
    if (front == null || !front.isFilled()) {
      return null;
    }
    PeerKey peer = front.peer;
    if (peer == null) {
      throw new IllegalStateException("blocks from number " + front.from + " of nobody");
    }
    List<Block> blocks = new ArrayList<>(carry);
    blocks.addAll(front.blocks);
    boolean sole = carry.isEmpty() || peer.equals(carryPeer);
    return new Ready(front.from - carry.size(), blocks, peer, sole);
  }

  /// The blocks that [#ready] gave were taken up to this number.
  void imported(long lastNumber) {
    Ready done = requireReady();
    Range front = window.removeFirst();
    boolean whole = front.blocks.size() == front.count;
    long end = front.from + front.blocks.size() - 1;
    if (lastNumber > last) {
      chains.values().forEach(chain -> chain.emptySinceMs = NEVER);
    }
    last = Math.max(last, lastNumber);
    int kept = (int) (end - lastNumber);
    if (!whole || kept > limits.carryMax()) {
      // Behind a short range nothing can follow yet.
      restart(last);
      return;
    }
    carry.clear();
    carry.addAll(done.blocks().subList(done.blocks().size() - kept, done.blocks().size()));
    carryPeer = done.peer();
  }

  /// The chain of the peer whose blocks [#ready] gave is not the continuation of ours.
  void notOurs(PeerKey peer) {
    restart(last);
    Chain chain = chains.get(peer);
    if (chain != null) {
      chain.other = true;
    }
  }

  /// The blocks that [#ready] gave were wrong from somewhere on; what was before is finalised.
  void rejected(long lastNumber) {
    restart(Math.max(last, lastNumber));
  }

  private Ready requireReady() {
    Ready ready = ready();
    if (ready == null) {
      throw new IllegalStateException("nothing was handed out");
    }
    return ready;
  }

  private void fillWindow(long upTo) {
    while (window.size() < limits.windowRanges() && nextFrom <= upTo) {
      // One range is always asked, to learn whether there is more; further ones only where somebody
      // is
      // thought to have them.
      if (!window.isEmpty() && nextFrom > bestNumber()) {
        return;
      }
      int count = (int) Math.min(limits.rangeBlocks(), upTo - nextFrom + 1);
      window.addLast(new Range(nextFrom, count));
      nextFrom += count;
    }
  }

  private @Nullable Ask askHeaders(Range range, Map<PeerKey, Integer> busy, long nowMs) {
    boolean probe = range == window.peekFirst();
    PeerKey peer =
        chains.entrySet().stream()
            .filter(entry -> !entry.getValue().other)
            .filter(entry -> entry.getValue().hint >= range.from || probe)
            .filter(entry -> mayAsk(entry.getValue(), range, nowMs))
            .min(
                Comparator.comparing(
                        (Map.Entry<PeerKey, Chain> entry) -> entry.getValue().hint < range.from)
                    .thenComparing(entry -> entry.getKey().equals(range.lastPeer))
                    .thenComparing(entry -> busy.getOrDefault(entry.getKey(), 0))
                    .thenComparing(entry -> entry.getValue().failures)
                    .thenComparing(Map.Entry::getKey))
            .map(Map.Entry::getKey)
            .orElse(null);
    if (peer == null) {
      return null;
    }
    range.peer = peer;
    range.askedHeaders = true;
    return new Ask.Headers(nextId++, peer, range.from, range.count);
  }

  private boolean mayAsk(Chain chain, Range range, long nowMs) {
    boolean saidEmpty = chain.emptySinceMs != NEVER && chain.hint < range.from;
    return !saidEmpty || nowMs - chain.emptySinceMs >= limits.probeMs();
  }

  private @Nullable Ask askBodies(Range range) {
    PeerKey peer = range.peer;
    if (peer == null) {
      return null;
    }
    List<Hash32> hashes = new ArrayList<>();
    for (Header header : range.headers.subList(range.blocks.size(), range.headers.size())) {
      if (!hasEmptyBody(header)) {
        hashes.add(header.hash());
      }
    }
    range.askedHeaders = false;
    return new Ask.Bodies(nextId++, peer, hashes);
  }

  /// Blocks without transactions need no body.
  private static void takeEmptyBodies(Range range) {
    while (!range.isFilled() && hasEmptyBody(range.headers.get(range.blocks.size()))) {
      range.blocks.add(new Block(range.headers.get(range.blocks.size()), List.of()));
    }
  }

  private static boolean hasEmptyBody(Header header) {
    return new Block(header, List.of()).hasRightTxRoot();
  }

  private static boolean fitsLater(Range range, List<Transaction> body) {
    for (Header header : range.headers.subList(range.blocks.size(), range.headers.size())) {
      if (new Block(header, body).hasRightTxRoot()) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Range open(long id, PeerKey peer) {
    for (Range range : window) {
      if (range.askId == id && peer.equals(range.peer)) {
        return range;
      }
    }
    return null;
  }

  /// No answer, or an empty one where there should be more: another peer is asked.
  private void fail(Range range, long nowMs) {
    Chain chain = range.peer == null ? null : chains.get(range.peer);
    if (chain != null) {
      chain.failures++;
      chain.hint = Math.min(chain.hint, range.from - 1);
      // A peer that is silent must not keep the others waiting.
      chain.emptySinceMs = nowMs;
    }
    range.reset();
  }
}
