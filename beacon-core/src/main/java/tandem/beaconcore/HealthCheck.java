package tandem.beaconcore;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.beaconspec.Types;
import tandem.forkchoice.Checkpoint;
import tandem.primitives.Hash32;
import tandem.store.Store;
import tandem.store.StoreException;

/// The look of [BeaconHealth]. Reads only; what cannot be read is a finding.
///
/// Damage is what a start cannot make good from the database itself without going below the
/// finalised checkpoint: the checkpoints, the chain between them, the finalised state, the records
/// of slashing protection. Everything above the justified checkpoint can be had from peers again.
final class HealthCheck {
  /// Findings that are named; the rest would say the same.
  private static final int FINDINGS_MAX = 16;

  /// Blocks of the index that a start looks at in one go.
  private static final int SCAN = 512;

  private final ChainStore store;
  private final SlashingProtection protection;
  private final Types types;
  private final BeaconState genesis;
  private final List<String> repairable = new ArrayList<>();
  private final List<String> damaged = new ArrayList<>();

  HealthCheck(Store store, MachineConfig config) {
    this.store = new ChainStore(store, config.types());
    this.protection = new SlashingProtection(store);
    this.types = config.types();
    this.genesis = config.genesis();
  }

  BeaconHealth run(BeaconHealth.Depth depth) {
    Hash32 ours = types.beaconBlockHeader().hashTreeRoot(ChainGenesis.header(genesis));
    Hash32 network = read(store::network);
    if (network != null && !network.equals(ours)) {
      return new BeaconHealth.OtherNetwork(network, ours);
    }
    read(() -> {
      protection.check();
      return null;
    });
    if (network == null) {
      return damaged.isEmpty()
          ? new BeaconHealth.Healthy("The database is new.")
          : new BeaconHealth.Damaged(damaged);
    }
    String summary = chain(ours, depth);
    if (!damaged.isEmpty()) {
      return new BeaconHealth.Damaged(damaged);
    }
    return repairable.isEmpty()
        ? new BeaconHealth.Healthy(summary)
        : new BeaconHealth.Repairable(repairable);
  }

  /// @return what is there, if all is well
  private String chain(Hash32 genesisRoot, BeaconHealth.Depth depth) {
    Checkpoint finalized = checkpoint("finalised", read(store::finalized));
    Checkpoint justified = checkpoint("justified", read(store::justified));
    if (finalized == null || justified == null) {
      return "";
    }
    BlockEntry finalEntry = stored("finalised", finalized.root(), genesisRoot);
    BlockEntry justEntry = stored("justified", justified.root(), genesisRoot);
    if (finalEntry == null || justEntry == null) {
      return "";
    }
    between(justified.root(), justEntry, finalized.root(), finalEntry, genesisRoot);
    state("finalised", finalized.root(), finalEntry, genesisRoot, damaged);
    if (!justified.root().equals(finalized.root())) {
      state("justified", justified.root(), justEntry, genesisRoot, repairable);
    }
    long blocks = above(new ChainStore.At(justEntry.slot(), justified.root()), depth);
    if (depth == BeaconHealth.Depth.FULL) {
      finalised(finalized.root(), finalEntry, genesisRoot);
    }
    return "Finalised is slot %d, justified slot %d, above it are %d blocks."
        .formatted(finalEntry.slot(), justEntry.slot(), blocks);
  }

  /// The canonical chain from the justified block down to the finalised one.
  private void between(
      Hash32 top, BlockEntry topEntry, Hash32 bottom, BlockEntry bottomEntry, Hash32 genesisRoot) {
    Hash32 root = top;
    BlockEntry entry = topEntry;
    long unlisted = 0;
    while (true) {
      long slot = entry.slot();
      if (!isCanonical(slot, root)) {
        unlisted++;
      }
      if (root.equals(bottom)) {
        break;
      }
      if (slot <= bottomEntry.slot()) {
        damaged.add("the finalised block " + bottom + " is no ancestor of the justified " + top);
        break;
      }
      root = entry.parentRoot();
      BlockEntry parent = stored("slot " + slot + " builds on the", root, genesisRoot);
      if (parent == null) {
        break;
      }
      entry = parent;
    }
    if (unlisted > 0) {
      repair("%d blocks up to the justified one are not listed as canonical", unlisted);
    }
  }

