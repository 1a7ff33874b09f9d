package tandem.gwatdag;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Address;
import tandem.primitives.Hash32;

/// A DAG in maps, with numbers for as much of an order as a test finalises.
final class MemoryDag implements DagReader {
  final Map<Hash32, DagBlock> blocks = new LinkedHashMap<>();
  final Map<Hash32, Long> numbers = new HashMap<>();
  final List<DagBlock> byNumber = new ArrayList<>();

  @Override
  public @Nullable DagBlock block(Hash32 hash) {
    return blocks.get(hash);
  }

  @Override
  public long number(Hash32 hash) {
    return numbers.getOrDefault(hash, UNNUMBERED);
  }

  DagBlock add(DagBlock block) {
    blocks.put(block.hash(), block);
    return block;
  }

  /// Adds a block with the right height, as the slow implementation counts it.
  DagBlock add(String name, long slot, DagBlock... parents) {
    return add(of(name, slot, parents));
  }

  DagBlock of(String name, long slot, DagBlock... parents) {
    List<Hash32> hashes = Arrays.stream(parents).map(DagBlock::hash).sorted().toList();
    DagBlock draft = new DagBlock(hash(name), slot, 0, hashes, Address.ZERO);
    return new DagBlock(
        draft.hash(), slot, new SlowDag(blocks).past(draft).size(), hashes, Address.ZERO);
  }

  static Hash32 hash(String name) {
    byte[] bytes = new byte[Hash32.LENGTH];
    byte[] text = name.getBytes(UTF_8);
    System.arraycopy(text, 0, bytes, 0, text.length);
    return Hash32.wrap(bytes);
  }

  void finalise(List<DagBlock> order) {
    numbers.clear();
    byNumber.clear();
    for (DagBlock block : order) {
      numbers.put(block.hash(), (long) byNumber.size());
      byNumber.add(block);
    }
  }

  List<DagBlock> tips() {
    Set<Hash32> parents = new HashSet<>();
    blocks.values().forEach(b -> parents.addAll(b.parents()));
    return blocks.values().stream().filter(b -> !parents.contains(b.hash())).toList();
  }

  static List<Hash32> hashes(Collection<DagBlock> blocks) {
    return blocks.stream().map(DagBlock::hash).toList();
  }
}
