package tandem.gossipsub;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import tandem.primitives.Bytes;

/// What peers said they had and were asked for. A peer that says so and does not send it wastes our
/// asking (P7).
final class Promises {
  private static final int MAX = 8_192;

  private final long withinMs;

  /// Until when which peer must bring a message; the earliest first.
  private final LinkedHashMap<Bytes, Map<PeerName, Long>> open = new LinkedHashMap<>();

  Promises(long withinMs) {
    this.withinMs = withinMs;
  }

  void add(Bytes id, PeerName peer, long nowMs) {
    open.computeIfAbsent(id, key -> new TreeMap<>()).putIfAbsent(peer, nowMs + withinMs);
    if (open.size() > MAX) {
      open.remove(open.keySet().iterator().next());
    }
  }

  /// Somebody brought it, which keeps everybody's promise.
  void keep(Bytes id) {
    open.remove(id);
  }

  /// Nobody is held to what was promised so far.
  void forgive() {
    open.clear();
  }

  /// The promises that were broken, by peer; they are forgotten then.
  Map<PeerName, Integer> broken(long nowMs) {
    Map<PeerName, Integer> broken = new TreeMap<>();
    open.values()
        .removeIf(peers -> {
          peers
              .entrySet()
              .removeIf(entry -> {
                boolean late = entry.getValue() < nowMs;
                if (late) {
                  broken.merge(entry.getKey(), 1, Integer::sum);
                }
                return late;
              });
          return peers.isEmpty();
        });
    return broken;
  }
}
