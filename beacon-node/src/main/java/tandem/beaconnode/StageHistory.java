package tandem.beaconnode;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import tandem.beaconapi.BeaconReads.StageEntry;
import tandem.pairprotocol.Stage;

/// The stages since the start of the process, and whether the link to gwat is usable. Thread-safe.
final class StageHistory {
  private static final int MAX = 500;

  // Guarded by this.
  private final Deque<StageEntry> entries = new ArrayDeque<>();
  private boolean linkUp;

  StageHistory(long startedMs) {
    entries.add(new StageEntry(Stage.STARTING, startedMs));
  }

  synchronized void enter(Stage stage, long nowMs) {
    entries.addLast(new StageEntry(stage, nowMs));
    if (entries.size() > MAX) {
      entries.removeFirst();
    }
  }

  synchronized void link(boolean usable) {
    linkUp = usable;
  }

  /// The earliest first; the last ones if there were many.
  synchronized List<StageEntry> entries() {
    return List.copyOf(entries);
  }

  /// Whether the head moves by a block a slot, and not by thousands.
  synchronized boolean isWorking() {
    return entries.getLast().stage() == Stage.WORKING;
  }

  synchronized boolean linkUp() {
    return linkUp;
  }
}
