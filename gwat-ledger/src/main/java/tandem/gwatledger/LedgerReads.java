package tandem.gwatledger;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.gwatdag.DagBlock;
import tandem.gwattypes.Account;
import tandem.gwattypes.Block;
import tandem.gwattypes.Header;
import tandem.gwattypes.Receipt;
import tandem.primitives.Address;
import tandem.primitives.Hash32;

/// What can be asked of the ledger beside what decides: for RPC, peers and the pool. Nothing here
/// changes anything. Runs on the loop thread, like [Ledger].
public final class LedgerReads {
  private final Core core;

  LedgerReads(Core core) {
    this.core = core;
  }

  /// Where a transaction was applied; a block that skipped it does not count.
  public record TransactionPlace(Hash32 block, int index) {}

  /// The last instruction of the coordinator that was carried out.
  public record CoordinatedState(long slot, Hash32 spine) {}

  /// @param dagBlocks blocks that are not finalised
  /// @param dagSlots slots that have such
  /// @param pending such with something pending of their own
  public record Counts(int dagBlocks, int dagSlots, int pending) {}

  /// The block of a hash with the state fields of finalisation, if it is finalised; null if it is
  /// neither in the DAG nor finalised.
  public @Nullable Block block(Hash32 hash) {
    Block block = core.records.block(hash);
    if (block == null) {
      return null;
    }
    FinalBlock finalised = core.records.finalBlock(hash);
    return finalised == null ? block : block.withHeader(finalised.header());
  }

  /// The same without transactions.
  public @Nullable Header header(Hash32 hash) {
    FinalBlock finalised = core.records.finalBlock(hash);
    return finalised == null ? core.records.header(hash) : finalised.header();
  }

  public boolean isKnown(Hash32 hash) {
    return core.index.block(hash) != null;
  }

  /// A finalised block, or null.
  public @Nullable FinalBlock finalBlock(Hash32 hash) {
    return core.records.finalBlock(hash);
  }

  /// The block of a finalised number, or null above the last.
  public @Nullable Hash32 hashOf(long number) {
    return number < 0 ? null : core.records.hashOf(number);
  }

  /// The last finalised spine.
  public FinalBlock lastFinalized() {
    return core.last();
  }

  public FinalBlock genesis() {
    return core.records.requireFinal(core.records.requireMarker(Records.GENESIS));
  }

  /// Whether a finalised block is of the main chain: number = height.
  public boolean isMainChain(FinalBlock block) {
    return block.number() == block.header().height();
  }

  /// One receipt a transaction of a finalised block; null for all others.
  public @Nullable List<Receipt> receipts(Hash32 block) {
    return core.records.receipts(block);
  }

  public @Nullable TransactionPlace transaction(Hash32 hash) {
    Records.Lookup lookup = core.records.lookup(hash);
    return lookup == null ? null : new TransactionPlace(lookup.block(), lookup.index());
  }

  /// The account after the last finalised block; an empty one where there is none.
  public Account account(Address address) {
    return stateOf(core.last()).account(address);
  }

  /// The account after a finalised block.
  public Account account(Address address, FinalBlock block) {
    return stateOf(block).account(address);
  }

  /// The state after a finalised block, to read from; what is put into it is not kept.
  public WorldState stateOf(FinalBlock block) {
    return WorldState.at(new Staged(core.staged::get), Records.state(block).root());
  }

  /// The record of a block of the DAG with all its unfinalised ancestors in their order; null for
  /// all other blocks.
  public @Nullable DagRecord dagRecord(Hash32 hash) {
    DagNode node = core.index.node(hash);
    if (node == null) {
      return null;
    }
    DagBlock shared = core.dag.lastShared(node.block);
    List<Hash32> chain = new ArrayList<>();
    for (DagBlock block : core.dag.order(shared, node.block)) {
      if (core.index.node(block.hash()) != null && !block.hash().equals(hash)) {
        chain.add(block.hash());
      }
    }
    return new DagRecord(
        hash, node.block.height(), node.block.slot(), node.anchorHash, node.anchorNumber, chain);
  }

  /// The blocks of the DAG that are not finalised, parents first.
  public List<DagBlock> dagBlocks() {
    return core.index.nodes().stream().map(node -> node.block).toList();
  }

  /// What is pending of a block of the DAG itself.
  public List<Insertion.Point> pending(Hash32 hash) {
    DagNode node = core.index.node(hash);
    return node == null ? List.of() : Inserter.pendingPoints(node);
  }

  /// Whether a block is finalised, or has nothing pending in itself and its unfinalised past.
  public boolean isClean(Hash32 hash) {
    DagNode node = core.index.node(hash);
    return node == null ? core.index.block(hash) != null : node.clean;
  }

  public Counts counts() {
    return new Counts(core.index.size(), core.index.slotCount(), core.index.pendingCount());
  }

  /// Null before the first instruction.
  public @Nullable CoordinatedState coordinated() {
    Records.Coordinated coordinated = core.records.coordinated();
    return coordinated == null
        ? null
        : new CoordinatedState(coordinated.slot(), coordinated.spine());
  }

  /// The spine below which nothing is unwound, or null.
  public @Nullable Hash32 floor() {
    return core.records.marker(Records.FLOOR);
  }

  /// Two blocks of one creator and slot, as evidence; empty if none are known.
  public List<Header> twins(long slot, Address coinbase) {
    return core.records.twins(slot, coinbase);
  }
}
