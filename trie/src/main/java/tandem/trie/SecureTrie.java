package tandem.trie;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.crypto.Keccak256;
import tandem.primitives.Hash32;

/// A [Trie] whose keys are hashes of the keys that are given, so that nobody can make it deep: the
/// tries of accounts and of storage (gwat-data.md 6).
public final class SecureTrie {
  private final Trie trie;

  private SecureTrie(Trie trie) {
    this.trie = trie;
  }

  /// As [Trie#open(Hash32, NodeStore)].
  public static SecureTrie open(Hash32 root, NodeStore store) {
    return new SecureTrie(Trie.open(root, store));
  }

  public static SecureTrie empty() {
    return new SecureTrie(Trie.empty());
  }

  /// The value under `key`, or null. It must not be changed.
  public byte @Nullable [] get(byte[] key) {
    return trie.get(hashed(key));
  }

  /// @param value not empty; it must not be changed any more
  public SecureTrie put(byte[] key, byte[] value) {
    return new SecureTrie(trie.put(hashed(key), value));
  }

  public SecureTrie remove(byte[] key) {
    Trie changed = trie.remove(hashed(key));
    return changed == trie ? this : new SecureTrie(changed);
  }

  public Hash32 root() {
    return trie.root();
  }

  public TrieCommit commit() {
    return trie.commit();
  }

  /// As [Trie#prove(byte[])]; it is verified with the hash of `key`.
  public List<byte[]> prove(byte[] key) {
    return trie.prove(hashed(key));
  }

  /// Entries by hashed key, beginning with the first that is not below `from`.
  public Iterator<TrieEntry> entries(Hash32 from) {
    return trie.entries(from.unsafeArray());
  }

  private static byte[] hashed(byte[] key) {
    return Keccak256.hash(key).unsafeArray();
  }
}
