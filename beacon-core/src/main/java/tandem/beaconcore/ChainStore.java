package tandem.beaconcore;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.beaconspec.Types;
import tandem.forkchoice.Checkpoint;
import tandem.primitives.Hash32;
import tandem.ssz.SszException;
import tandem.store.Batch;
import tandem.store.Column;
import tandem.store.Store;
import tandem.store.Store.Durability;
import tandem.store.StoreException;

/// The coordinator's database.
///
/// ```text
/// beacon_blocks     root                -> block, SSZ
/// beacon_entries    root                -> BlockEntry
/// beacon_slots      slot (8) ‖ root     -> nothing; every imported block
/// beacon_canonical  slot (8)            -> root; the chain of the head
/// beacon_states     slot (8) ‖ root     -> post-state of that block, SSZ
/// beacon_held       slot (8) ‖ root     -> nothing; blocks with a state, for cheap scans
/// beacon_meta       network             -> root of the genesis block
///                   justified           -> epoch (8) ‖ root
///                   finalized           -> epoch (8) ‖ root
/// ```
///
/// Numbers are big-endian, so that scans go by slot. All that an import changes is one batch.
final class ChainStore {
  private static final Column BLOCKS = new Column("beacon_blocks");
  private static final Column ENTRIES = new Column("beacon_entries");
  private static final Column SLOTS = new Column("beacon_slots");
  private static final Column CANONICAL = new Column("beacon_canonical");
  private static final Column STATES = new Column("beacon_states");
  private static final Column HELD = new Column("beacon_held");
  private static final Column META = new Column("beacon_meta");

  static final Set<Column> COLUMNS = Set.of(BLOCKS, ENTRIES, SLOTS, CANONICAL, STATES, HELD, META);

  private static final byte[] NETWORK = meta("network");
  private static final byte[] JUSTIFIED = meta("justified");
  private static final byte[] FINALIZED = meta("finalized");

  private final Store store;
  private final Types types;

  /// A root and its slot.
  record At(long slot, Hash32 root) {}

  ChainStore(Store store, Types types) {
    this.store = store;
    this.types = types;
  }

  /// The genesis block of the network that the database is of; null for a new one.
  @Nullable Hash32 network() {
    byte[] value = store.get(META, NETWORK);
    if (value == null) {
      if (hasEntries()) {
        throw damaged("it does not say of which network it is", null);
      }
      return null;
    }
    return hash(value, "network");
  }

  @Nullable Checkpoint justified() {
    return checkpoint(JUSTIFIED, "justified");
  }

  @Nullable Checkpoint finalized() {
    return checkpoint(FINALIZED, "finalized");
  }

  @Nullable SignedBeaconBlock block(Hash32 root) {
    byte[] value = store.get(BLOCKS, root.unsafeArray());
    if (value == null) {
      return null;
    }
    try {
      return types.signedBeaconBlock().decode(value);
    } catch (SszException e) {
      throw damaged("block " + root, e);
    }
  }

  boolean hasBlock(Hash32 root) {
    return store.get(BLOCKS, root.unsafeArray()) != null;
  }

  @Nullable BlockEntry entry(Hash32 root) {
    byte[] value = store.get(ENTRIES, root.unsafeArray());
    if (value == null) {
      return null;
    }
    try {
      return BlockEntry.decode(value);
    } catch (IllegalArgumentException e) {
      throw damaged("index entry of block " + root, e);
    }
  }

  /// The entry of a block that must be there.
  BlockEntry requireEntry(Hash32 root) {
    BlockEntry entry = entry(root);
    if (entry == null) {
      throw damaged("the index entry of block " + root + " is missing", null);
    }
    return entry;
  }

  /// The block of the canonical chain at exactly this slot; null if there is none.
  @Nullable Hash32 canonical(long slot) {
    byte[] value = store.get(CANONICAL, slotKey(slot));
    return value == null ? null : hash(value, "canonical block of slot " + slot);
  }

  /// Blocks of the canonical chain, ascending.
  ///
  /// @param from inclusive
  /// @param to exclusive
  List<At> canonical(long from, long to, int max) {
    List<At> found = new ArrayList<>();
    if (from < to && max > 0) {
      store.scan(
          CANONICAL,
          slotKey(from),
          slotKey(to),
          (key, value) -> {
            found.add(new At(ByteBuffer.wrap(key).getLong(), hash(value, "canonical block")));
            return found.size() < max;
          });
    }
    return found;
  }

  /// All imported blocks after `after`, ascending by slot and root.
  List<At> blocksAfter(At after, int max) {
    List<At> found = new ArrayList<>();
    store.scan(
        SLOTS,
        slotRootKey(after),
        null,
        (key, value) -> {
          At at = at(key);
          if (!at.equals(after)) {
            found.add(at);
          }
          return found.size() < max;
        });
    return found;
  }

  @Nullable BeaconState state(At at) {
    byte[] value = store.get(STATES, slotRootKey(at));
    if (value == null) {
      return null;
    }
    try {
      return types.beaconState().decode(value);
    } catch (SszException e) {
      throw damaged("state of block " + at.root(), e);
    }
  }

