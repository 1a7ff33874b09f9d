package tandem.gwatledger;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.gwatdag.DagBlock;
import tandem.gwatledger.Records.Creators;
import tandem.primitives.Address;
import tandem.primitives.Hash32;

/// The points of ledger-rules.md 2 that can be unknown at first: 3, the anchor, and 7, the creator.
final class PointChecks {
  enum Verdict {
    HOLDS,
    PENDING,
    WRONG
  }

  private final Core core;

  PointChecks(Core core) {
    this.core = core;
  }

  Verdict creator(long slot, Address coinbase) {
    Creators creators = core.records.creators(slot);
    if (creators == null) {
      return Verdict.PENDING;
    }
    List<Address> list = creators.list();
    return list == null || list.contains(coinbase) ? Verdict.HOLDS : Verdict.WRONG;
  }

  /// Judges what `block` says about its anchor against the finalised chain. A wrong verdict is
  /// final; a pending one means that the anchor's finalised hash is not known here.
  Verdict anchor(DagBlock block, Hash32 anchorHash, long anchorNumber) {
    DagBlock anchor = anchorBlock(block, anchorNumber);
    if (anchor == null) {
      return Verdict.WRONG;
    }
    if (!core.dag.isFinalisedMain(anchor)) {
      return Verdict.PENDING;
    }
    FinalBlock finalised = core.records.requireFinal(anchor.hash());
    return finalised.finalisedHash().equals(anchorHash) ? Verdict.HOLDS : Verdict.WRONG;
  }

  /// The block of `block`'s main chain at the height that it names, or null if there is none.
  @Nullable DagBlock anchorBlock(DagBlock block, long anchorNumber) {
    if (anchorNumber < 0 || anchorNumber >= block.height()) {
      return null;
    }
    return core.dag.mainChainAt(block, anchorNumber, this::numbered);
  }

  /// Sets what is pending in a node of the index from what is known now.
  ///
  /// @return whether a point is wrong
  boolean refresh(DagNode node) {
    Verdict creator = creator(node.block.slot(), node.coinbase);
    Verdict anchor = anchor(node.block, node.anchorHash, node.anchorNumber);
    core.index.setPending(node, creator == Verdict.PENDING, anchor == Verdict.PENDING);
    return creator == Verdict.WRONG || anchor == Verdict.WRONG;
  }

  /// The same for a node that is not in the index yet.
  boolean refreshOutside(DagNode node) {
    Verdict creator = creator(node.block.slot(), node.coinbase);
    Verdict anchor = anchor(node.block, node.anchorHash, node.anchorNumber);
    node.creatorsPending = creator == Verdict.PENDING;
    node.anchorPending = anchor == Verdict.PENDING;
    return creator == Verdict.WRONG || anchor == Verdict.WRONG;
  }

  private DagBlock numbered(long number) {
    Hash32 hash = core.records.hashOf(number);
    DagBlock block = hash == null ? null : core.index.block(hash);
    if (block == null) {
      throw Records.damaged("no block has the finalised number " + number);
    }
    return block;
  }
}
