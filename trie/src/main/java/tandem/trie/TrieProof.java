package tandem.trie;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.crypto.Keccak256;
import tandem.primitives.Hash32;

/// Checks what [Trie#prove(byte[])] gave against a root.
public final class TrieProof {
  private TrieProof() {}

  /// The value under `key` in the trie with `root`, or null if the proof shows that there is none.
  ///
  /// @throws TrieException if the nodes do not show either, or some of them are not needed
  public static byte @Nullable [] verify(Hash32 root, byte[] key, List<byte[]> proof) {
    if (proof.size() > 2 * key.length + 1) {
      throw TrieException.proof(proof.size() + " nodes for a key of " + key.length + " bytes");
    }
    Map<Hash32, byte[]> nodes = new HashMap<>();
    for (byte[] node : proof) {
      nodes.put(Keccak256.hash(node), node);
    }
    byte[] value = Trie.open(root, nodes::remove).get(key);
    if (!nodes.isEmpty()) {
      throw TrieException.proof(nodes.size() + " nodes that are not on the way to the key");
    }
    return value;
  }
}
