package tandem.beaconcore;

import java.util.List;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.beaconspec.Status;

/// What is answered to a [PeerRequest].
public sealed interface PeerAnswer {
  /// To [PeerRequest.GetStatus].
  record StatusIs(Status status) implements PeerAnswer {}

  /// To [PeerRequest.BlocksByRange], ascending, and to [PeerRequest.BlocksByRoot]. Fewer than were
  /// asked for, where there are no more or the answer would be too long.
  record Blocks(List<SignedBeaconBlock> blocks) implements PeerAnswer {
    public Blocks {
      blocks = List.copyOf(blocks);
    }
  }

  /// The request is not served.
  ///
  /// @param invalid whether the request is at fault (result 1), not we (result 2)
  record Refused(boolean invalid, String why) implements PeerAnswer {}
}
