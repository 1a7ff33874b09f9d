package tandem.gwatledger;

import org.jspecify.annotations.Nullable;
import tandem.primitives.Hash32;

/// What the coordinator says beside the spines (pair-sync.md 7).
///
/// @param slot of the instruction; kept with the last spine
/// @param justifiedSpine anchor for new blocks, or null to leave it
/// @param finalizedSpine floor for unwinding, or null to leave it; it counts once it is on the
///   finalised main chain, and a lower one never replaces a higher one
public record Coordination(
    long slot, @Nullable Hash32 justifiedSpine, @Nullable Hash32 finalizedSpine) {}
