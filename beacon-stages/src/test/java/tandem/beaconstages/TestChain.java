package tandem.beaconstages;

import java.util.ArrayList;
import java.util.List;
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

  /// Blocks from here on are of this branch.
  private long forkSlot = Long.MAX_VALUE;

  private long branch;
  long headSlot;

  TestChain(long headSlot) {
    this.headSlot = headSlot;
  }

  static Hash32 genesisSpine() {
    return Hash32.fromHex("0x" + "5".repeat(64));
  }

  /// The head moves to another branch, whose blocks differ from `slot` on.
  void reorganize(long slot) {
    branch++;
    forkSlot = slot;
  }

  Head head() {
    return new Head(root(headSlot), headSlot);
  }

  Hash32 root(long slot) {
    return hash('b', slot);
  }

  Hash32 spine(long slot) {
    return slot == 0 ? genesisSpine() : hash('5', slot);
  }

  private Hash32 hash(char kind, long slot) {
    return Hash32.fromHex("0x%c%031x%032x".formatted(kind, slot < forkSlot ? 0 : branch, slot));
  }

  /// Two epochs behind the head, and 8 slots further back with each step.
  Checkpoint checkpoint(int stepBack) {
    long epoch = Math.max(0, headSlot / SLOTS_PER_EPOCH - 2 - stepBack);
    long slot = epoch * SLOTS_PER_EPOCH;
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
        spine(justifiedSlot()),
        spine(finalizedSlot()));
  }

  HeadSyncData headSync(Checkpoint checkpoint, @Nullable Hash32 after, long maxSlots) {
    long from = checkpoint.info().slot();
    if (!checkpoint.root().equals(root(from))) {
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
      from = slotOf(after);
      if (from < 0) {
        return new HeadSyncData.BranchChanged();
      }
    }
    long to = Math.min(headSlot, from + maxSlots);
    for (long slot = from; slot <= to; slot++) {
      entries.add(info(slot));
    }
    return new HeadSyncData.Chunk(entries, root(to), spine(to), to == headSlot);
  }

  /// All spines after `applied`, or after where the chains part.
  BeaconEvent.FinalizeBuilt finalizing(Hash32 applied, Head head) {
    long from = slotOf(applied);
    if (from < 0) {
      from = Math.max(0, Math.min(forkSlot, headSlot) - 1);
    }
    long to = slotOf(head.root());
    List<Hash32> spines = new ArrayList<>();
    for (long slot = from + 1; slot <= to; slot++) {
      spines.add(spine(slot));
    }
    return new BeaconEvent.FinalizeBuilt(head.root(), spines);
  }

  /// -1 for a block that is not on the chain.
  private long slotOf(Hash32 root) {
    for (long slot = headSlot; slot >= 0; slot--) {
      if (root(slot).equals(root)) {
        return slot;
      }
    }
    return -1;
  }
}
