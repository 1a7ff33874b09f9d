package tandem.pairprotocol;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Address;
import tandem.primitives.Hash32;

/// One slot's instruction to gwat (pair-sync.md 1 and 7, beacon-rules.md 5).
///
/// @param slot at least 0
/// @param creators entitled to create blocks in the slot, at most [#CREATORS_MAX]; null when the
///   coordinator cannot know them (ledger-rules.md 2, point 7)
/// @param finalizing spines in ascending order, at most [#FINALIZING_MAX]
/// @param justifiedSpine anchor for new blocks (ledger-rules.md 6); null from an original
///   coordinator
/// @param finalizedSpine floor for unwinding (S7); null from an original coordinator
public record ConsensusInfo(
    long slot,
    @Nullable List<Address> creators,
    List<Hash32> finalizing,
    @Nullable Hash32 justifiedSpine,
    @Nullable Hash32 finalizedSpine) {
  /// 64 committees of 4 creators, with room for other presets.
  public static final int CREATORS_MAX = 4096;

  /// A beacon state holds at most 128; the original's may hold more.
  public static final int FINALIZING_MAX = 4096;

  public ConsensusInfo {
    if (slot < 0) {
      throw new IllegalArgumentException("slot " + slot + " is negative");
    }
    creators = creators == null ? null : List.copyOf(creators);
    finalizing = List.copyOf(finalizing);
    if (creators != null && creators.size() > CREATORS_MAX) {
      throw new IllegalArgumentException(creators.size() + " creators, at most " + CREATORS_MAX);
    }
    if (finalizing.size() > FINALIZING_MAX) {
      throw new IllegalArgumentException(
          finalizing.size() + " finalizing spines, at most " + FINALIZING_MAX);
    }
  }

  /// An instruction as an original coordinator gives it.
  public static ConsensusInfo plain(
      long slot, @Nullable List<Address> creators, List<Hash32> finalizing) {
    return new ConsensusInfo(slot, creators, finalizing, null, null);
  }

  /// The spine to which the finalised chain is to reach; null when the list is empty.
  public @Nullable Hash32 lastSpine() {
    return finalizing.isEmpty() ? null : finalizing.getLast();
  }
}