  /// Looks for the index entries of what is above the justified checkpoint.
  ///
  /// @return blocks found
  private long above(ChainStore.At start, BeaconHealth.Depth depth) {
    ChainStore.At after = start;
    long blocks = 0;
    while (true) {
      ChainStore.At from = after;
      List<ChainStore.At> next =
          Objects.requireNonNullElse(read(() -> store.blocksAfter(from, SCAN)), List.of());
      for (ChainStore.At at : next) {
        after = at;
        blocks++;
        String fault = faultOf(at, depth == BeaconHealth.Depth.FULL);
        if (fault != null) {
          repair("a block of slot %d above the justified one %s", at.slot(), fault);
        }
      }
      if (next.size() < SCAN) {
        return blocks;
      }
    }
  }

  /// The canonical chain below the finalised block, to genesis.
  private void finalised(Hash32 top, BlockEntry topEntry, Hash32 genesisRoot) {
    Hash32 root = top;
    BlockEntry entry = topEntry;
    while (!root.equals(genesisRoot)) {
      long slot = entry.slot();
      String fault = faultOf(new ChainStore.At(slot, root), true);
      if (fault != null) {
        damage("the finalised block of slot %d %s", slot, fault);
      }
      if (!isCanonical(slot, root)) {
        damage("the finalised block of slot %d is not listed as canonical", slot);
      }
      root = entry.parentRoot();
      BlockEntry parent = stored("slot " + slot + " builds on the", root, genesisRoot);
      if (parent == null) {
        return;
      }
      entry = parent;
    }
  }

  /// What is wrong with a block of the index; null if nothing is.
  private @Nullable String faultOf(ChainStore.At at, boolean whole) {
    try {
      BlockEntry entry = store.entry(at.root());
      if (entry == null || entry.slot() != at.slot()) {
        return "has no index entry";
      }
      if (!store.hasBlock(at.root())) {
        return "is missing";
      }
      SignedBeaconBlock block = whole ? store.block(at.root()) : null;
      return block == null || RootedBlock.of(types, block).root().equals(at.root())
          ? null
          : "has another root";
    } catch (StoreException e) {
      return text(e);
    }
  }

  private @Nullable Checkpoint checkpoint(String name, @Nullable Checkpoint checkpoint) {
    if (checkpoint == null && damaged.isEmpty()) {
      damaged.add("the " + name + " checkpoint is missing");
    }
    return checkpoint;
  }

  /// The entry of a block that must be there, with the block itself.
  private @Nullable BlockEntry stored(String name, Hash32 root, Hash32 genesisRoot) {
    BlockEntry entry = read(() -> store.entry(root));
    if (entry == null) {
      damage("%s block %s, which has no index entry", name, root);
      return null;
    }
    if (!root.equals(genesisRoot) && !store.hasBlock(root)) {
      damage("%s block %s, which is missing", name, root);
      return null;
    }
    return entry;
  }

  /// @param found takes the finding
  private void state(
      String name, Hash32 root, BlockEntry entry, Hash32 genesisRoot, List<String> found) {
    if (root.equals(genesisRoot)) {
      return;
    }
    String fault = null;
    try {
      BeaconState state = store.state(new ChainStore.At(entry.slot(), root));
      if (state == null) {
        fault = "is missing";
      } else if (!state.hashTreeRoot().equals(entry.stateRoot())) {
        fault = "has another root";
      }
    } catch (StoreException e) {
      fault = text(e);
    }
    if (fault != null) {
      found.add("the state of the %s block %s %s".formatted(name, root, fault));
    }
  }

  private void repair(String form, Object... values) {
    add(repairable, form.formatted(values));
  }

  private void damage(String form, Object... values) {
    add(damaged, form.formatted(values));
  }

  private static void add(List<String> findings, String text) {
    if (findings.size() < FINDINGS_MAX) {
      findings.add(text);
    }
  }

  private boolean isCanonical(long slot, Hash32 root) {
    Hash32 listed = read(() -> store.canonical(slot));
    return listed != null && listed.equals(root);
  }

  /// What is damaged is a finding; a disk that fails is thrown.
  private <T extends @Nullable Object> @Nullable T read(Supplier<T> source) {
    try {
      return source.get();
    } catch (StoreException e) {
      add(damaged, text(e));
      return null;
    }
  }

  private static String text(StoreException e) {
    if (e.kind() != StoreException.Kind.DAMAGED) {
      throw e;
    }
    return String.valueOf(e.getMessage());
  }
}
