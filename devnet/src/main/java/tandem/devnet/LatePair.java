package tandem.devnet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tandem.pairprotocol.Stage;

/// The pair that joins late: two processes whose changes of stage are told and remembered.
/// Thread-safe: lines of both logs come in while the devnet asks.
public final class LatePair {
  /// In gwat's line about finalised blocks.
  private static final String UNWOUND = " were unwound";

  private final NodeFolder folder;
  private final SplitPair processes;
  private final Account account;
  private final Map<Half, StageHistory> histories = new EnumMap<>(Half.class);
  private long startedMs;
  private boolean unwound;
  private @Nullable Trap trap;

  /// What is killed as soon as a half enters a stage.
  ///
  /// @param trigger whose change of stage counts
  private record Trap(Half trigger, Stage stage, Set<Half> victims) {}

  /// @param heap most memory for objects of each process, as Java's `-Xmx` takes it
  public LatePair(NodeFolder folder, String heap, Account account) {
    this.folder = folder;
    this.account = account;
    this.processes = new SplitPair("the late pair", folder.dir(), heap, this::onLine);
  }

  public SplitPair processes() {
    return processes;
  }

  /// Starts both halves.
  public synchronized void start() {
    startedMs = System.currentTimeMillis();
    for (Half half : Half.values()) {
      histories.put(half, StageHistory.startedAt(startedMs));
    }
    processes.start(EnumSet.allOf(Half.class));
  }

  /// Starts again what was killed.
  public synchronized void restart(Set<Half> halves) {
    long nowMs = System.currentTimeMillis();
    halves.forEach(half -> histories.computeIfPresent(half, (_, all) -> all.restartedAt(nowMs)));
    unwound = false;
    processes.start(halves);
  }

  /// Whether gwat has unwound anything since the last start.
  public synchronized boolean unwound() {
    return unwound;
  }

  public synchronized StageHistory history(Half half) {
    StageHistory history = histories.get(half);
    if (history == null) {
      throw new IllegalStateException("the late pair was never started");
    }
    return history;
  }

  public synchronized boolean started() {
    return !histories.isEmpty();
  }

  public synchronized long startedMs() {
    return startedMs;
  }

  public boolean works() {
    return Stream.of(Half.values()).allMatch(half -> history(half).current() == Stage.WORKING);
  }

  /// Kills `victims` in the moment in which `trigger` enters `stage`. For [Stage#STARTING] that is
  /// its first line of log: the database is about to be opened.
  public synchronized void killAt(Half trigger, Stage stage, Set<Half> victims) {
    trap = new Trap(trigger, stage, victims);
  }

  /// Whether what [#killAt] waits for has happened.
  public synchronized boolean sprung() {
    return trap == null;
  }

  /// Removes the databases; the keys of the nodes stay.
  public void forget() {
    empty(folder.gwat().data(), NetworkFiles.GWAT_NODE_KEY);
    empty(folder.coordinator().data(), NetworkFiles.COORDINATOR_NODE_KEY);
  }

  private static void empty(Path data, String key) {
    try (Stream<Path> entries = Files.list(data)) {
      List<Path> others =
          entries.filter(entry -> !entry.getFileName().toString().equals(key)).toList();
      others.forEach(Disk::remove);
    } catch (IOException e) {
      throw Refusal.failed("cannot look into " + data + ": " + e.getMessage());
    }
  }

  private void onLine(Half half, String line) {
    StageLog.Change change = StageLog.parse(line).orElse(null);
    synchronized (this) {
      Trap set = trap;
      boolean sprung =
          set != null
              && set.trigger() == half
              && (change == null ? set.stage() == Stage.STARTING : set.stage() == change.to());
      if (set != null && sprung) {
        processes.signalKill(set.victims());
        trap = null;
      }
      unwound |= line.contains(UNWOUND);
      if (change != null) {
        histories.computeIfPresent(half, (_, all) -> all.then(change.to(), change.atMs()));
      }
    }
    if (change != null) {
      account.say(
          String.format(
              "  late %-12s %s -> %s: %s",
              half.command(), change.from(), change.to(), change.why()));
    }
  }
}
