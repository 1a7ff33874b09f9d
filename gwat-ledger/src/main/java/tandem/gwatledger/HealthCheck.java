package tandem.gwatledger;

import static tandem.gwatledger.LedgerColumns.key;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tandem.gwatdag.DagBlock;
import tandem.gwatdag.DagOrder;
import tandem.gwattypes.Block;
import tandem.gwattypes.GenesisBlock;
import tandem.gwattypes.Header;
import tandem.gwattypes.Transaction;
import tandem.primitives.Hash32;
import tandem.store.Batch;
import tandem.store.StoreException;

/// The look of [GwatHealth]: pair-sync.md S2, S5 and S6 as far as they can be judged in bounded
/// time. What is finalised beyond the blocks that are looked at shows when it is needed.
///
/// Repairs lose nothing that peers do not have, and never take a block at or below the floor out of
/// the finalised chain (S7). Each look begins anew from the store.
final class HealthCheck {
  /// Finalised blocks that are looked at, from the last one down, and that a repair may take back.
  static final int LOOKED_AT = 256;

  /// Records above the last number that a repair takes away.
  private static final int LEFTOVER_MAX = 4_096;

  /// Finalised blocks over which a missing state is made again; more are quicker synced again.
  private static final int EXECUTED_MAX = 1 << 16;

  /// Finalised blocks that are executed for one batch.
  private static final int EXECUTED_PER_STEP = 256;

  private final Core core;
  private final Execution execution;
  private final GenesisBlock genesis;
  // Blocks that the last repair takes out of the database.
  private final List<Hash32> gone = new ArrayList<>();

  /// @param core with nothing staged
  HealthCheck(Core core, Execution execution, GenesisBlock genesis) {
    this.core = core;
    this.execution = execution;
    this.genesis = genesis;
  }

  /// Whether nothing was ever written.
  static boolean isNew(Core core) {
    return readable(() -> core.records.marker(Records.GENESIS)) == null
        && readable(() -> core.records.marker(Records.LAST)) == null
        && readable(() -> core.records.hashOf(0)) == null;
  }

  /// Blocks that the repair which was found last takes out of the database; worth fetching.
  List<Hash32> gone() {
    return List.copyOf(gone);
  }

  /// After a healthy answer the index of the core is loaded.
  GwatHealth look() {
    gone.clear();
    core.index.clear();
    try {
      if (isNew(core)) {
        return new GwatHealth.Healthy("The database is new.");
      }
      GwatHealth found = network();
      found = found == null ? chain() : found;
      found = found == null ? marks() : found;
      found = found == null ? state() : found;
      found = found == null ? dag() : found;
      return found == null ? healthy() : found;
    } catch (StoreException e) {
      if (e.kind() != StoreException.Kind.DAMAGED) {
        throw e;
      }
      core.staged.clear();
      return new GwatHealth.Damaged(String.valueOf(e.getMessage()));
    }
  }

  private GwatHealth healthy() {
    FinalBlock last = core.last();
    return new GwatHealth.Healthy(
        "Finalised is number "
            + last.number()
            + " "
            + last.hash().brief()
            + " of slot "
            + last.header().slot()
            + ", above it are "
            + core.index.size()
            + " blocks in "
            + core.index.slotCount()
            + " slots.");
  }

  private @Nullable GwatHealth network() {
    Hash32 stored = readable(() -> core.records.marker(Records.GENESIS));
    if (stored != null) {
      return stored.equals(genesis.hash())
          ? null
          : new GwatHealth.OtherNetwork(stored, genesis.hash());
    }
    Hash32 first = readable(() -> core.records.hashOf(0));
    if (first == null || !first.equals(genesis.hash())) {
      throw Records.damaged("it does not name its genesis");
    }
    core.records.putMarker(Records.GENESIS, genesis.hash());
    return repairable("it does not name its genesis, which its block 0 does");
  }

  // The finalised chain.

  private @Nullable GwatHealth chain() {
    Hash32 marked = readable(() -> core.records.marker(Records.LAST));
    FinalBlock last = marked == null ? null : readable(() -> core.records.finalBlock(marked));
    long top = last == null ? highestNumber() : last.number();
    String fault = last == null ? "its last finalised block is not named" : null;
    long whole = top;
    for (long number = top; number >= 0 && number > top - LOOKED_AT; number--) {
      String found = faultOf(number);
      if (found != null) {
        fault = "finalised number " + number + " " + found;
        whole = number - 1;
      }
    }
    List<Long> above = numbersAbove(top);
    if (fault == null && !above.isEmpty()) {
      fault = "there are numbers above the last, " + top;
    }
    if (fault == null && last != null && last.number() != last.header().height()) {
      fault = "its last finalised block " + last.hash() + " is no spine";
    }
    return fault == null ? null : cut(fault, lastSpine(whole, top));
  }

