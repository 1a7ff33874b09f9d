package tandem.beaconstages;

import tandem.pairprotocol.ConsensusInfo;
import tandem.primitives.Hash32;

/// A checkpoint of the canonical chain from which head sync may start.
///
/// @param root of its beacon block
/// @param info of its state: slot, creators, finalizing spines (never empty)
/// @param oldest whether there is no older one to step back to
public record Checkpoint(Hash32 root, ConsensusInfo info, boolean oldest) {}
