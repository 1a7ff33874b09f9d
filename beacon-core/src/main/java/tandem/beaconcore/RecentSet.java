package tandem.beaconcore;

import java.util.LinkedHashSet;
import java.util.Set;

/// The last `max` different things that were seen; an older one is forgotten when a new one comes.
/// To forget is never wrong here: the thing is checked once more.
final class RecentSet<T> {
  private final int max;
  private final Set<T> things = new LinkedHashSet<>();

  RecentSet(int max) {
    if (max < 1) {
      throw new IllegalArgumentException("room for at least one: " + max);
    }
    this.max = max;
  }

  boolean contains(T thing) {
    return things.contains(thing);
  }

  /// @return whether it is new
  boolean add(T thing) {
    if (!things.add(thing)) {
      return false;
    }
    if (things.size() > max) {
      things.remove(things.iterator().next());
    }
    return true;
  }

  int size() {
    return things.size();
  }
}