  /// What is wrong with the finalised block of a number; null if nothing is.
  private @Nullable String faultOf(long number) {
    Hash32 hash = readable(() -> core.records.hashOf(number));
    FinalBlock block = hash == null ? null : readable(() -> core.records.finalBlock(hash));
    if (hash == null || block == null || block.number() != number) {
      return "has no block";
    }
    if (block.header().state() == null || readable(() -> core.records.block(hash)) == null) {
      return "has a block without body or state fields";
    }
    if (readable(() -> core.records.receipts(hash)) == null) {
      return "has a block without receipts";
    }
    for (Hash32 parent : block.header().parentHashes()) {
      FinalBlock before = readable(() -> core.records.finalBlock(parent));
      if (before == null || before.number() >= number) {
        return "has a block whose parent " + parent.brief() + " is not before it";
      }
    }
    return null;
  }

  /// The highest main-chain block at or below `number`.
  private FinalBlock lastSpine(long number, long top) {
    for (long at = number; at >= 0 && at > top - LOOKED_AT; at--) {
      Hash32 hash = core.records.requireHashOf(at);
      FinalBlock block = core.records.requireFinal(hash);
      if (block.number() == block.header().height()) {
        return block;
      }
    }
    throw Records.damaged(
        "of the last " + LOOKED_AT + " finalised blocks none is whole and a spine");
  }

  /// Stages that the finalised chain ends with `last`. What is above it goes back into the DAG
  /// where it is whole, else away.
  private GwatHealth cut(String fault, FinalBlock last) {
    requireAboveFloor(last, fault);
    Set<DagBlock> whole = new TreeSet<>(DagOrder.MERGE_ORDER);
    for (Hash32 hash : finalisedAbove(last.number())) {
      Block block = removeFinal(hash);
      if (block == null) {
        drop(hash);
      } else {
        whole.add(Records.dagBlock(hash, block.header()));
      }
    }
    core.records.putMarker(Records.LAST, last.hash());
    int back = 0;
    for (DagBlock block : whole) {
      back += takeBack(block) ? 1 : 0;
    }
    return repairable(
        ("%s: the finalised chain is cut to number %d, %d blocks go back into the DAG, %d are asked"
                + " of peers again")
            .formatted(fault, last.number(), back, gone.size()));
  }

  /// Blocks with a record or an entry that gives them a number above `number`. The entries leave.
  private Set<Hash32> finalisedAbove(long number) {
    Set<Hash32> above = new TreeSet<>();
    for (long entry : numbersAbove(number)) {
      Hash32 hash = readable(() -> core.records.hashOf(entry));
      FinalBlock named = hash == null ? null : readable(() -> core.records.finalBlock(hash));
      if (hash != null && (named == null || named.number() > number)) {
        above.add(hash);
      }
      core.staged.delete(LedgerColumns.NUMBERS, key(entry));
    }
    core.store.scan(
        LedgerColumns.FINALS,
        new byte[0],
        null,
        (key, value) -> {
          if (value.length < Long.BYTES || ByteBuffer.wrap(value).getLong() > number) {
            above.add(Hash32.of(key));
          }
          return above.size() <= LEFTOVER_MAX;
        });
    requireFew(above.size());
    return above;
  }

  /// @return the block, if it is whole
  private @Nullable Block removeFinal(Hash32 hash) {
    Block block = readable(() -> core.records.block(hash));
    List<Transaction> transactions = block == null ? List.of() : block.transactions();
    for (Transaction transaction : transactions) {
      Records.Lookup lookup = readable(() -> core.records.lookup(transaction.hash()));
      if (lookup != null && lookup.block().equals(hash)) {
        core.staged.delete(LedgerColumns.LOOKUPS, key(transaction.hash()));
      }
    }
    core.staged.delete(LedgerColumns.FINALS, key(hash));
    core.staged.delete(LedgerColumns.RECEIPTS, key(hash));
    return block;
  }

  private void drop(Hash32 hash) {
    core.staged.delete(LedgerColumns.HEADERS, key(hash));
    core.staged.delete(LedgerColumns.BODIES, key(hash));
    gone.add(hash);
  }

  private void requireAboveFloor(FinalBlock last, String fault) {
    Hash32 floor = core.records.marker(Records.FLOOR);
    if (floor == null) {
      return;
    }
    // A floor is of the finalised main chain, so its height is its number.
    Header header = readable(() -> core.records.header(floor));
    if (header == null || header.height() > last.number()) {
      throw Records.damaged(
          fault
              + "; a repair would go below the coordinator's finalised checkpoint "
              + floor.brief());
    }
  }

  /// Stages the record of a block that is not finalised any more.
  private boolean takeBack(DagBlock placed) {
    Header header = core.records.requireHeader(placed.hash());
    if (!knowsParents(header)) {
      drop(placed.hash());
      return false;
    }
    List<Hash32> merged = core.dag.mergeSet(placed).stream().map(DagBlock::hash).toList();
    DagNode node =
        new DagNode(placed, header.coinbase(), header.lfHash(), header.lfNumber(), merged);
    core.records.putDagRecord(node.record());
    core.index.add(node);
    return true;
  }

