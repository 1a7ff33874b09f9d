/// Formats of gwat and what can be said about them without a state: headers and seals, blocks,
/// transactions, receipts, accounts, genesis (gwat-data.md 2 to 7, ledger-rules.md 2.6, 5, 7).
/// Begin with [tandem.gwattypes.Block]; everything is an immutable value, everything read from
/// outside is bounded, and what does not have its form is a [tandem.rlp.RlpException] that names
/// the place.
@NullMarked
package tandem.gwattypes;

import org.jspecify.annotations.NullMarked;
