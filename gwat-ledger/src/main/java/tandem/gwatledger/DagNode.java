package tandem.gwatledger;

import java.util.List;
import java.util.TreeSet;
import tandem.gwatdag.DagBlock;
import tandem.primitives.Address;
import tandem.primitives.Hash32;

/// A block of the DAG that is not finalised, as [DagIndex] keeps it.
final class DagNode {
  final DagBlock block;
  final Address coinbase;
  final Hash32 anchorHash;
  final long anchorNumber;
  final List<Hash32> merged;

  /// Children that are not finalised either.
  final TreeSet<Hash32> children = new TreeSet<>();

  /// What of ledger-rules.md 2, points 7 and 3, is not known yet.
  boolean creatorsPending;

  boolean anchorPending;

  /// Whether nothing is pending here and in the unfinalised past. Kept by [DagIndex].
  boolean clean;

  DagNode(
      DagBlock block, Address coinbase, Hash32 anchorHash, long anchorNumber, List<Hash32> merged) {
    this.block = block;
    this.coinbase = coinbase;
    this.anchorHash = anchorHash;
    this.anchorNumber = anchorNumber;
    this.merged = List.copyOf(merged);
  }

  Hash32 hash() {
    return block.hash();
  }

  boolean pending() {
    return creatorsPending || anchorPending;
  }

  DagRecord record() {
    return new DagRecord(hash(), block.height(), block.slot(), anchorHash, anchorNumber, merged);
  }
}
