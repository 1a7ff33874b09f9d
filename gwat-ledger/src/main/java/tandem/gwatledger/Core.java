package tandem.gwatledger;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.gwatdag.Dag;
import tandem.gwatdag.DagBlock;
import tandem.gwattypes.Header;
import tandem.primitives.Hash32;
import tandem.store.Batch;
import tandem.store.Store;
import tandem.store.Store.Durability;
import tandem.store.StoreException;

/// What the parts of the ledger share: the store with the changes of the operation at hand, and the
/// DAG in memory. An operation stages its changes, and then commits or abandons them as a whole.
final class Core {
  final Store store;
  final LedgerConfig config;
  final Staged staged;
  final Records records;
  final DagIndex index;
  final Dag dag;
  final PointChecks points;
  private boolean broken;

  Core(Store store, LedgerConfig config) {
    this.store = store;
    this.config = config;
    this.staged = new Staged(store::get);
    this.records = new Records(staged);
    this.index = new DagIndex(new FinalisedBlocks());
    this.dag = new Dag(index);
    this.points = new PointChecks(this);
  }

  /// The last finalised spine, S.
  FinalBlock last() {
    return records.requireFinal(records.requireMarker(Records.LAST));
  }

  /// The gas limit of every block.
  long gasLimit() {
    return records.requireFinal(records.requireMarker(Records.GENESIS)).header().gasLimit();
  }

  DagBlock lastDagBlock() {
    return requireBlock(last().hash());
  }

  DagBlock requireBlock(Hash32 hash) {
    DagBlock block = index.block(hash);
    if (block == null) {
      throw Records.damaged("block " + hash + " is missing");
    }
    return block;
  }

  /// Writes what is staged, all or nothing.
  ///
  /// @throws StoreException if the disk does not take it; then nothing is staged any more
  void commit(Durability durability) {
    Batch batch = staged.toBatch();
    staged.clear();
    if (!batch.isEmpty()) {
      store.write(batch, durability);
    }
  }

  /// Forgets what is staged and makes the index what the store says.
  void restore() {
    staged.clear();
    List<Hash32> unfit = load();
    if (!unfit.isEmpty()) {
      throw Records.damaged("records of the DAG do not fit, the first is " + unfit.getFirst());
    }
  }

  /// The same after `cause`, which is what the caller shall see.
  void restoreAfter(RuntimeException cause) {
    try {
      restore();
    } catch (RuntimeException e) {
      // The index may be half full; nothing may be built on it.
      broken = true;
      cause.addSuppressed(e);
    }
  }

  /// @throws IllegalStateException if the disk failed in such a way that the DAG in memory could
  ///   not be read again; opening the database again helps
  void requireWhole() {
    if (broken) {
      throw new IllegalStateException(
          "the ledger must be opened again after a failure of the disk");
    }
  }

  /// Fills the index from the records of the store.
  ///
  /// @return records that do not fit: their block or a parent is missing, or a point is wrong
  List<Hash32> load() {
    index.clear();
    List<DagRecord> found = new ArrayList<>();
    List<Hash32> unfit = new ArrayList<>();
    store.scan(
        LedgerColumns.DAG,
        new byte[0],
        null,
        (key, value) -> {
          DagRecord record = recordOf(Hash32.of(key), value);
          if (record == null) {
            unfit.add(Hash32.of(key));
          } else {
            found.add(record);
          }
          return true;
        });
    found.sort(Comparator.comparingLong(DagRecord::slot).thenComparing(DagRecord::hash));
    for (DagRecord record : found) {
      DagNode node = nodeOf(record);
      if (node == null
          || node.block.parents().stream().anyMatch(parent -> index.block(parent) == null)
          || points.refreshOutside(node)) {
        unfit.add(record.hash());
      } else {
        index.add(node);
      }
    }
    return unfit;
  }

  private static @Nullable DagRecord recordOf(Hash32 hash, byte[] value) {
    try {
      DagRecord record = DagRecord.decode(value);
      return record.hash().equals(hash) ? record : null;
    } catch (StoreException e) {
      return null;
    }
  }

  /// Null if the block is not whole, or is finalised.
  private @Nullable DagNode nodeOf(DagRecord record) {
    Hash32 hash = record.hash();
    Header header = readableHeader(hash);
    if (header == null || !records.hasBody(hash) || records.numberOf(hash) >= 0) {
      return null;
    }
    return new DagNode(
        Records.dagBlock(hash, header),
        header.coinbase(),
        header.lfHash(),
        header.lfNumber(),
        record.chain());
  }

  private @Nullable Header readableHeader(Hash32 hash) {
    try {
      return records.header(hash);
    } catch (StoreException e) {
      if (e.kind() != StoreException.Kind.DAMAGED) {
        throw e;
      }
      return null;
    }
  }

  /// Reads through what is staged, so that it follows an operation.
  private final class FinalisedBlocks implements DagIndex.Finalised {
    @Override
    public @Nullable DagBlock block(Hash32 hash) {
      FinalBlock found = records.finalBlock(hash);
      return found == null ? null : Records.dagBlock(hash, found.header());
    }

    @Override
    public long number(Hash32 hash) {
      return records.numberOf(hash);
    }
  }
}
