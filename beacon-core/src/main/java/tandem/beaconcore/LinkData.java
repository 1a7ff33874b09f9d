package tandem.beaconcore;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.beaconspec.BeaconState;
import tandem.beaconstages.BeaconEvent;
import tandem.beaconstages.Checkpoint;
import tandem.beaconstages.Head;
import tandem.beaconstages.HeadSyncData;
import tandem.pairprotocol.ConsensusInfo;
import tandem.pairprotocol.LinkRequest;
import tandem.primitives.Address;
import tandem.primitives.Hash32;

/// What is told to gwat, out of the index of the chain (beacon-rules.md 5, pair-sync.md 6 and 7).
/// Reads only.
final class LinkData {
  /// `MERGE_WINDOW` of ledger-rules.md 2: blocks of older slots are not merged any more.
  static final long MERGE_WINDOW_SLOTS = 64;

  /// Blocks of one stretch of head sync; with the creators of the slots between them it stays far
  /// below what a call may hold.
  private static final int BLOCKS_MAX = 8_192;

  private final Chain chain;
  private final ChainStore store;
  private final long slotsPerEpoch;

  LinkData(Chain chain, long slotsPerEpoch) {
    this.chain = chain;
    this.store = chain.store();
    this.slotsPerEpoch = slotsPerEpoch;
  }

  /// The checkpoint for head sync (pair-sync.md 6).
  ///
  /// @param stepBack 0: justified; 1: finalised; n ≥ 2: 2^(n-2) epochs before the finalised one
  Checkpoint checkpoint(int stepBack) {
    Hash32 root =
        switch (stepBack) {
          case 0 -> chain.justified().root();
          case 1 -> chain.finalized().root();
          default -> {
            long back = 1L << Math.min(stepBack - 2, 40);
            long epoch = Math.max(0, chain.finalized().epoch() - back);
            yield chain.canonicalAt(epoch * slotsPerEpoch);
          }
        };
    BlockEntry entry = store.requireEntry(root);
    return new Checkpoint(root, entry.info(), entry.slot() == 0);
  }

  /// The next stretch of head sync: one entry a slot whose creators are known. It ends with a
  /// block.
  ///
  /// @param after block of the last entry that gwat confirmed; null for the first stretch
  HeadSyncData headSync(Checkpoint checkpoint, @Nullable Hash32 after, long maxSlots) {
    long slot = checkpoint.info().slot();
    boolean ours = chain.isCanonical(checkpoint.root(), slot);
    BlockEntry last = store.requireEntry(after == null ? checkpoint.root() : after);
    if (!ours || after != null && !chain.isCanonical(after, last.slot())) {
      return new HeadSyncData.BranchChanged();
    }
    List<ConsensusInfo> entries = new ArrayList<>();
    Hash32 lastRoot = after == null ? checkpoint.root() : after;
    if (after == null) {
      addCreatorsBefore(checkpoint, last, entries);
      entries.add(checkpoint.info());
    }
    long end = last.slot() + Math.max(1, maxSlots);
    for (ChainStore.At at : store.canonical(last.slot() + 1, chain.headSlot() + 1, BLOCKS_MAX)) {
      BlockEntry entry = store.requireEntry(at.root());
      addSkipped(last, entry, entries);
      entries.add(entry.info());
      last = entry;
      lastRoot = at.root();
      if (entry.slot() >= end) {
        break;
      }
    }
    if (entries.isEmpty()) {
      // The head went back to what is confirmed already: said again, it does no harm.
      entries.add(last.info());
    }
    ConsensusInfo end0 = entries.getLast();
    Hash32 lastSpine = end0.finalizing().getLast();
    return new HeadSyncData.Chunk(entries, lastRoot, lastSpine, lastRoot.equals(chain.headRoot()));
  }

  /// All finalizing lists after `applied`, or after its last ancestor on the chain of the head, as
  /// far as one call can hold.
  BeaconEvent.FinalizeBuilt finalizing(Hash32 applied) {
    Hash32 root = applied;
    BlockEntry entry = store.requireEntry(root);
    while (!chain.isCanonical(root, entry.slot())) {
      root = entry.parentRoot();
      entry = store.requireEntry(root);
    }
    List<Hash32> spines = new ArrayList<>();
    for (ChainStore.At at : store.canonical(entry.slot() + 1, chain.headSlot() + 1, BLOCKS_MAX)) {
      BlockEntry next = store.requireEntry(at.root());
      List<Hash32> more = next.finalizing();
      if (spines.size() + more.size() > LinkRequest.SPINES_MAX) {
        break;
      }
      spines.addAll(more);
      root = at.root();
      entry = next;
    }
    return new BeaconEvent.FinalizeBuilt(root, spines, entry.info());
  }

  /// The instruction for a slot: its creators by the head's state, finalizing of the head.
  ConsensusInfo slot(long slot, Head head) {
    BlockEntry entry = store.requireEntry(head.root());
    BeaconState state = chain.stateAt(head.root(), slot);
    // Without a state near the slot, as after a clock that jumped, nothing can be known.
    List<Address> creators = state == null ? null : chain.creators(state, slot);
    ConsensusInfo info = entry.info();
    return new ConsensusInfo(
        slot, creators, info.finalizing(), info.justifiedSpine(), info.finalizedSpine());
  }

  /// Creators of the slots of the merge window before the checkpoint, so that blocks that are
  /// merged late can be judged.
  private void addCreatorsBefore(
      Checkpoint checkpoint, BlockEntry entry, List<ConsensusInfo> entries) {
    long from = Math.max(0, entry.slot() - MERGE_WINDOW_SLOTS);
    for (ChainStore.At at : store.canonical(from, entry.slot(), (int) MERGE_WINDOW_SLOTS)) {
      BlockEntry before = store.requireEntry(at.root());
      addSkipped(from - 1, before, entry, entries);
      entries.add(entry.info(before.slot(), before.creators()));
    }
    addSkipped(from - 1, entry, entry, entries);
  }

  private static void addSkipped(BlockEntry last, BlockEntry next, List<ConsensusInfo> entries) {
    addSkipped(last.slot(), next, last, entries);
  }

  /// The slots without a block after `after` and before `next`, with the spines of `base`.
  private static void addSkipped(
      long after, BlockEntry next, BlockEntry base, List<ConsensusInfo> entries) {
    long slot = next.skippedFrom();
    for (List<Address> creators : next.skipped()) {
      if (slot > after) {
        entries.add(base.info(slot, creators));
      }
      slot++;
    }
  }
}
