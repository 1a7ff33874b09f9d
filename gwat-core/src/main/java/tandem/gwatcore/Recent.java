package tandem.gwatcore;

import java.util.LinkedHashSet;

/// The last few of many things; the oldest goes when there are too many.
///
/// @param <T> what is remembered
final class Recent<T> {
  private final int max;
  private final LinkedHashSet<T> items = new LinkedHashSet<>();

  Recent(int max) {
    this.max = max;
  }

  /// @return whether it was not among them
  boolean add(T item) {
    boolean added = items.add(item);
    if (items.size() > max) {
      items.removeFirst();
    }
    return added;
  }

  boolean contains(T item) {
    return items.contains(item);
  }

  void remove(T item) {
    items.remove(item);
  }
}
