package tandem.gwatcore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tandem.gwatwire.WfdagMessage;
import tandem.primitives.Hash32;

/// Fetches transactions that peers announce by hash (gwat-net.md 4.4): each of one peer at a time,
/// with a deadline, bounded in all.
final class PooledFetch {
  private static final int PER_REQUEST = 256;
  private static final int OPEN_MAX = 4_096;
  private static final long TIMEOUT_MS = 5_000;

  private record Open(PeerKey peer, List<Hash32> hashes, long deadlineMs) {}

  private final Context node;
  private final Map<Long, Open> open = new HashMap<>();
  private final Set<Hash32> asked = new HashSet<>();
  private long nextId;

  PooledFetch(Context node) {
    this.node = node;
  }

  void announced(Peer peer, List<Hash32> hashes) {
    List<Hash32> wanted = new ArrayList<>();
    for (Hash32 hash : hashes) {
      peer.knownTransactions.add(hash);
      boolean room = wanted.size() < PER_REQUEST && asked.size() < OPEN_MAX;
      if (room && node.pool.get(hash) == null && asked.add(hash)) {
        wanted.add(hash);
      }
    }
    if (!wanted.isEmpty()) {
      long id = nextId++;
      open.put(id, new Open(peer.key, wanted, node.nowMs + TIMEOUT_MS));
      node.send(peer.key, new WfdagMessage.GetPooledTransactions(id, wanted));
    }
  }

  /// @return whether the answer was asked for
  boolean answered(PeerKey peer, long id) {
    Open request = open.get(id);
    if (request == null || !request.peer().equals(peer)) {
      return false;
    }
    close(id, request);
    return true;
  }

  void peerGone(PeerKey peer) {
    for (Map.Entry<Long, Open> entry : Map.copyOf(open).entrySet()) {
      if (entry.getValue().peer().equals(peer)) {
        close(entry.getKey(), entry.getValue());
      }
    }
  }

  void tick() {
    for (Map.Entry<Long, Open> entry : Map.copyOf(open).entrySet()) {
      if (node.nowMs >= entry.getValue().deadlineMs()) {
        close(entry.getKey(), entry.getValue());
      }
    }
  }

  private void close(long id, Open request) {
    open.remove(id);
    request.hashes().forEach(asked::remove);
  }
}
