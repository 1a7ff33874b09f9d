package tandem.beaconnet;

import java.util.LinkedHashMap;
import java.util.Map;
import tandem.libp2p.PeerId;

/// Peers that were proven to be at fault, and are not connected with for a while. Nobody is shut
/// out for good (pair-sync.md L2). Thread-safe.
final class Faulty {
  private static final int MAX = 1_024;
  private static final long KEEP_MS = 60_000;

  // Guards itself; the earliest first.
  private final Map<PeerId, Long> untilMs = new LinkedHashMap<>();

  void add(PeerId peer, long nowMs) {
    synchronized (untilMs) {
      untilMs.remove(peer);
      untilMs.put(peer, nowMs + KEEP_MS);
      if (untilMs.size() > MAX) {
        untilMs.remove(untilMs.keySet().iterator().next());
      }
    }
  }

  boolean contains(PeerId peer, long nowMs) {
    synchronized (untilMs) {
      Long until = untilMs.get(peer);
      if (until != null && nowMs >= until) {
        untilMs.remove(peer);
        return false;
      }
      return until != null;
    }
  }
}
