package tandem.devnet;

/// Slots and epochs of a network by the wall clock.
///
/// @param genesisMs milliseconds since 1970 of the start of slot 0
public record SlotClock(long genesisMs, long slotMs, long slotsPerEpoch) {
  public static SlotClock of(NetworkPlan plan) {
    return new SlotClock(
        plan.genesisTimeS() * 1000, plan.secondsPerSlot() * 1000, plan.slotsPerEpoch());
  }

  /// -1 before slot 0.
  public long slotAt(long nowMs) {
    return nowMs < genesisMs ? -1 : (nowMs - genesisMs) / slotMs;
  }

  /// -1 before slot 0.
  public long epochAt(long nowMs) {
    return Math.floorDiv(slotAt(nowMs), slotsPerEpoch);
  }
}