  private boolean knowsParents(Header header) {
    return header.parentHashes().stream()
        .allMatch(parent -> readable(() -> core.index.block(parent)) != null);
  }

  private List<Long> numbersAbove(long top) {
    List<Long> above = new ArrayList<>();
    core.store.scan(
        LedgerColumns.NUMBERS,
        key(top + 1),
        null,
        (key, value) -> {
          above.add(ByteBuffer.wrap(key).getLong());
          return above.size() <= LEFTOVER_MAX;
        });
    requireFew(above.size());
    return above;
  }

  private static void requireFew(int count) {
    if (count > LEFTOVER_MAX) {
      throw Records.damaged(
          "more than " + LEFTOVER_MAX + " numbers are above the last whole block");
    }
  }

  /// The last of the numbers that have a block, if they have no gap; else one with a gap above it.
  private long highestNumber() {
    long low = 0;
    long high = 1;
    while (readableHash(high) != null) {
      low = high;
      high *= 2;
    }
    while (high - low > 1) {
      long middle = low + (high - low) / 2;
      if (readableHash(middle) == null) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return low;
  }

  private @Nullable Hash32 readableHash(long number) {
    return readable(() -> core.records.hashOf(number));
  }

  // What else is noted of the coordinator.

  private @Nullable GwatHealth marks() {
    if (!isReadable(core.records::coordinated)
        || !isReadable(() -> core.records.marker(Records.JUSTIFIED))) {
      core.records.deleteCoordination();
      return repairable("what the coordinator said last cannot be read: it says it again");
    }
    Records.Coordinated coordinated = core.records.coordinated();
    if (coordinated != null && core.records.numberOf(coordinated.spine()) < 0) {
      core.records.putCoordinated(new Records.Coordinated(coordinated.slot(), core.last().hash()));
      return repairable(
          "the coordinator's last spine is not finalised: the last one takes its place");
    }
    Hash32 floor = core.records.marker(Records.FLOOR);
    if (floor != null && core.records.numberOf(floor) < 0) {
      throw Records.damaged(
          "the coordinator's finalised checkpoint " + floor + " is not finalised");
    }
    return null;
  }

  // The state.

  private @Nullable GwatHealth state() {
    FinalBlock last = core.last();
    List<FinalBlock> spines = new ArrayList<>();
    FinalBlock at = last;
    while (!WorldState.isPresent(core.staged, Records.state(at).root())) {
      if (at.number() == at.header().height()) {
        spines.add(at);
      }
      if (at.number() == 0) {
        genesis
            .trieNodes()
            .forEach((hash, node) -> core.staged.put(LedgerColumns.TRIE, key(hash), node));
        genesis
            .codes()
            .forEach((hash, code) -> core.staged.put(LedgerColumns.CODE, key(hash), code));
        return repairable("the state of genesis is missing: the genesis file has it");
      }
      if (last.number() - at.number() > EXECUTED_MAX) {
        throw Records.damaged(
            "the states of more than " + EXECUTED_MAX + " finalised blocks are missing");
      }
      at = core.records.requireFinal(core.records.requireHashOf(at.number() - 1));
    }
    if (spines.isEmpty()) {
      return null;
    }
    FinalBlock goal = spines.getLast();
    for (FinalBlock spine : spines.reversed()) {
      goal = spine.number() - at.number() <= EXECUTED_PER_STEP ? spine : goal;
    }
    execution.ensureState(goal);
    return repairable(
        "the state of finalised number "
            + last.number()
            + " is missing: it is made again, so far up to number "
            + goal.number());
  }

  // The DAG.

  private @Nullable GwatHealth dag() {
    List<Hash32> unfit = core.load();
    for (Hash32 hash : unfit) {
      Header header = readable(() -> core.records.header(hash));
      if (header != null) {
        core.records.deleteDagBlock(hash, header.slot(), header.coinbase());
      }
      core.records.deleteDagRecord(hash);
      drop(hash);
    }
    return unfit.isEmpty()
        ? null
        : repairable(
            unfit.size()
                + " blocks of the DAG are damaged, or stand on such; they are dropped and asked of"
                + " peers again, the first is "
                + unfit.getFirst());
  }

  private GwatHealth repairable(String what) {
    Batch batch = core.staged.toBatch();
    core.staged.clear();
    core.index.clear();
    return new GwatHealth.Repairable(what, batch);
  }

  private static boolean isReadable(Runnable read) {
    try {
      read.run();
      return true;
    } catch (StoreException e) {
      if (e.kind() != StoreException.Kind.DAMAGED) {
        throw e;
      }
      return false;
    }
  }

  /// Null also for what does not decode: here that is a finding, not an end.
  private static <T> @Nullable T readable(Supplier<@Nullable T> read) {
    try {
      return read.get();
    } catch (StoreException e) {
      if (e.kind() != StoreException.Kind.DAMAGED) {
        throw e;
      }
      return null;
    }
  }
}
