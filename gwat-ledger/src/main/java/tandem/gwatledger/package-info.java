/// The database of gwat: blocks, records, tips, finalisation, unwinding, execution (ledger-rules.md 2 to 7).
@NullMarked
package tandem.gwatledger;

import org.jspecify.annotations.NullMarked;
