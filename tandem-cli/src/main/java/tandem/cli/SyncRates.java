package tandem.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tandem.devnet.Durations;
import tandem.devnet.Half;
import tandem.devnet.StageHistory;
import tandem.pairprotocol.Stage;

/// How much a half took from its peers in each of its sync stages, and how fast, from looks at it.
/// Of one thread only.
final class SyncRates {
  private final Half half;
  private final TreeMap<Long, Long> looks = new TreeMap<>();

  SyncRates(Half half) {
    this.half = half;
  }

  /// @param current blocks or slots that the half has at this time
  void seen(long nowMs, long current) {
    looks.put(nowMs, current);
  }

  /// A line for each sync stage that has ended and brought something.
  ///
  /// @param history of the half
  List<String> lines(StageHistory history) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i + 1 < history.visits().size(); i++) {
      StageHistory.Visit visit = history.visits().get(i);
      long endMs = history.visits().get(i + 1).enteredAtMs();
      long count = taken(visit, endMs);
      if (count > 0) {
        long tookMs = Math.max(1, endMs - visit.enteredAtMs());
        lines.add(
            String.format(
                "%s took %d %s in %s: %s",
                half.command(),
                count,
                half.unit(),
                visit.stage(),
                Durations.rate(count * 1000.0 / tookMs)));
      }
    }
    return lines;
  }

  private long taken(StageHistory.Visit visit, long endMs) {
    if (visit.stage() != Stage.CHECKPOINT_SYNC && visit.stage() != Stage.DAG_SYNC) {
      return 0;
    }
    // And those of the stage before, likewise.
    Map.Entry<Long, Long> before = looks.ceilingEntry(visit.enteredAtMs());
    long from = visit.stage() == Stage.CHECKPOINT_SYNC ? 0 : valueOf(before);
    // The last blocks of a stage are seen with the first look after it.
    Map.Entry<Long, Long> after = looks.ceilingEntry(endMs);
    long to = valueOf(after == null ? looks.lastEntry() : after);
    return to - from;
  }

  private static long valueOf(Map.@Nullable Entry<Long, Long> look) {
    return look == null ? 0 : look.getValue();
  }
}
