package tandem.trie;

import java.util.Arrays;
import java.util.List;
import tandem.crypto.Keccak256;
import tandem.primitives.Hash32;
import tandem.rlp.RlpWriter;

/// The root of the trie that maps `rlp(index)` to the value at that index: transaction and receipt
/// roots (gwat-data.md 3). Computed from sorted keys directly, without a trie that could be read.
public final class ListRoot {
  private final byte[][] keys;
  private final byte[][] values;

  private ListRoot(byte[][] keys, byte[][] values) {
    this.keys = keys;
    this.values = values;
  }

  /// The root of `values`, of which none may be empty; [Trie#EMPTY_ROOT] of none.
  public static Hash32 of(List<byte[]> values) {
    if (values.isEmpty()) {
      return Trie.EMPTY_ROOT;
    }
    Entry[] entries = new Entry[values.size()];
    for (int i = 0; i < entries.length; i++) {
      byte[] key = Nibbles.ofKey(new RlpWriter(16).number(i).toByteArray());
      entries[i] = new Entry(key, values.get(i));
    }
    Arrays.sort(entries, (left, right) -> Arrays.compare(left.key, right.key));
    byte[][] keys = new byte[entries.length][];
    byte[][] sorted = new byte[entries.length][];
    for (int i = 0; i < entries.length; i++) {
      keys[i] = entries[i].key;
      sorted[i] = entries[i].value;
    }
    return Keccak256.hash(new ListRoot(keys, sorted).node(0, entries.length, 0));
  }

  private record Entry(byte[] key, byte[] value) {}

  /// The encoding of the node above entries `[from, to)`, whose keys agree in the first `depth`
  /// nibbles. No key is the beginning of another, so a branch never holds a value.
  private byte[] node(int from, int to, int depth) {
    byte[] first = keys[from];
    if (to - from == 1) {
      return pair(Nibbles.compact(Nibbles.tail(first, depth), true), values[from], false);
    }
    // Sorted, so the first and the last key differ earliest.
    int split = Arrays.mismatch(first, keys[to - 1]);
    byte[] branch = branch(from, to, split);
    if (split == depth) {
      return branch;
    }
    byte[] path = Nibbles.compact(Arrays.copyOfRange(first, depth, split), false);
    return pair(path, branch, true);
  }

  private byte[] branch(int from, int to, int depth) {
    RlpWriter out = new RlpWriter(544);
    out.bytes(Trie.NO_BYTES);
    int end = to;
    for (int nibble = 15; nibble >= 0; nibble--) {
      int start = end;
      while (start > from && keys[start - 1][depth] == nibble) {
        start--;
      }
      if (start == end) {
        out.bytes(Trie.NO_BYTES);
      } else {
        child(out, node(start, end, depth + 1));
      }
      end = start;
    }
    return out.list(0).toByteArray();
  }

  private static byte[] pair(byte[] path, byte[] valueOrNode, boolean isNode) {
    RlpWriter out = new RlpWriter(path.length + valueOrNode.length + 12);
    if (isNode) {
      child(out, valueOrNode);
    } else {
      out.bytes(valueOrNode);
    }
    return out.bytes(path).list(0).toByteArray();
  }

  private static void child(RlpWriter out, byte[] node) {
    if (node.length < Hash32.LENGTH) {
      out.raw(node);
    } else {
      out.hash(Keccak256.hash(node));
    }
  }
}
