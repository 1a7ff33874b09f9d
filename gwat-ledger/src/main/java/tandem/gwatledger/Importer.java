package tandem.gwatledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tandem.gwatdag.DagBlock;
import tandem.gwatledger.ChainImport.Numbered;
import tandem.gwattypes.Header;
import tandem.primitives.Hash32;

/// Takes in ranges of a peer's finalised chain (ledger-rules.md 8). Every block is judged by the
/// same rules as any other, the order is recomputed, and the state is our own; only the creators
/// are taken on trust, since before head sync nobody here knows them.
final class Importer {
  private final Core core;
  private final Inserter inserter;
  private final Finaliser finaliser;

  Importer(Core core, Inserter inserter, Finaliser finaliser) {
    this.core = core;
    this.inserter = inserter;
    this.finaliser = finaliser;
  }

  ChainImport importRange(List<Numbered> range) {
    Changes.Builder changes = new Changes.Builder();
    @Nullable String difference = null;
    List<Numbered> step = new ArrayList<>();
    for (int i = 0; i < range.size(); i++) {
      Numbered next = range.get(i);
      Hash32 hash = next.block().header().hash();
      if (next.number() != range.getFirst().number() + i) {
        return rejected(next, "numbers do not follow one another", true, changes);
      }
      if (next.number() <= core.last().number()) {
        Hash32 ours = core.records.requireHashOf(next.number());
        if (!ours.equals(hash)) {
          return new ChainImport.NotOurChain(next.number(), ours, hash, changes.build());
        }
        continue;
      }
      if (step.isEmpty() && next.number() != core.last().number() + 1) {
        return rejected(next, "does not follow " + core.last().number(), false, changes);
      }
      step.add(next);
      if (next.block().header().height() == next.number()) {
        ChainImport fault = importStep(step, changes);
        if (fault != null) {
          return fault;
        }
        if (difference == null) {
          difference = difference(step);
        }
        step.clear();
      }
    }
    return new ChainImport.Imported(core.last().number(), difference, changes.build());
  }

  /// One main-chain block and what it merges: inserted and finalised in one write, or nothing.
  private @Nullable ChainImport importStep(List<Numbered> step, Changes.Builder changes) {
    try {
      ChainImport fault = stage(step, changes);
      if (fault == null) {
        fault = orderFault(step, changes);
      }
      if (fault != null) {
        core.restore();
        return fault;
      }
    } catch (RuntimeException e) {
      core.restoreAfter(e);
      throw e;
    }
    Numbered main = step.getLast();
    Hash32 hash = main.block().header().hash();
    return switch (finaliser.finalise(List.of(hash), null, true)) {
      case Finalisation.Applied(Changes made) -> {
        changes.addAll(made);
        yield null;
      }
      case Finalisation.Refused(Refusal refusal, Changes made) -> {
        changes.addAll(made);
        yield rejected(main, refusal.text(), false, changes);
      }
    };
  }

  private @Nullable ChainImport stage(List<Numbered> step, Changes.Builder changes) {
    for (Numbered numbered : step) {
      switch (inserter.stage(numbered.block(), Source.FINALISED_CHAIN)) {
        case Insertion.Inserted inserted -> {}
        case Insertion.AlreadyKnown known -> {}
        case Insertion.Twin twin -> throw new IllegalStateException("a twin that was asked for");
        case Insertion.MissingParents missing -> {
          return rejected(
              numbered, "parent " + missing.parents().getFirst() + " is unknown", false, changes);
        }
        case Insertion.Invalid invalid -> {
          return rejected(numbered, invalid.fault(), invalid.penalty(), changes);
        }
        case Insertion.Full full -> {
          return rejected(numbered, full.bound(), false, changes);
        }
      }
    }
    return null;
  }

  private @Nullable ChainImport orderFault(List<Numbered> step, Changes.Builder changes) {
    DagBlock last = core.lastDagBlock();
    Numbered main = step.getLast();
    DagBlock block = core.requireBlock(main.block().header().hash());
    DagBlock shared = core.dag.lastShared(block);
    if (!shared.equals(last)) {
      return rejected(main, last + " is not on its main chain", false, changes);
    }
    List<DagBlock> order = core.dag.order(last, block);
    for (int i = 0; i < Math.max(order.size(), step.size()); i++) {
      Hash32 ours = i < order.size() ? order.get(i).hash() : null;
      Hash32 theirs = i < step.size() ? step.get(i).block().header().hash() : null;
      if (!Objects.equals(ours, theirs)) {
        String fault = "the order has " + ours + " at this number, not " + theirs;
        return rejected(step.get(Math.min(i, step.size() - 1)), fault, true, changes);
      }
    }
    return null;
  }

  private @Nullable String difference(List<Numbered> step) {
    for (Numbered numbered : step) {
      Header theirs = numbered.block().header();
      Header ours = core.records.requireFinal(theirs.hash()).header();
      if (theirs.state() != null && !theirs.equals(ours)) {
        return "number "
            + numbered.number()
            + ": we compute "
            + ours.state()
            + ", the peer has "
            + theirs.state();
      }
    }
    return null;
  }

  private static ChainImport rejected(
      Numbered at, String fault, boolean penalty, Changes.Builder changes) {
    return new ChainImport.Rejected(
        at.number(), at.block().header().hash(), fault, penalty, changes.build());
  }
}
