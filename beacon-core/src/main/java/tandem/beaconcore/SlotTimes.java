package tandem.beaconcore;

/// How time is divided.
///
/// @param genesisMs start of slot 0, milliseconds since the Unix epoch
/// @param slotMs length of a slot
record SlotTimes(long genesisMs, long slotMs) {
  /// `MAXIMUM_GOSSIP_CLOCK_DISPARITY`
  static final long DISPARITY_MS = 500;

  private static final int INTERVALS_PER_SLOT = 3;

  SlotTimes {
    if (slotMs < INTERVALS_PER_SLOT) {
      throw new IllegalArgumentException("a slot of " + slotMs + " ms");
    }
  }

  /// The slot at that moment; -1 before genesis.
  long slotAt(long nowMs) {
    return nowMs < genesisMs ? -1 : (nowMs - genesisMs) / slotMs;
  }

  long startMs(long slot) {
    return genesisMs + slot * slotMs;
  }

  /// Attestations and sync messages are due then, if the block has not come before.
  long attestMs(long slot) {
    return startMs(slot) + slotMs / INTERVALS_PER_SLOT;
  }

  /// Aggregates and contributions are due then.
  long aggregateMs(long slot) {
    return startMs(slot) + 2 * slotMs / INTERVALS_PER_SLOT;
  }

  /// Whether it is that slot by some clock that differs from ours no more than clocks may.
  boolean isCurrent(long slot, long nowMs) {
    return slot >= Math.max(0, slotAt(nowMs - DISPARITY_MS))
        && slot <= slotAt(nowMs + DISPARITY_MS);
  }
}
