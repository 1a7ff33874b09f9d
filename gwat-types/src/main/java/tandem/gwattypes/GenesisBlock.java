package tandem.gwattypes;

import java.util.Map;
import tandem.primitives.Hash32;

/// Block 0 of a network and all that must be in the database with it.
///
/// @param block without transactions; its header has state fields, number 0
/// @param trieNodes encodings of the state's and the storages' nodes under their hashes
/// @param codes under their hashes
public record GenesisBlock(Block block, Map<Hash32, byte[]> trieNodes, Map<Hash32, byte[]> codes) {
  /// The identity of the network.
  public Hash32 hash() {
    return block.hash();
  }

  public Header header() {
    return block.header();
  }
}
