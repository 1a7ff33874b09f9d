package tandem.gwatdag;

import java.util.List;
import java.util.function.Predicate;
import tandem.primitives.Hash32;

/// Whether a list of spines can be finalised in this order (`dag_validateSpines`, ledger-rules.md
/// 3).
public sealed interface SpineSequence {
  record Valid() implements SpineSequence {}

  /// This block is not in the DAG; it is worth fetching.
  record Unknown(Hash32 hash) implements SpineSequence {}

  record Wrong(String fault) implements SpineSequence {}

  /// Judges `list`; an empty one is valid.
  ///
  /// @param spine S, the last finalised spine
  /// @param clean whether neither the block nor its unfinalised past has anything pending
  static SpineSequence of(Dag dag, DagBlock spine, List<Hash32> list, Predicate<DagBlock> clean) {
    DagBlock before = null;
    for (Hash32 hash : list) {
      DagBlock block = dag.reader().block(hash);
      if (block == null) {
        return new Unknown(hash);
      }
      if (before != null && before.slot() >= block.slot()) {
        return new Wrong(block + " does not have a later slot than " + before);
      }
      if (before != null && !dag.isOnMainChain(before, block)) {
        return new Wrong(before + " is not on the main chain of " + block);
      }
      if (!dag.isFinalisedMain(block)) {
        if (!dag.isOnMainChain(spine, block)) {
          return new Wrong(spine + " is not on the main chain of " + block);
        }
        if (!clean.test(block)) {
          return new Wrong(block + " or its past has something pending");
        }
      }
      before = block;
    }
    return new Valid();
  }
}
