package tandem.devp2p;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/// Counts inbound connections that are in their handshake, in all and from each address. Loopback
/// has no bound of its own, so that networks can live on one machine.
final class Pending {
  private final Limits limits;
  private final Map<InetAddress, Integer> byAddress = new HashMap<>();
  private int count;

  Pending(Limits limits) {
    this.limits = limits;
  }

  /// Whether one more may begin. If so, [#leave] must follow once.
  synchronized boolean enter(InetAddress address) {
    int ofAddress = byAddress.getOrDefault(address, 0);
    boolean tooMany = !address.isLoopbackAddress() && ofAddress >= limits.pendingPerAddress();
    if (count >= limits.pending() || tooMany) {
      return false;
    }
    count++;
    byAddress.put(address, ofAddress + 1);
    return true;
  }

  synchronized void leave(InetAddress address) {
    count--;
    byAddress.computeIfPresent(address, (same, many) -> many == 1 ? null : many - 1);
  }
}
