package tandem.gwatledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.gwatdag.DagBlock;
import tandem.gwatdag.Merge;
import tandem.gwatledger.PointChecks.Verdict;
import tandem.primitives.Hash32;
import tandem.store.Store.Durability;

/// Finalisation of spines, and unwinding where the beacon head changed branch (ledger-rules.md 4).
final class Finaliser {
  private final Core core;
  private final Execution execution;
  private final Unwinder unwinder;
  private final Removal removal;

  Finaliser(Core core, Execution execution, Unwinder unwinder, Removal removal) {
    this.core = core;
    this.execution = execution;
    this.unwinder = unwinder;
    this.removal = removal;
  }

  /// Finalises the spines one after the other, each in one atomic write.
  ///
  /// @param trustCreators whether creators that are not known count as right (chapter 8)
  Finalisation finalise(
      List<Hash32> spines, @Nullable Coordination coordination, boolean trustCreators) {
    if (coordination != null) {
      noteCheckpoints(coordination);
    }
    Changes.Builder changes = new Changes.Builder();
    Refusal refusal = sequenceFault(spines);
    for (int i = 0; i < spines.size() && refusal == null; i++) {
      refusal = finaliseOne(spines.get(i), coordination, trustCreators, changes);
    }
    if (refusal instanceof Refusal.InvalidBlock(Hash32 hash, String fault)) {
      removeInvalid(hash, changes);
    }
    if (refusal != null) {
      return new Finalisation.Refused(refusal, changes.build());
    }
    if (coordination != null && !spines.isEmpty()) {
      markCoordinated(core.requireBlock(spines.getLast()), coordination);
      // What is finalised now may contain the floor.
      noteCheckpoints(coordination);
    }
    return new Finalisation.Applied(changes.build());
  }

  private void removeInvalid(Hash32 hash, Changes.Builder changes) {
    DagNode wrong = core.index.node(hash);
    if (wrong == null) {
      return;
    }
    try {
      removal.remove(List.of(wrong), changes);
      core.commit(Durability.BUFFERED);
    } catch (RuntimeException e) {
      core.restoreAfter(e);
      throw e;
    }
  }

  private @Nullable Refusal sequenceFault(List<Hash32> spines) {
    DagBlock before = null;
    for (Hash32 hash : spines) {
      DagBlock block = core.index.block(hash);
      if (block == null) {
        // What comes before it can be finalised, so it is refused in its turn.
        return null;
      }
      if (before != null && before.slot() >= block.slot()) {
        return new Refusal.NotASequence(hash, "its slot does not rise after " + before);
      }
      if (before != null && !core.dag.isOnMainChain(before, block)) {
        return new Refusal.NotASequence(hash, before + " is not on its main chain");
      }
      before = block;
    }
    return null;
  }

  private @Nullable Refusal finaliseOne(
      Hash32 hash,
      @Nullable Coordination coordination,
      boolean trustCreators,
      Changes.Builder changes) {
    DagBlock spine = core.index.block(hash);
    if (spine == null) {
      return new Refusal.UnknownSpine(hash);
    }
    if (core.dag.isFinalisedMain(spine)) {
      return null;
    }
    DagBlock shared = core.dag.lastShared(spine);
    boolean unwinds = !shared.hash().equals(core.last().hash());
    Refusal early = unwinds ? unwinder.floorFault(spine, shared) : null;
    if (early == null && !trustCreators) {
      early = pendingCreators(spine);
    }
    if (early != null) {
      return early;
    }
    // From here on the index follows what is staged; a fault brings both back.
    Changes.Builder made = new Changes.Builder();
    try {
      Refusal refusal = null;
      if (unwinds) {
        unwinder.stage(shared, made);
        // Of imported blocks that came back the creators may be unknown.
        refusal = trustCreators ? null : pendingCreators(spine);
      }
      if (core.index.node(spine.hash()) == null) {
        refusal = new Refusal.InvalidBlock(spine.hash(), "its past turned out invalid");
      }
      if (refusal == null) {
        refusal = execute(shared, spine, coordination, made, changes);
      }
      if (refusal != null) {
        core.restore();
      }
      return refusal;
    } catch (RuntimeException e) {
      core.restoreAfter(e);
      throw e;
    }
  }

