package tandem.gwatstages;

import java.util.List;

/// What follows from one event.
public record GwatStep(GwatState state, List<GwatEffect> effects) {}
