package tandem.beaconcore;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tandem.beaconspec.Status;

/// The connected peers.
final class Peers {
  private final Map<PeerKey, Peer> peers = new TreeMap<>();

  /// A peer that has told its status.
  record Told(Peer peer, Status status) {}

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

  List<Told> told() {
    List<Told> told = new ArrayList<>();
    for (Peer peer : peers.values()) {
      Status status = peer.status;
      if (status != null) {
        told.add(new Told(peer, status));
      }
    }
    return told;
  }

  /// Those that are worth asking; everybody, if all are doubtful.
  List<Told> reliable(long nowMs) {
    List<Told> told = told();
    List<Told> good = told.stream().filter(each -> !each.peer().isDoubtful(nowMs)).toList();
    return good.isEmpty() ? told : good;
  }
}
