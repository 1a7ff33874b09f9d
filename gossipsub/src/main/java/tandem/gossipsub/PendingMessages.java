package tandem.gossipsub;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.gossipsub.Rpc.Message;
import tandem.primitives.Bytes;

/// The messages that wait for the node's verdict.
final class PendingMessages {
  /// A message and who brought it, the first one first.
  record Pending(Message message, Set<PeerName> bringers, long sinceMs) {}

  private final int max;
  private final int maxOfOne;
  private final long maxBytes;
  private final long keepMs;

  /// The earliest first.
  private final LinkedHashMap<Bytes, Pending> waiting = new LinkedHashMap<>();

  /// How many each peer brought first.
  private final Map<PeerName, Integer> byBringer = new HashMap<>();

  private long bytes;

  PendingMessages(GossipParams params) {
    this.max = params.bounds().pending();
    this.maxOfOne = params.bounds().pendingOfOne();
    this.maxBytes = params.bounds().pendingBytes();
    this.keepMs = params.times().verdictMs();
  }

  boolean hasRoomFor(Message message, PeerName from) {
    return waiting.size() < max
        && byBringer.getOrDefault(from, 0) < maxOfOne
        && bytes + message.data().length() <= maxBytes;
  }

  void add(Bytes id, Message message, PeerName from, long nowMs) {
    Set<PeerName> bringers = new LinkedHashSet<>();
    bringers.add(from);
    waiting.put(id, new Pending(message, bringers, nowMs));
    bytes += message.data().length();
    byBringer.merge(from, 1, Integer::sum);
  }

  /// Somebody else brings it too.
  void addBringer(Bytes id, PeerName from) {
    @Nullable Pending pending = waiting.get(id);
    if (pending != null) {
      pending.bringers().add(from);
    }
  }

  @Nullable Pending take(Bytes id) {
    @Nullable Pending pending = waiting.remove(id);
    if (pending != null) {
      discount(pending);
    }
    return pending;
  }

  void expire(long nowMs) {
    Iterator<Map.Entry<Bytes, Pending>> oldest = waiting.entrySet().iterator();
    while (oldest.hasNext()) {
      Pending pending = oldest.next().getValue();
      if (nowMs - pending.sinceMs() <= keepMs) {
        return;
      }
      discount(pending);
      oldest.remove();
    }
  }

  private void discount(Pending pending) {
    bytes -= pending.message().data().length();
    byBringer.computeIfPresent(
        pending.bringers().iterator().next(),
        (peer, count) -> count == 1 ? null : Integer.valueOf(count - 1));
  }
}
