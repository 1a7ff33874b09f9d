package tandem.pairprotocol;

import org.jspecify.annotations.Nullable;
import tandem.primitives.Hash32;

/// What our coordinator says beside the spines of a `dag_finalize`, as its second parameter, to a
/// gwat that has named its order (docs/decisions/recovery-of-gwat.md 7): without it a call that is
/// executed late, after its successor, cannot be told from a new one.
///
/// ```
/// {"order": 1048577, "slot": "0x2a", "justifiedSpine": "0x…"?, "finalizedSpine": "0x…"?}
/// ```
///
/// @param order greater than that of every call before; the first one after head sync is above
///   [CoordinatedState#order]
/// @param slot of the head
/// @param justifiedSpine anchor for new blocks, null when nothing is known
/// @param finalizedSpine floor for unwinding (S7), null when nothing is known
public record FinalizeOrder(
    long order, long slot, @Nullable Hash32 justifiedSpine, @Nullable Hash32 finalizedSpine) {}
