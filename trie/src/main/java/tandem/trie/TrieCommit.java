package tandem.trie;

import java.util.Map;
import tandem.primitives.Hash32;

/// What must be in the store so that a trie can be opened at `root`.
///
/// @param nodes new encodings under their hashes, in an order in which none comes before those it
///   refers to
public record TrieCommit(Hash32 root, Map<Hash32, byte[]> nodes) {}
