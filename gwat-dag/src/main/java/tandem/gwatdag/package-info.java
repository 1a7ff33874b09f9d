/// The rules of the DAG, pure (ledger-rules.md 1 to 4).
@NullMarked
package tandem.gwatdag;

import org.jspecify.annotations.NullMarked;
