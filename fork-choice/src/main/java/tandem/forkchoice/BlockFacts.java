package tandem.forkchoice;

import tandem.primitives.Hash32;

/// What fork choice needs to know of a block that has passed the state transition.
///
/// @param justified `current_justified_checkpoint` of its post-state
/// @param finalized `finalized_checkpoint` of its post-state
public record BlockFacts(
    Hash32 root, Hash32 parentRoot, long slot, Checkpoint justified, Checkpoint finalized) {}
