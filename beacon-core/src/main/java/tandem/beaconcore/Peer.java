package tandem.beaconcore;

import org.jspecify.annotations.Nullable;
import tandem.beaconspec.Status;

/// What the node knows of one connected peer.
final class Peer {
  /// One fault is forgotten in this time.
  private static final long FORGIVEN_MS = 30_000;

  private static final int FAULTS_MAX = 8;
  private static final int DOUBTFUL = 3;

  final PeerKey key;
  final long sinceMs;
  // What it said last of its chain; null until it has said anything.
  @Nullable Status status;
  // When that was, or when it was last asked for it.
  long statusMs;
  boolean asking;
  private int faults;
  private long faultMs;

  Peer(PeerKey key, long nowMs) {
    this.key = key;
    this.sinceMs = nowMs;
    this.statusMs = nowMs;
  }

  /// It did not answer, or answered nothing of use. That proves nothing.
  void fault(long nowMs) {
    faults = Math.min(FAULTS_MAX, faults(nowMs) + 1);
    faultMs = nowMs;
  }

  /// Others are asked before it from now on, for a while.
  void doubt(long nowMs) {
    faults = Math.max(DOUBTFUL, faults(nowMs));
    faultMs = nowMs;
  }

  /// Whether others are asked before it.
  boolean isDoubtful(long nowMs) {
    return faults(nowMs) >= DOUBTFUL;
  }

  private int faults(long nowMs) {
    long forgiven = Math.max(0, nowMs - faultMs) / FORGIVEN_MS;
    return (int) Math.max(0, faults - forgiven);
  }
}
