package tandem.gossipsub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.gossipsub.Rpc.Message;
import tandem.primitives.Bytes;

/// The valid messages of the last heartbeats: peers are told of the newer ones and may ask for all.
final class MessageCache {
  private static final class Entry {
    private final Message message;
    private final Map<PeerName, Integer> sent = new HashMap<>();

    private Entry(Message message) {
      this.message = message;
    }
  }

  private final int history;
  private final int gossip;
  private final int max;
  private final long maxBytes;

  /// The earliest first.
  private final LinkedHashMap<Bytes, Entry> entries = new LinkedHashMap<>();

  /// Identifiers of a heartbeat each, the newest first. Some may have been evicted.
  private final Deque<List<Bytes>> windows = new ArrayDeque<>();

  private long bytes;

  MessageCache(GossipParams params) {
    this.history = params.mesh().history();
    this.gossip = params.mesh().gossip();
    this.max = params.bounds().cached();
    this.maxBytes = params.bounds().cachedBytes();
    windows.addFirst(new ArrayList<>());
  }

  void put(Bytes id, Message message) {
    if (message.data().length() > maxBytes || entries.containsKey(id)) {
      return;
    }
    entries.put(id, new Entry(message));
    bytes += message.data().length();
    windows.getFirst().add(id);
    while (entries.size() > max || bytes > maxBytes) {
      evict(entries.keySet().iterator().next());
    }
  }

  /// The message for a peer that asks for it, or null if we do not have it or the peer has been
  /// sent it `retransmissions` times.
  @Nullable Message answer(Bytes id, PeerName peer, int retransmissions) {
    @Nullable Entry entry = entries.get(id);
    if (entry == null || entry.sent.merge(peer, 1, Integer::sum) > retransmissions) {
      return null;
    }
    return entry.message;
  }

  /// What peers are told of.
  List<Bytes> gossipIds(String topic) {
    List<Bytes> ids = new ArrayList<>();
    int window = 0;
    for (List<Bytes> of : windows) {
      if (window++ == gossip) {
        break;
      }
      for (Bytes id : of) {
        @Nullable Entry entry = entries.get(id);
        if (entry != null && entry.message.topic().equals(topic)) {
          ids.add(id);
        }
      }
    }
    return ids;
  }

  /// A heartbeat has passed.
  void shift() {
    windows.addFirst(new ArrayList<>());
    while (windows.size() > history) {
      windows.removeLast().forEach(this::evict);
    }
  }

  private void evict(Bytes id) {
    @Nullable Entry entry = entries.remove(id);
    if (entry != null) {
      bytes -= entry.message.data().length();
    }
  }
}
