package tandem.beaconstages;

import tandem.primitives.Hash32;

/// The coordinator's fork-choice head.
public record Head(Hash32 root, long slot) {}
