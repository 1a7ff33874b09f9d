/// The Merkle-Patricia trie (gwat-data.md 6, yellow paper appendix D): a persistent map from bytes
/// to bytes whose root hash is a function of its entries alone. Begin with [tandem.trie.Trie];
/// [tandem.trie.SecureTrie] hashes its keys, [tandem.trie.ListRoot] is the root of a list and
/// [tandem.trie.TrieProof] shows one entry to whoever has only the root.
@NullMarked
package tandem.trie;

import org.jspecify.annotations.NullMarked;
