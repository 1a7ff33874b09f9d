package tandem.cli;

import tandem.devnet.Durations;
import tandem.devnet.Half;
import tandem.pairprotocol.SyncStatus;

/// What a half does, in a line.
final class ProgressText {
  private ProgressText() {}

  /// In the two stages that sync from peers: how far, how fast, how long still. Else what it waits
  /// for.
  static String of(Half half, SyncStatus status) {
    return switch (status.stage()) {
      case CHECKPOINT_SYNC, DAG_SYNC, CATCH_UP -> sync(half, status);
      case STARTING, HEAD_SYNC_READY, HEAD_SYNC, WORKING -> "waits for: " + status.waitsFor();
    };
  }

  private static String sync(Half half, SyncStatus status) {
    Long eta = status.etaMs();
    return String.format(
        "%d of %d %s, %s%s, %d peers",
        status.current(),
        status.target(),
        half.unit(),
        Durations.rate(status.ratePerSecond()),
        eta == null ? "" : ", " + Durations.of(eta) + " to go",
        status.peers());
  }
}
