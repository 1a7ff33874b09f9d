package tandem.trie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;

class TrieProofTest {
  @Test
  void aProofShowsTheValueOrThatThereIsNone() {
    for (int size : new int[] {1, 2, 5, 200}) {
      Random random = new Random(size);
      Trie trie = Trie.empty();
      for (int i = 0; i < size; i++) {
        byte[] value = new byte[1 + random.nextInt(50)];
        random.nextBytes(value);
        trie = trie.put(TrieTest.key(random).toArray(), value);
      }
      for (int i = 0; i < 300; i++) {
        byte[] key = TrieTest.key(random).toArray();
        byte[] shown = TrieProof.verify(trie.root(), key, trie.prove(key));
        assertThat(shown).isEqualTo(trie.get(key));
      }
    }
  }

  @Test
  void theEmptyTrieNeedsNoProof() {
    assertThat(Trie.empty().prove(new byte[] {1})).isEmpty();
    assertThat(TrieProof.verify(Trie.EMPTY_ROOT, new byte[] {1}, List.of())).isNull();
  }

  @Test
  void aProofThatLacksANodeOrHasOneTooManyIsRefused() {
    Trie trie = trie();
    byte[] key = {7, 7};
    List<byte[]> proof = trie.prove(key);
    assertThat(proof).hasSizeGreaterThan(1);
    for (int i = 0; i < proof.size(); i++) {
      List<byte[]> less = new ArrayList<>(proof);
      less.remove(i);
      refused(trie.root(), key, less, "missing");
      List<byte[]> changed = new ArrayList<>(proof);
      changed.set(i, proof.get(i).clone());
      changed.get(i)[proof.get(i).length - 1] ^= 1;
      refused(trie.root(), key, changed, "missing");
    }
    List<byte[]> more = new ArrayList<>(proof);
    more.add(Bytes.fromHex("c22001").toArray());
    refused(trie.root(), key, more, "not on the way");
    refused(trie.root(), key, Collections.nCopies(6, proof.get(0)), "6 nodes");
    refused(Hash32.ZERO, key, proof, "missing");
  }

  private static Trie trie() {
    Trie trie = Trie.empty();
    for (int i = 0; i < 256; i++) {
      trie = trie.put(new byte[] {(byte) i, 7}, new byte[40]);
    }
    return trie;
  }

  private static void refused(Hash32 root, byte[] key, List<byte[]> proof, String why) {
    assertThatThrownBy(() -> TrieProof.verify(root, key, proof))
        .isInstanceOf(TrieException.class)
        .hasMessageContaining(why);
  }
}
