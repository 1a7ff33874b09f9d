package tandem.gwatcore;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The connected peers. Those whose handshake has been checked are *ready*.
final class Peers {
  private final Map<PeerKey, Peer> peers = new TreeMap<>();

  Peer add(PeerKey key, long nowMs) {
    Peer peer = new Peer(key, nowMs);
    peers.put(key, peer);
    return peer;
  }

  void remove(PeerKey key) {
    peers.remove(key);
  }

  @Nullable Peer get(PeerKey key) {
    return peers.get(key);
  }

  List<Peer> all() {
    return List.copyOf(peers.values());
  }

  List<Peer> ready() {
    List<Peer> ready = new ArrayList<>();
    for (Peer peer : peers.values()) {
      if (peer.status != null) {
        ready.add(peer);
      }
    }
    return ready;
  }

  List<PeerKey> readyKeys() {
    return ready().stream().map(peer -> peer.key).toList();
  }
}