  private @Nullable Refusal pendingCreators(DagBlock spine) {
    List<Hash32> pending = new ArrayList<>();
    List<DagNode> past = core.index.unfinalisedPast(spine);
    DagNode own = core.index.node(spine.hash());
    if (own != null) {
      past.add(own);
    }
    for (DagNode node : past) {
      if (node.creatorsPending) {
        pending.add(node.hash());
      }
    }
    return pending.isEmpty() ? null : new Refusal.PendingPast(spine.hash(), pending);
  }

  private @Nullable Refusal execute(
      DagBlock shared,
      DagBlock spine,
      @Nullable Coordination coordination,
      Changes.Builder made,
      Changes.Builder changes) {
    Map<Hash32, Hash32> foreseen = new HashMap<>();
    FinalBlock parent = core.records.requireFinal(shared.hash());
    execution.ensureState(parent);
    for (Merge merge : core.dag.merges(shared, spine)) {
      for (DagBlock block : merge.inOrder()) {
        if (!anchorHolds(block, foreseen)) {
          return new Refusal.InvalidBlock(
              block.hash(), "its anchor is not the finalised hash of its main chain");
        }
        parent = execution.execute(block, merge.main(), parent, core.staged);
        made.finalised.add(block.hash());
      }
      leaveDag(merge);
      boolean last = merge.main().equals(spine);
      if (last || core.staged.sizeBytes() > core.config.maxBatchBytes()) {
        removal.settle(core.index.pendingNodes(), made);
        markCoordinated(merge.main(), coordination);
        core.commit(Durability.BUFFERED);
        changes.add(made);
      }
      if (!last && core.index.node(spine.hash()) == null) {
        return new Refusal.InvalidBlock(spine.hash(), "its past turned out invalid");
      }
    }
    return null;
  }

  private void leaveDag(Merge merge) {
    Set<Hash32> children = new LinkedHashSet<>();
    for (DagBlock block : merge.inOrder()) {
      core.records.deleteDagRecord(block.hash());
      DagNode node = core.index.node(block.hash());
      if (node != null) {
        children.addAll(node.children);
        core.index.remove(node);
      }
    }
    core.records.putMarker(Records.LAST, merge.main().hash());
    core.index.refreshClean(
        children.stream().map(core.index::node).filter(Objects::nonNull).toList());
  }

  /// Point 3 is a function of the block's past, so it can be decided even where the anchor will
  /// never be finalised here: by executing the anchor's own order, aside.
  private boolean anchorHolds(DagBlock block, Map<Hash32, Hash32> foreseen) {
    DagNode node = core.index.node(block.hash());
    if (node == null || !node.anchorPending) {
      return true;
    }
    Verdict verdict = core.points.anchor(block, node.anchorHash, node.anchorNumber);
    if (verdict != Verdict.PENDING) {
      return verdict == Verdict.HOLDS;
    }
    DagBlock anchor = core.points.anchorBlock(block, node.anchorNumber);
    if (anchor == null) {
      return false;
    }
    Hash32 finalised = foreseen.get(anchor.hash());
    if (finalised == null) {
      finalised = foresee(anchor);
      foreseen.put(anchor.hash(), finalised);
    }
    return finalised.equals(node.anchorHash);
  }

  private Hash32 foresee(DagBlock block) {
    DagBlock shared = core.dag.lastShared(block);
    FinalBlock parent = core.records.requireFinal(shared.hash());
    execution.ensureState(parent);
    Staged aside = new Staged(core.staged::get);
    for (Merge merge : core.dag.merges(shared, block)) {
      for (DagBlock merged : merge.inOrder()) {
        parent = execution.execute(merged, merge.main(), parent, aside);
      }
    }
    return parent.finalisedHash();
  }

  private void markCoordinated(DagBlock spine, @Nullable Coordination coordination) {
    if (coordination != null) {
      core.records.putCoordinated(new Records.Coordinated(coordination.slot(), spine.hash()));
    }
  }

  /// Keeps anchor and floor; these hold whether or not the spines can be finalised.
  private void noteCheckpoints(Coordination coordination) {
    Hash32 justified = coordination.justifiedSpine();
    if (justified != null && !Objects.equals(justified, core.records.marker(Records.JUSTIFIED))) {
      core.records.putMarker(Records.JUSTIFIED, justified);
    }
    if (coordination.finalizedSpine() != null) {
      unwinder.raiseFloor(coordination.finalizedSpine());
    }
    core.commit(Durability.BUFFERED);
  }
}
