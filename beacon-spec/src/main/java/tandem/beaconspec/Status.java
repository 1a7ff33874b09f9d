package tandem.beaconspec;

import tandem.primitives.Bytes;
import tandem.primitives.Hash32;

/// Where a node stands (p2p-interface.md, req/resp).
///
/// @param forkDigest 4 bytes
public record Status(
    Bytes forkDigest, Hash32 finalizedRoot, long finalizedEpoch, Hash32 headRoot, long headSlot) {}
