/// The rules of the DAG: main parents, the one order of a block's past, whether a block fits into
/// the DAG, candidates, parents and anchor of a new block (ledger-rules.md 1, 2.2, 3, 6).
/// Everything here is a function of the blocks that a [tandem.gwatdag.DagReader] shows; nothing
/// recurses, so that a chain of any depth can be walked. Begin with [tandem.gwatdag.Dag].
@NullMarked
package tandem.gwatdag;

import org.jspecify.annotations.NullMarked;
