package tandem.pairprotocol;

import org.jspecify.annotations.Nullable;

/// Where a node stands (`dag_syncStatus`, pair-sync.md 10 and L3). Times are in milliseconds since
/// the Unix epoch; start, current and target are finalised block numbers in gwat and slots in the
/// coordinator.
///
/// @param state in one word
/// @param sinceMs when the stage began
/// @param progressMs when `current` last changed
/// @param ratePerSecond of `current`, over the last seconds
/// @param etaMs milliseconds to the target at that rate; null when nothing can be said
/// @param lastError the last refusal or fault, null when there was none
/// @param waitsFor one sentence
public record SyncStatus(
    Stage stage,
    SyncState state,
    long sinceMs,
    long start,
    long current,
    long target,
    long progressMs,
    double ratePerSecond,
    @Nullable Long etaMs,
    @Nullable String lastError,
    int peers,
    String waitsFor) {
  /// One whose stage alone says its state.
  public SyncStatus(
      Stage stage,
      long sinceMs,
      long start,
      long current,
      long target,
      long progressMs,
      double ratePerSecond,
      @Nullable Long etaMs,
      @Nullable String lastError,
      int peers,
      String waitsFor) {
    this(
        stage,
        SyncState.of(stage),
        sinceMs,
        start,
        current,
        target,
        progressMs,
        ratePerSecond,
        etaMs,
        lastError,
        peers,
        waitsFor);
  }
}
