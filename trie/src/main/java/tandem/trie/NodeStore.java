package tandem.trie;

import org.jspecify.annotations.Nullable;
import tandem.primitives.Hash32;

/// Where the nodes of tries are: encodings of 32 bytes and more, and of roots, under their hashes.
@FunctionalInterface
public interface NodeStore {
  NodeStore EMPTY = _ -> null;

  /// The encoding whose Keccak-256 is `hash`, or null if it is not here. It is trusted to be that,
  /// and not changed.
  byte @Nullable [] get(Hash32 hash);
}
