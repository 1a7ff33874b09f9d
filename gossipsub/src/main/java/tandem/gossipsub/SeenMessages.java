package tandem.gossipsub;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Bytes;

/// The messages that were seen of late, and whether they turned out to be invalid.
final class SeenMessages {
  private record Seen(long atMs, boolean invalid) {}

  private final long keepMs;
  private final int max;

  /// The earliest first.
  private final LinkedHashMap<Bytes, Seen> seen = new LinkedHashMap<>();

  SeenMessages(long keepMs, int max) {
    this.keepMs = keepMs;
    this.max = max;
  }

  boolean contains(Bytes id) {
    return seen.containsKey(id);
  }

  boolean isInvalid(Bytes id) {
    @Nullable Seen entry = seen.get(id);
    return entry != null && entry.invalid();
  }

  void add(Bytes id, long nowMs) {
    seen.putIfAbsent(id, new Seen(nowMs, false));
    if (seen.size() > max) {
      seen.remove(seen.keySet().iterator().next());
    }
  }

  void markInvalid(Bytes id) {
    seen.computeIfPresent(id, (key, entry) -> new Seen(entry.atMs(), true));
  }

  void expire(long nowMs) {
    Iterator<Map.Entry<Bytes, Seen>> oldest = seen.entrySet().iterator();
    while (oldest.hasNext() && nowMs - oldest.next().getValue().atMs() > keepMs) {
      oldest.remove();
    }
  }
}
