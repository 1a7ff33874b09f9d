package tandem.gwatcore;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Hash32;

/// Blocks that are wanted by hash, and who was asked for them (pair-sync.md 5, R16).
///
/// A hash is asked of one peer at a time, with a deadline. A peer that does not answer, or does not
/// have the block, has done nothing wrong: the next try goes to another one, and when all were
/// tried, after a pause, to the first again. Headers are asked first, bodies second and of the peer
/// that had the header; both are matched by what was asked, so an answer can be neither mistaken
/// for another nor forced upon us.
///
/// Pure: time and peers come in with each call, requests go out as values.
///
/// @param <H> a header
final class Fetcher<H> {
  /// A request that is to be sent now.
  sealed interface Ask {
    /// Names the answer; never used twice.
    long id();

    PeerKey peer();

    record Headers(long id, PeerKey peer, List<Hash32> hashes) implements Ask {}

    record Bodies(long id, PeerKey peer, List<Hash32> hashes) implements Ask {}
  }

  /// @param wantedMax hashes that are wanted at once; more are refused
  /// @param hashesPerAsk hashes a request
  /// @param asksPerPeer open requests a peer
  /// @param timeoutMs after which a request counts as unanswered
  /// @param pauseMs after all peers were tried for a hash
  /// @param giveUpAfterMs after which a hash that nobody has is not wanted any more
  /// @param roundsMax times that all peers are asked in vain before that
  record Limits(
      int wantedMax,
      int hashesPerAsk,
      int asksPerPeer,
      long timeoutMs,
      long pauseMs,
      long giveUpAfterMs,
      int roundsMax) {
    static final Limits DEFAULT = new Limits(8_192, 64, 2, 5_000, 1_000, 60_000, 3);
  }

  private static final class Wanted<H> {
    final long sinceMs;
    final Set<PeerKey> tried = new TreeSet<>();
    // Who is said to have it: asked before others.
    @Nullable PeerKey holder;
    @Nullable H header;
    long notBeforeMs;
    long askId = NONE;
    int rounds;

    Wanted(long sinceMs, @Nullable PeerKey holder) {
      this.sinceMs = sinceMs;
      this.holder = holder;
    }
  }

  private record Open(Ask ask, long deadlineMs) {}

  private static final long NONE = -1;

  private final Limits limits;
  // In the order in which they were wanted: parents are wanted after their children, but the bound
  // of hashes a request makes a later one no slower.
  private final Map<Hash32, Wanted<H>> wanted = new LinkedHashMap<>();
  private final Map<Long, Open> open = new LinkedHashMap<>();
  private long nextId;

  Fetcher(Limits limits) {
    this.limits = limits;
  }

  /// Wants a block.
  ///
  /// @param holder a peer that is said to have it, or null
  /// @return false if too many are wanted already
  boolean want(Hash32 hash, @Nullable PeerKey holder, long nowMs) {
    Wanted<H> known = wanted.get(hash);
    if (known != null) {
      if (known.holder == null) {
        known.holder = holder;
      }
      return true;
    }
    if (wanted.size() >= limits.wantedMax()) {
      return false;
    }
    wanted.put(hash, new Wanted<>(nowMs, holder));
    return true;
  }

  /// The block came, from wherever, or is of no use any more.
  void forget(Hash32 hash) {
    wanted.remove(hash);
  }

  boolean isWanted(Hash32 hash) {
    return wanted.containsKey(hash);
  }

  int wantedCount() {
    return wanted.size();
  }

  /// Hashes that are not wanted any more because nobody had them for too long.
  List<Hash32> expire(long nowMs) {
    List<Hash32> expired = new ArrayList<>();
    for (Map.Entry<Hash32, Wanted<H>> entry : wanted.entrySet()) {
      Wanted<H> item = entry.getValue();
      if (nowMs - item.sinceMs >= limits.giveUpAfterMs() || item.rounds >= limits.roundsMax()) {
        expired.add(entry.getKey());
      }
    }
    wanted.keySet().removeAll(expired);
    return expired;
  }

  /// What is to be asked now. Requests that are overdue count as unanswered first.
  ///
  /// @param peers those that may be asked, best first
  List<Ask> plan(long nowMs, List<PeerKey> peers) {
    for (Open overdue : List.copyOf(open.values())) {
      if (nowMs >= overdue.deadlineMs()) {
        close(overdue.ask(), nowMs);
      }
    }
    Map<PeerKey, List<Hash32>> headers = new LinkedHashMap<>();
    Map<PeerKey, List<Hash32>> bodies = new LinkedHashMap<>();
    Map<PeerKey, Integer> room = room(peers);
    for (Map.Entry<Hash32, Wanted<H>> entry : wanted.entrySet()) {
      Wanted<H> item = entry.getValue();
      if (item.askId != NONE || nowMs < item.notBeforeMs) {
        continue;
      }
      if (item.tried.containsAll(peers)) {
        if (!peers.isEmpty()) {
          item.tried.clear();
          item.rounds++;
          item.notBeforeMs = nowMs + limits.pauseMs();
        }
        continue;
      }
      PeerKey peer = choose(item, peers, room);
      if (peer != null) {
        (item.header == null ? headers : bodies)
            .computeIfAbsent(peer, key -> new ArrayList<>())
            .add(entry.getKey());
        room.merge(peer, -1, Integer::sum);
      }
    }
    List<Ask> asks = new ArrayList<>();
    headers.forEach((peer, hashes) -> split(asks, peer, hashes, true, nowMs));
    bodies.forEach((peer, hashes) -> split(asks, peer, hashes, false, nowMs));
    return asks;
  }

