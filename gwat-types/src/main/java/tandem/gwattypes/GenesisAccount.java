package tandem.gwattypes;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.U256;
import tandem.rlp.RlpWriter;
import tandem.trie.SecureTrie;

/// An entry of `alloc` (gwat-data.md 7.3).
///
/// @param storage slots and their values; a value of zero is no slot
public record GenesisAccount(
    U256 balance, long nonce, Bytes code, SortedMap<Hash32, Hash32> storage) {
  public GenesisAccount {
    storage = Collections.unmodifiableSortedMap(new TreeMap<>(storage));
  }

  public static GenesisAccount ofBalance(U256 balance) {
    return new GenesisAccount(balance, 0, Bytes.EMPTY, Collections.emptySortedMap());
  }

  SecureTrie storageTrie() {
    SecureTrie trie = SecureTrie.empty();
    for (Map.Entry<Hash32, Hash32> slot : storage.entrySet()) {
      if (!slot.getValue().isZero()) {
        byte[] value = new RlpWriter(40).number(slot.getValue().unsafeArray()).toByteArray();
        trie = trie.put(slot.getKey().unsafeArray(), value);
      }
    }
    return trie;
  }
}
