package tandem.beaconcore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tandem.primitives.Hash32;

/// What speaks of a block that is not here yet. It waits until the block comes or its time is over;
/// what finds no room does not wait. No peer can take the room of the others.
///
/// @param <T> what waits
final class WaitingForBlock<T> {
  private record Entry<T>(PeerKey from, T thing, long untilMs) {}

  private final int max;
  private final int maxPerPeer;
  private final Map<Hash32, List<Entry<T>>> byRoot = new LinkedHashMap<>();
  private final Map<PeerKey, Integer> byPeer = new HashMap<>();
  private int size;

  /// @param max things in all
  /// @param maxPerPeer things that came from the same peer
  WaitingForBlock(int max, int maxPerPeer) {
    this.max = max;
    this.maxPerPeer = maxPerPeer;
  }

  /// @return whether there was room
  boolean add(Hash32 root, PeerKey from, T thing, long untilMs) {
    if (size >= max || byPeer.getOrDefault(from, 0) >= maxPerPeer) {
      return false;
    }
    byRoot.computeIfAbsent(root, _ -> new ArrayList<>()).add(new Entry<>(from, thing, untilMs));
    byPeer.merge(from, 1, Integer::sum);
    size++;
    return true;
  }

  /// What has waited for this block, in the order in which it came; it waits no more.
  List<T> arrived(Hash32 root) {
    List<Entry<T>> list = byRoot.remove(root);
    if (list == null) {
      return List.of();
    }
    list.forEach(this::gone);
    return list.stream().map(Entry::thing).toList();
  }

  /// What has waited long enough; it waits no more.
  List<T> expired(long nowMs) {
    List<T> over = new ArrayList<>();
    for (List<Entry<T>> list : byRoot.values()) {
      list.removeIf(entry -> {
        boolean isOver = nowMs >= entry.untilMs();
        if (isOver) {
          over.add(entry.thing());
          gone(entry);
        }
        return isOver;
      });
    }
    byRoot.values().removeIf(List::isEmpty);
    return over;
  }

  int size() {
    return size;
  }

  private void gone(Entry<T> entry) {
    size--;
    byPeer.computeIfPresent(entry.from(), (_, count) -> count == 1 ? null : count - 1);
  }
}
