package tandem.gwatledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.gwatdag.Candidates;
import tandem.gwatdag.DagBlock;
import tandem.gwatdag.DagOrder;
import tandem.gwatdag.ParentChoice;
import tandem.gwatledger.Drafting.Declined;
import tandem.gwatledger.Drafting.Draft;
import tandem.gwatledger.Drafting.Reason;
import tandem.gwatledger.Drafting.Sealing;
import tandem.gwatledger.Drafting.Sealing.NotSealed;
import tandem.gwatledger.PointChecks.Verdict;
import tandem.gwattypes.Block;
import tandem.gwattypes.BlockSigner;
import tandem.gwattypes.Header;
import tandem.gwattypes.Seal;
import tandem.gwattypes.Transaction;
import tandem.primitives.Address;
import tandem.primitives.Hash32;

/// New blocks (ledger-rules.md 6). They build only on what has nothing pending: a pending point
/// that turned out wrong would take the new block with it.
final class Creation {
  private final Core core;
  private final Inserter inserter;

  Creation(Core core, Inserter inserter) {
    this.core = core;
    this.inserter = inserter;
  }

  Drafting draft(long slot, Address coinbase) {
    DagBlock spine = core.lastDagBlock();
    if (core.records.sealed(coinbase, slot) != null) {
      return new Declined(Reason.SLOT_TAKEN, coinbase + " has sealed a block in slot " + slot);
    }
    if (spine.slot() >= slot) {
      return new Declined(Reason.SLOT_PASSED, "the last finalised spine is " + spine);
    }
    if (core.points.creator(slot, coinbase) == Verdict.WRONG) {
      return new Declined(Reason.NOT_A_CREATOR, coinbase + " is no creator of slot " + slot);
    }
    Collection<DagBlock> tips = core.index.cleanTips();
    long waiting = waitingSlots(spine, tips, slot);
    if (waiting > core.config.dagSlotsLimit()) {
      String text = waiting + " slots wait to be finalised";
      return new Declined(Reason.TOO_MANY_SLOTS, text);
    }
    return place(slot, coinbase, ParentChoice.parents(core.dag, spine, tips, slot, this::usable));
  }

  Sealing seal(Draft draft, List<Transaction> transactions, long timeS, BlockSigner signer) {
    Hash32 before = core.records.sealed(draft.coinbase(), draft.slot());
    if (before != null) {
      return new NotSealed(Reason.SLOT_TAKEN, "block " + before + " is sealed in this slot");
    }
    if (transactions.isEmpty() && !core.config.createEmptyBlocks()) {
      return new NotSealed(Reason.EMPTY, "no transactions for slot " + draft.slot());
    }
    if (!signer.address().equals(draft.coinbase())) {
      throw new IllegalArgumentException(signer.address() + " signs for " + draft.coinbase());
    }
    Block block = sealed(draft, transactions, timeS, signer);
    return switch (inserter.insert(block, Source.OWN)) {
      case Insertion.Inserted inserted -> new Sealing.Sealed(block);
      case Insertion.Invalid invalid -> new NotSealed(Reason.INVALID, invalid.fault());
      case Insertion.MissingParents missing ->
          new NotSealed(Reason.INVALID, "parent " + missing.parents().getFirst() + " is gone");
      case Insertion.AlreadyKnown known -> new NotSealed(Reason.SLOT_TAKEN, "it is known");
      case Insertion.Twin twin -> new NotSealed(Reason.SLOT_TAKEN, "it has a twin");
      case Insertion.Full full -> new NotSealed(Reason.INVALID, full.bound());
    };
  }

  /// Clean, and of twins the first that was seen.
  private boolean usable(DagBlock block) {
    DagNode node = core.index.node(block.hash());
    return node == null
        || node.clean
            && core.records.seen(block.slot(), node.coinbase).getFirst().equals(block.hash());
  }

  private long waitingSlots(DagBlock spine, Collection<DagBlock> tips, long slot) {
    DagBlock best = new Candidates(core.dag, spine).bestTip(tips);
    return core.dag.mainChain(spine, best).stream().filter(b -> b.slot() <= slot).count();
  }

  private Drafting place(long slot, Address coinbase, List<DagBlock> parents) {
    DagBlock main = parents.getFirst();
    DagBlock anchor = ParentChoice.anchor(core.dag, main, slot, justified());
    FinalBlock finalised = core.records.requireFinal(anchor.hash());
    List<Hash32> hashes = parents.stream().map(DagBlock::hash).sorted().toList();
    DagBlock place = new DagBlock(Hash32.ZERO, slot, 0, hashes, coinbase);
    return new Draft(
        slot,
        coinbase,
        hashes,
        main.height() + core.dag.mergeSet(place).size() + 1,
        finalised.finalisedHash(),
        finalised.number(),
        core.gasLimit(),
        pendingTransactions(place));
  }

  private Block sealed(
      Draft draft, List<Transaction> transactions, long timeS, BlockSigner signer) {
    Header header =
        Header.builder()
            .parentHashes(draft.parents())
            .slot(draft.slot())
            .height(draft.height())
            .lfHash(draft.anchorHash())
            .lfNumber(draft.anchorNumber())
            .txRoot(Transaction.root(transactions))
            .gasLimit(draft.gasLimit())
            .timeS(timeS)
            .build();
    return new Block(Seal.seal(header, core.config.vanity(), signer), transactions);
  }

  private @Nullable DagBlock justified() {
    Hash32 justified = core.records.marker(Records.JUSTIFIED);
    return justified == null ? null : core.index.block(justified);
  }

  private List<Transaction> pendingTransactions(DagBlock place) {
    List<DagBlock> past = new ArrayList<>();
    core.index.unfinalisedPast(place).forEach(node -> past.add(node.block));
    past.sort(DagOrder.MERGE_ORDER);
    List<Transaction> pending = new ArrayList<>();
    past.forEach(b -> pending.addAll(core.records.requireBlock(b.hash()).transactions()));
    return pending;
  }
}
