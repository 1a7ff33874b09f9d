package tandem.trie;

import tandem.primitives.Bytes;

/// A key of a trie and its value.
public record TrieEntry(Bytes key, Bytes value) {}
