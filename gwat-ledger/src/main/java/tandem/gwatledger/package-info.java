/// The database of gwat: which blocks are valid, the DAG they make, finalisation, unwinding,
/// execution and new blocks (ledger-rules.md 2 to 8, pair-sync.md 5). One thread owns it; it knows
/// no clock and no peer. Begin with [tandem.gwatledger.Ledger]; what is stored is in
/// [tandem.gwatledger.LedgerColumns].
@NullMarked
package tandem.gwatledger;

import org.jspecify.annotations.NullMarked;
