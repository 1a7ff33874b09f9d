package tandem.gwatledger;

import tandem.gwattypes.Header;
import tandem.primitives.Hash32;

/// A finalised block without its transactions.
///
/// @param header with all fields, its number among them (gwat-dag.md 1.3)
public record FinalBlock(long number, Hash32 hash, Hash32 finalisedHash, Header header) {}
