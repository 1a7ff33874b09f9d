package tandem.trie;

import org.jspecify.annotations.Nullable;
import tandem.primitives.Hash32;

/// A node that is needed is not in the store, or is no node.
public final class TrieException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final @Nullable Hash32 missing;

  private TrieException(String message, @Nullable Hash32 missing, @Nullable Throwable cause) {
    super(message, cause);
    this.missing = missing;
  }

  static TrieException missing(Hash32 hash) {
    return new TrieException("trie node " + hash + " is missing", hash, null);
  }

  static TrieException malformed(Hash32 hash, RuntimeException cause) {
    String message = "trie node " + hash + " is malformed: " + cause.getMessage();
    return new TrieException(message, null, cause);
  }

  static TrieException proof(String message) {
    return new TrieException(message, null, null);
  }

  /// The hash of the node that is missing, or null if one is malformed.
  public @Nullable Hash32 missing() {
    return missing;
  }
}
