package tandem.beaconspec;

import java.util.List;
import tandem.primitives.Hash32;
import tandem.ssz.Bits;

/// The candidates of a block and who has voted for it (beacon-rules.md 2).
///
/// @param slot of the block
/// @param participation of all members of the slot's committees, in the order of committees
public record SpineVote(long slot, List<Hash32> candidates, Bits participation) {
  public SpineVote {
    candidates = List.copyOf(candidates);
  }
}
