package tandem.beaconspec;

/// What a selection proof of a sync committee signs.
public record SyncAggregatorSelectionData(long slot, long subcommitteeIndex) {}
