package tandem.beaconcore;

import java.util.List;
import tandem.beaconspec.Status;
import tandem.primitives.Hash32;

/// What one node asks of another (coordinator-net.md 3). Ping, metadata and goodbye never reach the
/// machine.
public sealed interface PeerRequest {
  /// `status`: both sides tell theirs.
  ///
  /// @param status of the one who asks
  record GetStatus(Status status) implements PeerRequest {}

  /// `beacon_blocks_by_range`, each slot.
  ///
  /// @param startSlot inclusive
  /// @param count slots
  record BlocksByRange(long startSlot, long count) implements PeerRequest {}

  /// `beacon_blocks_by_root`
  record BlocksByRoot(List<Hash32> roots) implements PeerRequest {
    public BlocksByRoot {
      roots = List.copyOf(roots);
    }
  }
}
