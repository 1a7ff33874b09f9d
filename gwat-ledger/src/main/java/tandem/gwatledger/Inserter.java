package tandem.gwatledger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.gwatdag.DagBlock;
import tandem.gwatdag.Structure;
import tandem.gwatledger.Insertion.Point;
import tandem.gwatledger.PointChecks.Verdict;
import tandem.gwattypes.Block;
import tandem.gwattypes.Header;
import tandem.primitives.Hash32;
import tandem.store.Store.Durability;

/// The one way of a block into the DAG, wherever it came from (ledger-rules.md 2).
final class Inserter {
  private static final int REMEMBERED_FAULTS = 1024;

  private final Core core;
  private final ContentRules content;
  // Verdicts that depend on nothing but the block and its past.
  private final Map<Hash32, Insertion.Invalid> faults = new LinkedHashMap<>();

  Inserter(Core core, ContentRules content) {
    this.core = core;
    this.content = content;
  }

  /// Judges the block and, if nothing is against it, writes it in one atomic batch.
  Insertion insert(Block block, Source source) {
    try {
      Insertion answer = stage(block, source);
      // The slot of an own block must be safe before the block leaves (chapter 6).
      core.commit(source == Source.OWN ? Durability.SYNCED : Durability.BUFFERED);
      return answer;
    } catch (RuntimeException e) {
      core.restoreAfter(e);
      throw e;
    }
  }

  /// The same without writing: the block is staged and in the index.
  Insertion stage(Block block, Source source) {
    Hash32 hash = block.header().hash();
    if (core.index.block(hash) != null) {
      return new Insertion.AlreadyKnown(hash);
    }
    Insertion fault = faultOfPast(hash, block.header());
    if (fault == null) {
      fault = content.faultOutside(hash, block);
    }
    if (fault != null) {
      return remembered(fault);
    }
    DagBlock placed = Records.dagBlock(hash, block.header());
    Insertion answer =
        switch (Structure.of(core.dag, placed)) {
          case Structure.Unsound(String text) ->
              new Insertion.Invalid(hash, Point.STRUCTURE, text, true, true);
          case Structure.UnknownParents(List<Hash32> parents) ->
              new Insertion.MissingParents(hash, parents);
          case Structure.Sound sound -> place(block, placed, sound, source);
        };
    return remembered(answer);
  }

  private Insertion place(Block block, DagBlock placed, Structure.Sound sound, Source source) {
    Header header = block.header();
    Hash32 hash = placed.hash();
    Insertion fault = content.faultInside(hash, block);
    if (fault != null) {
      return fault;
    }
    List<Hash32> merged = sound.merge().merged().stream().map(DagBlock::hash).toList();
    DagNode node =
        new DagNode(placed, header.coinbase(), header.lfHash(), header.lfNumber(), merged);
    Verdict anchor = core.points.anchor(placed, node.anchorHash, node.anchorNumber);
    if (anchor == Verdict.WRONG) {
      // Not remembered: if our own state is at fault, a repair must be able to take the block.
      String text = "anchor " + header.lfHash() + " at height " + header.lfNumber() + " is wrong";
      return new Insertion.Invalid(hash, Point.ANCHOR, text, false, false);
    }
    Verdict creator = core.points.creator(header.slot(), header.coinbase());
    if (creator == Verdict.WRONG) {
      String text = header.coinbase() + " is no creator of slot " + header.slot();
      return new Insertion.Invalid(hash, Point.CREATOR, text, false, false);
    }
    node.anchorPending = anchor == Verdict.PENDING;
    node.creatorsPending = creator == Verdict.PENDING;

    List<Hash32> seen = othersSeen(header);
    if (!seen.isEmpty() && source == Source.PROPAGATED) {
      return keepEvidence(hash, header, seen.getFirst(), node.creatorsPending);
    }
    Insertion full = fullness(node, source);
    if (full != null) {
      return full;
    }
    take(block, node, seen, source);
    return new Insertion.Inserted(hash, pendingPoints(node));
  }

  private void take(Block block, DagNode node, List<Hash32> seen, Source source) {
    core.records.putBlock(node.hash(), block);
    core.records.putDagRecord(node.record());
    List<Hash32> nowSeen = new ArrayList<>(seen);
    nowSeen.add(node.hash());
    core.records.putSeen(node.block.slot(), node.coinbase, nowSeen);
    if (!seen.isEmpty() && !node.creatorsPending) {
      core.records.putTwins(block.header(), core.records.requireHeader(seen.getFirst()));
    }
    if (source == Source.OWN) {
      core.records.putSealed(node.coinbase, node.block.slot(), node.hash());
    }
    core.index.add(node);
  }

  /// Blocks of the same creator and slot. One that [Opening] dropped may be named without being
  /// there.
  private List<Hash32> othersSeen(Header header) {
    return core.records.seen(header.slot(), header.coinbase()).stream()
        .filter(other -> core.records.header(other) != null)
        .toList();
  }

  // Whoever has a key can sign for a slot whose creators nobody knows yet: that proves nothing.
  private Insertion keepEvidence(Hash32 hash, Header header, Hash32 first, boolean pending) {
    if (!pending && core.records.twins(header.slot(), header.coinbase()).isEmpty()) {
      core.records.putTwins(header, core.records.requireHeader(first));
    }
    return new Insertion.Twin(hash, first);
  }

  private @Nullable Insertion fullness(DagNode node, Source source) {
    if (source == Source.OWN || source == Source.FINALISED_CHAIN) {
      return null;
    }
    // What was asked for has room of its own, so that a flood cannot keep out a spine's past.
    int share = source == Source.REQUESTED ? 2 : 1;
    if (core.index.size() / share >= core.config.maxDagBlocks()) {
      return new Insertion.Full(node.hash(), core.index.size() + " blocks that are not finalised");
    }
    if (node.pending() && core.index.pendingCount() / share >= core.config.maxPendingBlocks()) {
      return new Insertion.Full(
          node.hash(), core.index.pendingCount() + " blocks with something pending");
    }
    return null;
  }

  private @Nullable Insertion faultOfPast(Hash32 hash, Header header) {
    Insertion known = faults.get(hash);
    if (known != null) {
      return known;
    }
    for (Hash32 parent : header.parentHashes()) {
      if (faults.containsKey(parent)) {
        return new Insertion.Invalid(
            hash, Point.STRUCTURE, "its parent " + parent + " is invalid", true, true);
      }
    }
    return null;
  }

  private Insertion remembered(Insertion answer) {
    if (answer instanceof Insertion.Invalid invalid && invalid.sticky()) {
      faults.putIfAbsent(invalid.hash(), invalid);
      if (faults.size() > REMEMBERED_FAULTS) {
        faults.remove(faults.keySet().iterator().next());
      }
    }
    return answer;
  }

  static List<Point> pendingPoints(DagNode node) {
    List<Point> pending = new ArrayList<>();
    if (node.anchorPending) {
      pending.add(Point.ANCHOR);
    }
    if (node.creatorsPending) {
      pending.add(Point.CREATOR);
    }
    return pending;
  }
}
