package tandem.gwatdag;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tandem.primitives.Address;
import tandem.primitives.Hash32;

/// Seeded DAGs of many shapes: wide, narrow, with old parents and with gaps between slots.
final class RandomDag {
  private RandomDag() {}

  /// Up to `size` blocks; those that break point 2 are left out.
  static MemoryDag of(long seed, int size) {
    Random random = new Random(seed);
    MemoryDag dag = new MemoryDag();
    SlowDag slow = new SlowDag(dag.blocks);
    List<DagBlock> all = new ArrayList<>();
    all.add(dag.add(new DagBlock(hash(random), 0, 0, List.of(), Address.ZERO)));
    int reach = 2 + random.nextInt(12);
    int gap = 1 + random.nextInt(random.nextInt(4) == 0 ? 40 : 3);
    long slot = 1;
    while (all.size() < size) {
      DagBlock block = draft(random, slow, all, slot, reach);
      if (slow.sound(block)) {
        all.add(dag.add(block));
      }
      if (random.nextInt(3) == 0) {
        slot += 1 + random.nextInt(gap);
      }
    }
    return dag;
  }

  private static DagBlock draft(
      Random random, SlowDag slow, List<DagBlock> all, long slot, int reach) {
    List<DagBlock> parents = new ArrayList<>();
    int wanted = 1 + random.nextInt(4);
    for (int i = 0; i < wanted * 3 && parents.size() < wanted; i++) {
      DagBlock parent = all.get(Math.max(0, all.size() - 1 - random.nextInt(reach)));
      boolean apart =
          parents.stream()
              .noneMatch(p ->
                  p.equals(parent)
                      || slow.past(p).contains(parent)
                      || slow.past(parent).contains(p));
      if (parent.slot() < slot && apart) {
        parents.add(parent);
      }
    }
    List<Hash32> hashes = parents.stream().map(DagBlock::hash).sorted().toList();
    DagBlock draft = new DagBlock(hash(random), slot, 0, hashes, Address.ZERO);
    return new DagBlock(draft.hash(), slot, slow.past(draft).size(), hashes, Address.ZERO);
  }

  static Hash32 hash(Random random) {
    byte[] bytes = new byte[Hash32.LENGTH];
    random.nextBytes(bytes);
    return Hash32.wrap(bytes);
  }
}
