package tandem.trie;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tandem.crypto.Keccak256;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.Hex;
import tandem.rlp.RlpWriter;

/// The root of a map as the yellow paper defines it (appendix D: TRIE, n and c), over hexadecimal
/// text, slow and without any of the trie's code.
final class MapRoot {
  private MapRoot() {}

  static Hash32 of(SortedMap<Bytes, Bytes> map) {
    TreeMap<String, Bytes> byDigits = new TreeMap<>();
    map.forEach((key, value) -> byDigits.put(Hex.encodeBare(key.toArray()), value));
    return Keccak256.hash(map.isEmpty() ? new byte[] {(byte) 0x80} : c(byDigits, 0));
  }

  private static byte[] c(SortedMap<String, Bytes> entries, int i) {
    String first = entries.firstKey();
    if (entries.size() == 1) {
      return list(string(prefixed(first.substring(i), 2)), string(entries.get(first).toArray()));
    }
    int j = i;
    while (agree(entries, j)) {
      j++;
    }
    if (j > i) {
      return list(string(prefixed(first.substring(i, j), 0)), n(entries, j));
    }
    List<byte[]> items = new ArrayList<>();
    for (char digit : "0123456789abcdef".toCharArray()) {
      TreeMap<String, Bytes> below = new TreeMap<>();
      for (Map.Entry<String, Bytes> entry : entries.entrySet()) {
        if (entry.getKey().length() > i && entry.getKey().charAt(i) == digit) {
          below.put(entry.getKey(), entry.getValue());
        }
      }
      items.add(below.isEmpty() ? string(new byte[0]) : n(below, i + 1));
    }
    items.add(string(first.length() == i ? entries.get(first).toArray() : new byte[0]));
    return list(items.toArray(new byte[0][]));
  }

  private static byte[] n(SortedMap<String, Bytes> entries, int i) {
    byte[] node = c(entries, i);
    return node.length < 32 ? node : string(Keccak256.hash(node).toArray());
  }

  private static boolean agree(SortedMap<String, Bytes> entries, int at) {
    String first = entries.firstKey();
    for (String key : entries.keySet()) {
      if (at >= key.length() || at >= first.length() || key.charAt(at) != first.charAt(at)) {
        return false;
      }
    }
    return true;
  }

  private static byte[] prefixed(String digits, int flag) {
    return Hex.decode(digits.length() % 2 == 0 ? flag + "0" + digits : (flag + 1) + digits);
  }

  private static byte[] string(byte[] bytes) {
    return new RlpWriter().bytes(bytes).toByteArray();
  }

  private static byte[] list(byte[]... items) {
    RlpWriter out = new RlpWriter();
    for (int i = items.length - 1; i >= 0; i--) {
      out.raw(items[i]);
    }
    return out.list(0).toByteArray();
  }
}