  /// The request that an answer with this id belongs to, or null if nobody waits for it. The peer
  /// must be the one that was asked.
  @Nullable Ask opened(long id, PeerKey peer) {
    Open found = open.get(id);
    return found != null && found.ask().peer().equals(peer) ? found.ask() : null;
  }

  /// The headers that came for `ask`, by hash; what else was asked, the peer does not have.
  void headers(Ask.Headers ask, Map<Hash32, H> headers, long nowMs) {
    close(ask, nowMs);
    for (Hash32 hash : ask.hashes()) {
      Wanted<H> item = wanted.get(hash);
      H header = headers.get(hash);
      if (item != null && header != null) {
        item.header = header;
        // The same peer is asked for the body next.
        item.tried.remove(ask.peer());
        item.holder = ask.peer();
      }
    }
  }

  /// The header that came for a hash of which the body is still wanted.
  @Nullable H header(Hash32 hash) {
    Wanted<H> item = wanted.get(hash);
    return item == null ? null : item.header;
  }

  /// An answer came to a request for bodies. Those that fit have been forgotten by the caller; the
  /// others are asked of other peers.
  void bodies(Ask.Bodies ask, long nowMs) {
    close(ask, nowMs);
  }

  /// The peer is gone: what it was asked is asked of others.
  void peerGone(PeerKey peer, long nowMs) {
    for (Open gone : List.copyOf(open.values())) {
      if (gone.ask().peer().equals(peer)) {
        close(gone.ask(), nowMs);
      }
    }
    for (Wanted<H> item : wanted.values()) {
      item.tried.remove(peer);
      if (peer.equals(item.holder)) {
        item.holder = null;
      }
    }
  }

  /// Peers that have not answered requests for longer than `ms`; for the order of peers.
  Collection<PeerKey> overdue(long nowMs, long ms) {
    Set<PeerKey> slow = new TreeSet<>();
    for (Open waiting : open.values()) {
      if (nowMs - (waiting.deadlineMs() - limits.timeoutMs()) >= ms) {
        slow.add(waiting.ask().peer());
      }
    }
    return slow;
  }

  /// Hashes that each peer may be asked for in this round.
  private Map<PeerKey, Integer> room(List<PeerKey> peers) {
    Map<PeerKey, Integer> asked = new HashMap<>();
    for (Open waiting : open.values()) {
      asked.merge(waiting.ask().peer(), 1, Integer::sum);
    }
    Map<PeerKey, Integer> room = new HashMap<>();
    for (PeerKey peer : peers) {
      int free = limits.asksPerPeer() - asked.getOrDefault(peer, 0);
      room.put(peer, Math.max(0, free) * limits.hashesPerAsk());
    }
    return room;
  }

  private static <H> @Nullable PeerKey choose(
      Wanted<H> item, List<PeerKey> peers, Map<PeerKey, Integer> room) {
    PeerKey holder = item.holder;
    if (holder != null && !item.tried.contains(holder) && room.getOrDefault(holder, 0) > 0) {
      return holder;
    }
    PeerKey best = null;
    for (PeerKey peer : peers) {
      boolean free = room.getOrDefault(peer, 0) > 0 && !item.tried.contains(peer);
      if (free && (best == null || room.getOrDefault(peer, 0) > room.getOrDefault(best, 0))) {
        best = peer;
      }
    }
    return best;
  }

  private void split(
      List<Ask> asks, PeerKey peer, List<Hash32> hashes, boolean headers, long nowMs) {
    for (int from = 0; from < hashes.size(); from += limits.hashesPerAsk()) {
      List<Hash32> part =
          List.copyOf(hashes.subList(from, Math.min(from + limits.hashesPerAsk(), hashes.size())));
      long id = nextId++;
      Ask ask = headers ? new Ask.Headers(id, peer, part) : new Ask.Bodies(id, peer, part);
      for (Hash32 hash : part) {
        Wanted<H> item = wanted.get(hash);
        if (item != null) {
          item.askId = id;
        }
      }
      open.put(id, new Open(ask, nowMs + limits.timeoutMs()));
      asks.add(ask);
    }
  }

  private void close(Ask ask, long nowMs) {
    open.remove(ask.id());
    List<Hash32> hashes =
        switch (ask) {
          case Ask.Headers(long id, PeerKey peer, List<Hash32> asked) -> asked;
          case Ask.Bodies(long id, PeerKey peer, List<Hash32> asked) -> asked;
        };
    for (Hash32 hash : hashes) {
      Wanted<H> item = wanted.get(hash);
      if (item != null && item.askId == ask.id()) {
        item.askId = NONE;
        item.tried.add(ask.peer());
      }
    }
  }
}
