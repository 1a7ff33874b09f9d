package tandem.pairsim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

/// The last lines of what happened, for people, and a hash over all that happened: two runs with
/// the same hash were the same.
final class Transcript {
  private record Line(long sinceGenesisMs, String text) {
    @Override
    public String toString() {
      return "%9.3f s  %s".formatted(sinceGenesisMs / 1_000.0, text);
    }
  }

  private final int linesMax;
  private final LongSupplier nowMs;
  private final Deque<Line> lines = new ArrayDeque<>();
  private long hash;
  private long events;

  Transcript(int linesMax, LongSupplier nowMs) {
    this.linesMax = linesMax;
    this.nowMs = nowMs;
  }

  void add(String line) {
    lines.addLast(new Line(nowMs.getAsLong() - SimNetwork.GENESIS_MS, line));
    if (lines.size() > linesMax) {
      lines.removeFirst();
    }
    mix(line.hashCode());
  }

  /// One event of a half, and what it did about it.
  void event(Half half, Object event, List<?> effects) {
    events++;
    mix(nowMs.getAsLong());
    mix(half.name.hashCode());
    mix(event.getClass().getName().hashCode());
    for (Object effect : effects) {
      mix(effect.getClass().getName().hashCode());
    }
  }

  void mix(long number) {
    hash = Mix.of(hash ^ number);
  }

  long hash() {
    return hash;
  }

  long events() {
    return events;
  }

  List<String> lines() {
    return lines.stream().map(Line::toString).toList();
  }
}
