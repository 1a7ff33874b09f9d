package tandem.gwatledger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.gwatdag.DagBlock;
import tandem.gwatdag.DagReader;
import tandem.gwattypes.Header;
import tandem.primitives.Hash32;

/// Takes finalised blocks back into the DAG (ledger-rules.md 4). Blocks are never lost by it.
final class Unwinder {
  private final Core core;
  private final Execution execution;
  private final Removal removal;

  Unwinder(Core core, Execution execution, Removal removal) {
    this.core = core;
    this.execution = execution;
    this.removal = removal;
  }

  /// The refusal to unwind to `shared`, or null.
  @Nullable Refusal floorFault(DagBlock spine, DagBlock shared) {
    Hash32 floor = core.records.marker(Records.FLOOR);
    if (floor != null && core.records.numberOf(floor) > shared.height()) {
      return new Refusal.BelowFloor(spine.hash(), shared.hash(), floor);
    }
    return null;
  }

  /// Takes over a floor that is on the finalised main chain and above the present one.
  void raiseFloor(Hash32 spine) {
    DagBlock block = core.index.block(spine);
    if (block == null || !core.dag.isFinalisedMain(block)) {
      return;
    }
    Hash32 floor = core.records.marker(Records.FLOOR);
    if (floor == null || core.records.numberOf(floor) < block.height()) {
      core.records.putMarker(Records.FLOOR, spine);
    }
  }

  /// Stages the way back to `target`, a block of the finalised main chain, and lets the index
  /// follow. A block whose anchor is above `target` has that point pending again.
  void stage(DagBlock target, Changes.Builder made) {
    execution.ensureState(core.records.requireFinal(target.hash()));
    List<Hash32> unwound = new ArrayList<>();
    for (long number = core.last().number(); number > target.height(); number--) {
      Hash32 hash = core.records.requireHashOf(number);
      core.records.deleteFinal(number, hash);
      unwound.add(hash);
    }
    Collections.reverse(unwound);
    for (Hash32 hash : unwound) {
      takeBack(hash);
      made.unwound.add(hash);
      made.returned.addAll(core.records.requireBlock(hash).transactions());
    }
    core.index.refreshChildren();
    core.records.putMarker(Records.LAST, target.hash());
    Records.Coordinated coordinated = core.records.coordinated();
    if (coordinated != null && core.records.numberOf(coordinated.spine()) == DagReader.UNNUMBERED) {
      core.records.putCoordinated(new Records.Coordinated(coordinated.slot(), target.hash()));
    }
    removal.settle(core.index.nodes(), made);
  }

  private void takeBack(Hash32 hash) {
    Header header = core.records.requireHeader(hash);
    DagBlock block = Records.dagBlock(hash, header);
    List<Hash32> merged = core.dag.mergeSet(block).stream().map(DagBlock::hash).toList();
    DagNode node =
        new DagNode(block, header.coinbase(), header.lfHash(), header.lfNumber(), merged);
    core.records.putDagRecord(node.record());
    core.index.add(node);
  }
}
