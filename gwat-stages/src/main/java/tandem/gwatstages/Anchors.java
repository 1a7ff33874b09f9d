package tandem.gwatstages;

import org.jspecify.annotations.Nullable;
import tandem.pairprotocol.ConsensusInfo;
import tandem.primitives.Hash32;

/// What the coordinator last said beside the spines (pair-sync.md 7).
///
/// @param slot of the instruction
/// @param justifiedSpine anchor for new blocks; null when nothing is known
/// @param finalizedSpine floor for unwinding (S7); null when nothing is known
public record Anchors(long slot, @Nullable Hash32 justifiedSpine, @Nullable Hash32 finalizedSpine) {
  static Anchors of(ConsensusInfo info) {
    return new Anchors(info.slot(), info.justifiedSpine(), info.finalizedSpine());
  }
}
