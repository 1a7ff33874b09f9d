package tandem.gwatledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import tandem.gwatdag.DagBlock;
import tandem.gwatdag.DagOrder;

/// The one rule by which a block that was in the DAG disappears (pair-sync.md S5): a point that was
/// pending turned out wrong, in it or in an ancestor (ledger-rules.md 2).
final class Removal {
  private final Core core;

  Removal(Core core) {
    this.core = core;
  }

  /// Judges again blocks of the DAG, after what they depend on changed, and stages that what is
  /// wrong now leaves.
  void settle(Collection<DagNode> nodes, Changes.Builder made) {
    List<DagNode> wrong = new ArrayList<>();
    for (DagNode node : nodes) {
      if (core.points.refresh(node)) {
        wrong.add(node);
      }
    }
    core.index.refreshClean(nodes);
    remove(wrong, made);
  }

  /// Stages that `wrong` and their descendants leave, and takes them out of the index.
  void remove(List<DagNode> wrong, Changes.Builder made) {
    TreeMap<DagBlock, DagNode> leaving = new TreeMap<>(DagOrder.MERGE_ORDER);
    for (DagNode node : wrong) {
      core.index.withDescendants(node).forEach(found -> leaving.put(found.block, found));
    }
    for (DagNode node : leaving.values()) {
      made.removed.add(node.hash());
      made.returned.addAll(core.records.requireBlock(node.hash()).transactions());
    }
    // Children first, as the index wants it.
    for (DagNode node : leaving.descendingMap().values()) {
      core.records.deleteDagBlock(node.hash(), node.block.slot(), node.coinbase);
      core.index.remove(node);
    }
  }
}
