package tandem.trie;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.crypto.Keccak256;
import tandem.primitives.Hash32;
import tandem.primitives.Hex;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// TrieTests of ethereum/tests, in the folder that `tandem.vectors` names.
class OfficialTrieTest {
  private record Change(byte[] key, byte[] value) {}

  @ParameterizedTest
  @CsvSource({
    "trietest, false, 5",
    "trietest_secureTrie, true, 3",
    "trieanyorder, false, 7",
    "trieanyorder_secureTrie, true, 7",
    "hex_encoded_securetrie_test, true, 3"
  })
  void rootsAreTheOfficialOnes(String name, boolean secure, int count) throws Exception {
    JsonNode tests = read(name);
    for (Map.Entry<String, JsonNode> test : tests.properties()) {
      JsonNode in = test.getValue().get("in");
      Hash32 root = Hash32.fromHex(test.getValue().get("root").stringValue());
      List<Change> changes = changes(in, secure);
      for (int order = 0; order < (in.isArray() ? 1 : 5); order++) {
        Trie trie = Trie.empty();
        for (Change change : changes) {
          trie =
              change.value.length == 0
                  ? trie.remove(change.key)
                  : trie.put(change.key, change.value);
        }
        assertThat(trie.root()).as(test.getKey()).isEqualTo(root);
        Collections.shuffle(changes, new Random(order));
      }
    }
    assertThat(tests.size()).isEqualTo(count);
  }

  @Test
  void iterationFindsTheNextAndThePreviousKey() throws Exception {
    JsonNode test = read("trietestnextprev").get("basic");
    Trie trie = Trie.empty();
    for (JsonNode key : test.get("in")) {
      trie = trie.put(bytes(key.stringValue()), new byte[] {1});
    }
    int run = 0;
    for (JsonNode row : test.get("tests")) {
      String key = row.get(0).stringValue();
      String previous = "";
      String next = "";
      Iterator<TrieEntry> all = trie.entries(Trie.NO_BYTES);
      while (all.hasNext()) {
        String each = new String(all.next().key().toArray(), UTF_8);
        previous = each.compareTo(key) < 0 ? each : previous;
      }
      Iterator<TrieEntry> later = trie.entries(bytes(key));
      while (later.hasNext() && (next.isEmpty() || next.equals(key))) {
        next = new String(later.next().key().toArray(), UTF_8);
      }
      next = next.equals(key) ? "" : next;
      assertThat(List.of(previous, next))
          .as(key)
          .containsExactly(row.get(1).stringValue(), row.get(2).stringValue());
      run++;
    }
    assertThat(run).isEqualTo(12);
  }

  private static JsonNode read(String name) throws Exception {
    Path zip = Path.of(System.getProperty("tandem.vectors", ""), "ethereum-primitive-tests.zip");
    assumeThat(Files.isRegularFile(zip)).as("no vectors at " + zip).isTrue();
    try (ZipFile file = new ZipFile(zip.toFile())) {
      String entry = "TrieTests/" + name + ".json";
      return new JsonMapper().readTree(file.getInputStream(file.getEntry(entry)).readAllBytes());
    }
  }

  private static List<Change> changes(JsonNode in, boolean secure) {
    List<Change> changes = new ArrayList<>();
    if (in.isArray()) {
      for (JsonNode pair : in) {
        changes.add(change(pair.get(0).stringValue(), pair.get(1), secure));
      }
    } else {
      in.properties().forEach(pair -> changes.add(change(pair.getKey(), pair.getValue(), secure)));
    }
    return changes;
  }

  private static Change change(String key, JsonNode value, boolean secure) {
    byte[] bytes = bytes(key);
    byte[] hashed = secure ? Keccak256.hash(bytes).toArray() : bytes;
    return new Change(hashed, value.isNull() ? new byte[0] : bytes(value.stringValue()));
  }

  private static byte[] bytes(String text) {
    return text.startsWith("0x") ? Hex.decode(text) : text.getBytes(UTF_8);
  }
}
