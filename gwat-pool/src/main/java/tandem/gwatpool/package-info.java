/// Transactions that wait for a block (ledger-rules.md 6, gwat-data.md 9): bounded, priced, one a
/// nonce, until their nonce is finalised. Pure. Begin with [tandem.gwatpool.TransactionPool].
@NullMarked
package tandem.gwatpool;

import org.jspecify.annotations.NullMarked;
