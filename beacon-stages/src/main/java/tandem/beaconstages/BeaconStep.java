package tandem.beaconstages;

import java.util.List;

/// What follows from one event.
public record BeaconStep(BeaconState state, List<BeaconEffect> effects) {}
