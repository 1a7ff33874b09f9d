/// The Merkle-Patricia trie (gwat-data.md 6).
@NullMarked
package tandem.trie;

import org.jspecify.annotations.NullMarked;
