package tandem.beaconspec;

/// Asks for blocks by slot.
///
/// @param step 1; others are out of use
public record BlocksByRangeRequest(long startSlot, long count, long step) {}
