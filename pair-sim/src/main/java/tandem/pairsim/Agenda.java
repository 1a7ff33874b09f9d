package tandem.pairsim;

import java.util.PriorityQueue;

/// What is going to happen, in the order of time and, at one time, in the order in which it was put
/// down.
final class Agenda {
  private record Entry(long atMs, long order, Runnable action) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      return atMs != other.atMs ? Long.compare(atMs, other.atMs) : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Entry> entries = new PriorityQueue<>();
  private long nowMs;
  private long nextOrder;

  Agenda(long startMs) {
    nowMs = startMs;
  }

  long nowMs() {
    return nowMs;
  }

  void after(long delayMs, Runnable action) {
    at(nowMs + delayMs, action);
  }

  /// @param atMs what lies in the past happens next
  void at(long atMs, Runnable action) {
    entries.add(new Entry(Math.max(atMs, nowMs), nextOrder++, action));
  }

  /// Lets everything happen up to a time, inclusive, and time pass until then.
  void runUntil(long endMs) {
    while (!entries.isEmpty() && entries.element().atMs() <= endMs) {
      Entry next = entries.remove();
      nowMs = next.atMs();
      next.action().run();
    }
    nowMs = Math.max(nowMs, endMs);
  }
}
