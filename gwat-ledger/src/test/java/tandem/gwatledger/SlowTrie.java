package tandem.gwatledger;

import java.util.Map;
import java.util.TreeMap;
import tandem.crypto.Keccak256;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.rlp.RlpWriter;

/// The root of a Merkle-Patricia trie from all its entries at once, by the definition (yellow
/// paper, appendix D). Keys are nibbles, one a byte, all of one length.
final class SlowTrie {
  private SlowTrie() {}

  /// The root of the secure trie of 32-byte keys and values.
  static Hash32 root(Map<Hash32, byte[]> entries) {
    if (entries.isEmpty()) {
      return Keccak256.hash(new byte[] {(byte) 0x80});
    }
    TreeMap<Bytes, byte[]> nibbles = new TreeMap<>();
    entries.forEach((key, value) -> nibbles.put(nibbles(key), value));
    return Keccak256.hash(node(nibbles, 0));
  }

  private static byte[] node(TreeMap<Bytes, byte[]> entries, int depth) {
    Bytes first = entries.firstKey();
    if (entries.size() == 1) {
      return pair(path(first, depth, first.length(), true), leafValue(entries.get(first)));
    }
    int common = depth;
    while (first.at(common) == entries.lastKey().at(common)) {
      common++;
    }
    if (common > depth) {
      return pair(path(first, depth, common, false), reference(branch(entries, common)));
    }
    return branch(entries, depth);
  }

  private static byte[] branch(TreeMap<Bytes, byte[]> entries, int depth) {
    RlpWriter out = new RlpWriter();
    int end = out.mark();
    out.bytes(new byte[0]);
    for (int nibble = 15; nibble >= 0; nibble--) {
      TreeMap<Bytes, byte[]> below = new TreeMap<>();
      for (Map.Entry<Bytes, byte[]> entry : entries.entrySet()) {
        if (entry.getKey().at(depth) == nibble) {
          below.put(entry.getKey(), entry.getValue());
        }
      }
      out.raw(below.isEmpty() ? new byte[] {(byte) 0x80} : reference(node(below, depth + 1)));
    }
    return out.list(end).toByteArray();
  }

  private static byte[] pair(byte[] path, byte[] encodedSecond) {
    RlpWriter out = new RlpWriter();
    int end = out.mark();
    out.raw(encodedSecond);
    out.bytes(path);
    return out.list(end).toByteArray();
  }

  private static byte[] leafValue(byte[] value) {
    return new RlpWriter().bytes(value).toByteArray();
  }

  private static byte[] reference(byte[] node) {
    return node.length < 32 ? node : new RlpWriter().hash(Keccak256.hash(node)).toByteArray();
  }

  private static byte[] path(Bytes key, int from, int to, boolean leaf) {
    boolean odd = (to - from) % 2 == 1;
    byte[] path = new byte[(to - from) / 2 + 1];
    path[0] = (byte) ((leaf ? 0x20 : 0) | (odd ? 0x10 | key.at(from) : 0));
    int at = odd ? from + 1 : from;
    for (int i = 1; i < path.length; i++, at += 2) {
      path[i] = (byte) (key.at(at) << 4 | key.at(at + 1));
    }
    return path;
  }

  private static Bytes nibbles(Hash32 key) {
    byte[] nibbles = new byte[64];
    for (int i = 0; i < 32; i++) {
      int value = key.unsafeArray()[i] & 0xff;
      nibbles[2 * i] = (byte) (value >> 4);
      nibbles[2 * i + 1] = (byte) (value & 15);
    }
    return Bytes.wrap(nibbles);
  }
}
