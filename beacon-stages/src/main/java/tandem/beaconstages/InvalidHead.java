package tandem.beaconstages;

import tandem.primitives.Hash32;

/// A head whose finalisation data gwat found invalid.
///
/// @param firstMs since when no head could be followed
/// @param lastMs when this one was last tried
public record InvalidHead(Hash32 root, String why, long firstMs, long lastMs) {}
