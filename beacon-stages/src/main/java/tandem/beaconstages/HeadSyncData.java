package tandem.beaconstages;

import java.util.List;
import tandem.pairprotocol.ConsensusInfo;
import tandem.primitives.Hash32;

/// What [BeaconEffect.BuildHeadSync] asked for.
public sealed interface HeadSyncData {
  /// The next stretch of the canonical chain.
  ///
  /// @param entries ascending slots, not empty
  /// @param lastRoot of the block of the last entry that stands for a block
  /// @param lastSpine last spine of the last entry
  /// @param toHead whether that block is the head
  record Chunk(List<ConsensusInfo> entries, Hash32 lastRoot, Hash32 lastSpine, boolean toHead)
      implements HeadSyncData {
    public Chunk {
      entries = List.copyOf(entries);
    }
  }

  /// The checkpoint, or what was sent last, is not on the chain of the head any more.
  record BranchChanged() implements HeadSyncData {}
}