  boolean hasState(At at) {
    return store.get(HELD, slotRootKey(at)) != null;
  }

  void putNetwork(Batch batch, Hash32 genesis) {
    batch.put(META, NETWORK, genesis.toArray());
  }

  void putJustified(Batch batch, Checkpoint checkpoint) {
    batch.put(META, JUSTIFIED, bytes(checkpoint));
  }

  void putFinalized(Batch batch, Checkpoint checkpoint) {
    batch.put(META, FINALIZED, bytes(checkpoint));
  }

  void putBlock(Batch batch, Hash32 root, SignedBeaconBlock block) {
    batch.put(BLOCKS, root.toArray(), types.signedBeaconBlock().encode(block));
  }

  void putEntry(Batch batch, Hash32 root, BlockEntry entry) {
    batch.put(ENTRIES, root.toArray(), entry.encode());
    batch.put(SLOTS, slotRootKey(new At(entry.slot(), root)), new byte[0]);
  }

  void putState(Batch batch, At at, BeaconState state) {
    batch.put(STATES, slotRootKey(at), types.beaconState().encode(state));
    batch.put(HELD, slotRootKey(at), new byte[0]);
  }

  void putCanonical(Batch batch, At at) {
    batch.put(CANONICAL, slotKey(at.slot()), at.root().toArray());
  }

  /// Takes what is above `slot` out of the canonical chain.
  void cutCanonical(Batch batch, long slot) {
    store.scan(
        CANONICAL,
        slotKey(slot + 1),
        null,
        (key, value) -> {
          batch.delete(CANONICAL, key);
          return true;
        });
  }

  /// Drops the states of all blocks before `slot`.
  void dropStates(Batch batch, long slot) {
    store.scan(
        HELD,
        slotKey(0),
        slotKey(slot),
        (key, value) -> {
          batch.delete(HELD, key).delete(STATES, key);
          return true;
        });
  }

  /// Drops states of blocks from `from` to `to`, both exclusive, but for the first of each stretch
  /// of `stretchSlots` and those that `kept` names.
  void thinStates(Batch batch, long from, long to, long stretchSlots, Set<Hash32> kept) {
    if (from + 1 >= to) {
      return;
    }
    Set<Long> stretches = new HashSet<>();
    store.scan(
        HELD,
        slotKey(from + 1),
        slotKey(to),
        (key, value) -> {
          At at = at(key);
          boolean isFirst = stretches.add(at.slot() / stretchSlots);
          if (!isFirst && !kept.contains(at.root())) {
            batch.delete(HELD, key).delete(STATES, key);
          }
          return true;
        });
  }

  void write(Batch batch) {
    if (!batch.isEmpty()) {
      store.write(batch, Durability.BUFFERED);
    }
  }

  static StoreException damaged(String what, @Nullable Exception cause) {
    String text =
        "the coordinator's database is damaged: %s; delete it and synchronise again"
            .formatted(what + (cause == null ? "" : ": " + cause.getMessage()));
    return cause == null
        ? new StoreException(StoreException.Kind.DAMAGED, text)
        : new StoreException(StoreException.Kind.DAMAGED, text, cause);
  }

  private boolean hasEntries() {
    List<byte[]> found = new ArrayList<>();
    store.scan(
        ENTRIES,
        new byte[0],
        null,
        (key, value) -> {
          found.add(key);
          return false;
        });
    return !found.isEmpty();
  }

  private @Nullable Checkpoint checkpoint(byte[] key, String name) {
    byte[] value = store.get(META, key);
    if (value == null) {
      return null;
    }
    if (value.length != 8 + Hash32.LENGTH) {
      throw damaged("the %s checkpoint has %d bytes".formatted(name, value.length), null);
    }
    return new Checkpoint(ByteBuffer.wrap(value).getLong(), Hash32.of(value, 8));
  }

  private static Hash32 hash(byte[] value, String what) {
    if (value.length != Hash32.LENGTH) {
      throw damaged("%s has %d bytes".formatted(what, value.length), null);
    }
    return Hash32.of(value);
  }

  private static byte[] bytes(Checkpoint checkpoint) {
    return ByteBuffer.allocate(8 + Hash32.LENGTH)
        .putLong(checkpoint.epoch())
        .put(checkpoint.root().unsafeArray())
        .array();
  }

  private static At at(byte[] key) {
    if (key.length != 8 + Hash32.LENGTH) {
      throw damaged("a key of the slot index has %d bytes".formatted(key.length), null);
    }
    return new At(ByteBuffer.wrap(key).getLong(), Hash32.of(key, 8));
  }

  private static byte[] slotKey(long slot) {
    return ByteBuffer.allocate(8).putLong(slot).array();
  }

  private static byte[] slotRootKey(At at) {
    return ByteBuffer.allocate(8 + Hash32.LENGTH)
        .putLong(at.slot())
        .put(at.root().unsafeArray())
        .array();
  }

  private static byte[] meta(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }
}
