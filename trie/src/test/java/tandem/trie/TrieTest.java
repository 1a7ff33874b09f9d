package tandem.trie;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.crypto.Keccak256;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.Hex;
import tandem.rlp.RlpWriter;

/// The trie against a sorted map, and its root against a second, recursive definition of it.
class TrieTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void behavesLikeAMapWhoseRootIsAFunctionOfItsEntries(int seed) {
    Random random = new Random(seed);
    Map<Hash32, byte[]> stored = new HashMap<>();
    TreeMap<Bytes, Bytes> expected = new TreeMap<>();
    Trie trie = Trie.open(Trie.EMPTY_ROOT, stored::get);
    for (int step = 0; step < 1500; step++) {
      Bytes key = key(random);
      if (random.nextInt(3) == 0 && !expected.isEmpty()) {
        key = random.nextBoolean() ? key : nearest(expected, key);
        trie = trie.remove(key.toArray());
        expected.remove(key);
      } else {
        Bytes value = Bytes.wrap(random(random, 1 + random.nextInt(random.nextBoolean() ? 4 : 60)));
        trie = trie.put(key.toArray(), value.toArray());
        expected.put(key, value);
      }
      if (step % 37 == 0) {
        assertThat(trie.root()).isEqualTo(MapRoot.of(expected));
      }
      if (step % 101 == 0) {
        TrieCommit commit = trie.commit();
        stored.putAll(commit.nodes());
        trie = Trie.open(commit.root(), stored::get);
        assertThat(trie.commit().nodes()).isEmpty();
      }
    }
    for (Map.Entry<Bytes, Bytes> entry : expected.entrySet()) {
      assertThat(trie.get(entry.getKey().toArray())).isEqualTo(entry.getValue().toArray());
    }
    assertThat(entries(trie, Bytes.EMPTY)).isEqualTo(List.copyOf(expected.entrySet()));
    for (int i = 0; i < 50; i++) {
      Bytes from = key(random);
      assertThat(entries(trie, from)).isEqualTo(List.copyOf(expected.tailMap(from).entrySet()));
    }
  }

  @Test
  void theOrderOfChangesDoesNotMatter() {
    Random random = new Random(77);
    List<Bytes> keys = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      keys.add(key(random));
    }
    Trie first = Trie.empty();
    for (Bytes key : keys) {
      first = first.put(key.toArray(), key.toHex().getBytes(UTF_8));
    }
    Collections.shuffle(keys, random);
    Trie second = Trie.empty();
    for (Bytes key : keys) {
      second = second.put(key.toArray(), key.toHex().getBytes(UTF_8));
    }
    assertThat(second.root()).isEqualTo(first.root());
    for (Bytes key : keys) {
      second = second.remove(key.toArray());
    }
    assertThat(second.root()).isEqualTo(Trie.EMPTY_ROOT);
  }

  @Test
  void anOldTrieStaysAsItWas() {
    Trie old = Trie.empty().put(key("01"), key("aa")).put(key("0123"), key("bb"));
    Hash32 root = old.root();
    Trie changed = old.put(key("01"), key("cc")).remove(key("0123"));
    assertThat(old.root()).isEqualTo(root);
    assertThat(old.get(key("01"))).isEqualTo(key("aa"));
    assertThat(changed.get(key("01"))).isEqualTo(key("cc"));
    assertThat(changed.get(key("0123"))).isNull();
  }

  @Test
  void anEmptyValueIsRefused() {
    assertThatThrownBy(() -> Trie.empty().put(key("01"), new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void removingWhatIsNotThereGivesTheSameTrie() {
    Trie trie = Trie.empty().put(key("0123"), key("aa")).put(key("0145"), key("bb"));
    assertThat(trie.remove(key("01"))).isSameAs(trie);
    assertThat(trie.remove(key("0124"))).isSameAs(trie);
    assertThat(trie.remove(key("99"))).isSameAs(trie);
    assertThat(Trie.empty().remove(key("99")).root()).isEqualTo(Trie.EMPTY_ROOT);
  }

  @Test
  void aCommitHoldsNewNodesOnlyAndChildrenFirst() {
    Map<Hash32, byte[]> stored = new HashMap<>();
    SecureTrie trie = SecureTrie.open(Trie.EMPTY_ROOT, stored::get);
    for (int i = 0; i < 1000; i++) {
      trie = trie.put(number(i), number(i + 1));
    }
    TrieCommit all = trie.commit();
    assertThat(all.root()).isEqualTo(trie.root());
    List<Hash32> order = List.copyOf(all.nodes().keySet());
    assertThat(order.getLast()).isEqualTo(all.root());
    all.nodes().forEach((hash, node) -> assertThat(Keccak256.hash(node)).isEqualTo(hash));
    stored.putAll(all.nodes());
    SecureTrie reopened = SecureTrie.open(all.root(), stored::get);
    TrieCommit one = reopened.put(number(3), number(99)).commit();
    assertThat(one.nodes()).hasSizeBetween(1, 8);
    assertThat(one.nodes().keySet()).doesNotContainAnyElementsOf(stored.keySet());
    assertThat(reopened.entries(Hash32.ZERO)).toIterable().hasSize(1000);
  }

  @Test
  void aMissingNodeIsNamed() {
    Hash32 root = Keccak256.hash(key("01"));
    assertThatThrownBy(() -> Trie.open(root, NodeStore.EMPTY).get(key("01")))
        .isInstanceOfSatisfying(TrieException.class, e -> assertThat(e.missing()).isEqualTo(root))
        .hasMessageContaining(root.toHex());
  }

  @ParameterizedTest
  @CsvSource({
    "8180, expected a list",
    "c0, 0 items",
    "c180, 1 items",
    "c3808080, 3 items",
    "c28080, not a compact path",
    "c24001, not a compact path",
    "c20101, not a compact path",
    "c22080, a leaf without a value",
    "c20080, leads to no branch",
    "c2200100, surplus",
    "c482001180, leads to no branch",
    "c411c22001, leads to no branch",
    "d1808080808080808080808080808080808001, does not branch",
    "d38201018080808080808080808080808080808001, a hash has 32",
    "d3c2200180808080808080808080808080808080, does not branch"
  })
  void aMalformedNodeIsRefused(String hex, String why) {
    Hash32 root = Keccak256.hash(key(hex));
    assertThatThrownBy(() -> Trie.open(root, _ -> key(hex)).get(key("0101")))
        .isInstanceOf(TrieException.class)
        .hasMessageContaining("malformed")
        .hasMessageContaining(why);
  }

  @Test
  void aNodeOf32BytesIsNeverWithinAnother() {
    byte[] leaf = new RlpWriter().bytes(new byte[40]).bytes(key("20")).list(0).toByteArray();
    byte[] node = new RlpWriter().raw(leaf).bytes(key("11")).list(0).toByteArray();
    assertThatThrownBy(() -> Node.decode(node, Hash32.ZERO))
        .isInstanceOf(TrieException.class)
        .hasMessageContaining("32 bytes or more");
  }

  @Test
  void everyMutationOfANodeIsReadOrRefusedAndNeverWorse() {
    Trie trie = Trie.empty();
    for (int i = 0; i < 40; i++) {
      trie = trie.put(number(i * 77), number(i + 1));
    }
    Random random = new Random(11);
    for (byte[] node : trie.commit().nodes().values()) {
      for (int i = 0; i < 300; i++) {
        byte[] changed = node.clone();
        changed[random.nextInt(node.length)] = (byte) random.nextInt(256);
        try {
          assertThat(Node.decode(changed, Hash32.ZERO).encode()).isEqualTo(changed);
        } catch (TrieException e) {
          assertThat(e.missing()).isNull();
        }
      }
    }
  }

  static Bytes key(Random random) {
    return Bytes.wrap(shortKey(random));
  }

  /// Keys that are often equal, or the beginning of each other.
  private static byte[] shortKey(Random random) {
    byte[] key = new byte[random.nextInt(5)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (random.nextInt(3) * 16 + random.nextInt(3));
    }
    return key;
  }

  private static Bytes nearest(NavigableMap<Bytes, Bytes> map, Bytes key) {
    Bytes found = map.ceilingKey(key);
    return found == null ? map.firstKey() : found;
  }

  private static List<Map.Entry<Bytes, Bytes>> entries(Trie trie, Bytes from) {
    List<Map.Entry<Bytes, Bytes>> entries = new ArrayList<>();
    Iterator<TrieEntry> iterator = trie.entries(from.toArray());
    while (iterator.hasNext()) {
      TrieEntry entry = iterator.next();
      entries.add(Map.entry(entry.key(), entry.value()));
    }
    return entries;
  }

  private static byte[] random(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] number(int value) {
    return new byte[] {(byte) (value >> 8), (byte) value};
  }

  private static byte[] key(String hex) {
    return Hex.decode(hex);
  }
}
