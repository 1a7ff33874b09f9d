package tandem.pairprotocol;

import org.jspecify.annotations.Nullable;
import tandem.primitives.Hash32;

/// What the coordinator reads of a gwat block, for the genesis check and the eth1 vote.
///
/// @param number null while the block is not finalised
/// @param timeS seconds since the Unix epoch
public record BlockRef(Hash32 hash, @Nullable Long number, long slot, long timeS) {}
