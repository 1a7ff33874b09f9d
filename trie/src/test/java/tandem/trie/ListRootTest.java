package tandem.trie;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tandem.primitives.Bytes;
import tandem.rlp.RlpWriter;

class ListRootTest {
  @Test
  void theRootOfNoValuesIsThatOfTheEmptyTrie() {
    assertThat(ListRoot.of(List.of())).isEqualTo(Trie.EMPTY_ROOT);
  }

  @Test
  void theRootOfAListIsThatOfTheTrieOfItsIndexes() {
    Random random = new Random(4);
    for (int size : new int[] {1, 2, 3, 16, 17, 127, 128, 129, 130, 255, 256, 257, 700}) {
      for (int bound : new int[] {4, 40, 400}) {
        List<byte[]> values = new ArrayList<>();
        TreeMap<Bytes, Bytes> map = new TreeMap<>();
        for (int i = 0; i < size; i++) {
          byte[] value = new byte[1 + random.nextInt(bound)];
          random.nextBytes(value);
          values.add(value);
          map.put(Bytes.wrap(new RlpWriter().number(i).toByteArray()), Bytes.wrap(value));
        }
        assertThat(ListRoot.of(values)).as(size + " values").isEqualTo(MapRoot.of(map));
      }
    }
  }
}
