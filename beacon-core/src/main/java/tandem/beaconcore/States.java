package tandem.beaconcore;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.InvalidBlockException;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.beaconspec.StateTransition;
import tandem.beaconspec.StateTransition.Signatures;
import tandem.primitives.Hash32;

/// Post-states of blocks. They share what did not change, so that many fit into memory; what fell
/// out is made again from the nearest state that is kept or stored. Nobody may change a state that
/// is given out here.
final class States {
  /// Post-states in memory.
  private static final int POSTS_MAX = 128;

  /// Post-states in memory that were advanced to later slots.
  private static final int ADVANCED_MAX = 32;

  /// Blocks that are executed again for one state. Checkpoints have theirs stored, so an epoch is
  /// enough where blocks come regularly.
  private static final int REBUILD_MAX = 2_048;

  private record Advanced(Hash32 root, long slot) {}

  private final ChainStore store;
  private final StateTransition transition;
  private final Hash32 genesisRoot;
  private final BeaconState genesis;
  private long floorSlot;
  private final Map<Hash32, BeaconState> posts = bounded(POSTS_MAX);
  private final Map<Advanced, BeaconState> advanced = bounded(ADVANCED_MAX);

  States(ChainStore store, StateTransition transition, Hash32 genesisRoot, BeaconState genesis) {
    this.store = store;
    this.transition = transition;
    this.genesisRoot = genesisRoot;
    this.genesis = genesis;
  }

  void keep(Hash32 root, BeaconState post) {
    posts.put(root, post);
  }

  /// The post-state of a stored block; null if the block is not stored, or is so old that its state
  /// is not held any more.
  @Nullable BeaconState post(Hash32 root) {
    List<SignedBeaconBlock> above = new ArrayList<>();
    Hash32 at = root;
    BeaconState base = held(at);
    while (base == null) {
      SignedBeaconBlock block = store.block(at);
      boolean tooOld = block != null && block.message().slot() < floorSlot;
      if (block == null || tooOld || above.size() == REBUILD_MAX) {
        return null;
      }
      above.add(block);
      at = block.message().parentRoot();
      base = held(at);
    }
    if (above.isEmpty()) {
      return base;
    }
    BeaconState state = base.copy();
    for (SignedBeaconBlock block : above.reversed()) {
      state = apply(state, block);
    }
    keep(root, state);
    return state;
  }

  /// The same, advanced to `slot` if that is later.
  @Nullable BeaconState at(Hash32 root, long slot) {
    BeaconState post = post(root);
    if (post == null || post.slot() >= slot) {
      return post;
    }
    Advanced key = new Advanced(root, slot);
    BeaconState known = advanced.get(key);
    if (known != null) {
      return known;
    }
    BeaconState state = nearest(root, slot, post).copy();
    if (state.slot() < slot) {
      transition.processSlots(state, slot);
    }
    advanced.put(key, state);
    return state;
  }

  void forget(Hash32 root) {
    posts.remove(root);
  }

  /// Forgets the states of all blocks before `slot`, which are not asked for any more.
  void dropBefore(long slot) {
    floorSlot = slot;
    posts.values().removeIf(state -> state.slot() < slot);
    advanced.values().removeIf(state -> state.slot() < slot);
  }

  private @Nullable BeaconState held(Hash32 root) {
    BeaconState known = posts.get(root);
    if (known != null) {
      return known;
    }
    if (root.equals(genesisRoot)) {
      return genesis;
    }
    BlockEntry entry = store.entry(root);
    BeaconState stored = entry == null ? null : store.state(new ChainStore.At(entry.slot(), root));
    if (stored != null) {
      keep(root, stored);
    }
    return stored;
  }

  private BeaconState nearest(Hash32 root, long slot, BeaconState post) {
    BeaconState best = post;
    for (Map.Entry<Advanced, BeaconState> entry : advanced.entrySet()) {
      Advanced key = entry.getKey();
      if (key.root().equals(root) && key.slot() < slot && key.slot() > best.slot()) {
        best = entry.getValue();
      }
    }
    return best;
  }

  private BeaconState apply(BeaconState state, SignedBeaconBlock block) {
    try {
      transition.apply(state, block, Signatures.NONE);
      return state;
    } catch (InvalidBlockException e) {
      throw ChainStore.damaged("block of slot " + block.message().slot() + " in it is invalid", e);
    }
  }

  private static <K, V> Map<K, V> bounded(int max) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > max;
      }
    };
  }
}
