package tandem.beaconstages;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.pairprotocol.ConsensusInfo;
import tandem.primitives.Address;
import tandem.primitives.Hash32;

/// A beacon chain with a block in each slot, each of which finalises one spine. What the
/// coordinator would read from its database.
final class TestChain {
  static final long SLOTS_PER_EPOCH = 8;

  /// Slots that lie below the checkpoint and bring creators only.
  private static final long MERGE_WINDOW = 2;

  private static final byte ROOT = 0xb;
  private static final byte SPINE = 0x5;

  /// On which branch the block of a slot is.
  private final List<Long> branches = new ArrayList<>();

  private final Map<Hash32, Long> slots = new HashMap<>();
  private final Map<Hash32, Hash32> parents = new HashMap<>();
  private long branch;

  /// What the coordinator has; the chain may be longer.
  long headSlot;

  TestChain(long headSlot) {
    this.headSlot = headSlot;
  }

  static Hash32 genesisSpine() {
    return Hash32.fromHex("0x" + "5".repeat(64));
  }

  /// The chain moves to another branch, whose blocks differ from `slot` on.
  void reorganize(long slot) {
    growTo(slot);
    branch++;
    branches.subList((int) slot, branches.size()).clear();
  }

  private void growTo(long slot) {
    while (branches.size() <= slot) {
      branches.add(branch);
      long last = branches.size() - 1;
      for (byte kind : new byte[] {ROOT, SPINE}) {
        slots.put(hash(kind, last), last);
        if (last > 0) {
          parents.put(hash(kind, last), hash(kind, last - 1));
        }
      }
    }
  }

  Head head() {
    return new Head(root(headSlot), headSlot);
  }

  Hash32 root(long slot) {
    return hash(ROOT, slot);
  }

  Hash32 spine(long slot) {
    return hash(SPINE, slot);
  }

  private Hash32 hash(byte kind, long slot) {
    growTo(slot);
    if (kind == SPINE && slot == 0) {
      return genesisSpine();
    }
    ByteBuffer bytes = ByteBuffer.allocate(Hash32.LENGTH).put(kind);
    return Hash32.of(bytes.putLong(16, branches.get((int) slot)).putLong(24, slot).array());
  }

  /// Of a block or a spine of whatever branch; null for genesis.
  @Nullable Hash32 parent(Hash32 hash) {
    return parents.get(hash);
  }

  /// Justified, finalised, and from there 1, 2, 4… epochs back.
  Checkpoint checkpoint(int stepBack) {
    long slot =
        switch (stepBack) {
          case 0 -> justifiedSlot();
          case 1 -> finalizedSlot();
          default -> Math.max(0, finalizedSlot() - (SLOTS_PER_EPOCH << stepBack - 2));
        };
    return new Checkpoint(root(slot), info(slot), slot == 0);
  }

  long justifiedSlot() {
    return Math.max(0, headSlot / SLOTS_PER_EPOCH - 2) * SLOTS_PER_EPOCH;
  }

  long finalizedSlot() {
    return Math.max(0, headSlot / SLOTS_PER_EPOCH - 3) * SLOTS_PER_EPOCH;
  }

  ConsensusInfo info(long slot) {
    return new ConsensusInfo(
        slot,
        List.of(Address.ZERO),
        List.of(spine(slot)),
        spine(Math.min(slot, justifiedSlot())),
        spine(Math.min(slot, finalizedSlot())));
  }

  HeadSyncData headSync(Checkpoint checkpoint, @Nullable Hash32 after, long maxSlots) {
    long from = checkpoint.info().slot();
    if (!isCanonical(checkpoint.root()) || after != null && !isCanonical(after)) {
      return new HeadSyncData.BranchChanged();
    }
    List<ConsensusInfo> entries = new ArrayList<>();
    if (after == null) {
      for (long slot = Math.max(0, from - MERGE_WINDOW); slot < from; slot++) {
        ConsensusInfo info = info(slot);
        entries.add(
            new ConsensusInfo(
                slot,
                info.creators(),
                checkpoint.info().finalizing(),
                info.justifiedSpine(),
                info.finalizedSpine()));
      }
    } else {
      from = slots.get(after);
    }
    long to = Math.min(headSlot, from + maxSlots);
    for (long slot = from; slot <= to; slot++) {
      entries.add(info(slot));
    }
    return new HeadSyncData.Chunk(entries, root(to), spine(to), to == headSlot);
  }

  /// All spines after `applied`, or after its last ancestor on the chain.
  BeaconEvent.FinalizeBuilt finalizing(Hash32 applied, Head head) {
    Hash32 shared = applied;
    while (shared != null && !isCanonical(shared)) {
      shared = parents.get(shared);
    }
    List<Hash32> spines = new ArrayList<>();
    if (shared != null && isCanonical(head.root())) {
      for (long slot = slots.get(shared) + 1; slot <= head.slot(); slot++) {
        spines.add(spine(slot));
      }
    }
    return new BeaconEvent.FinalizeBuilt(head.root(), spines, info(head.slot()));
  }

  private boolean isCanonical(Hash32 root) {
    Long slot = slots.get(root);
    return slot != null && slot <= headSlot && root(slot).equals(root);
  }
}
