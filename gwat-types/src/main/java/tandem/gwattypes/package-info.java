/// Formats of gwat: header, block, transactions, receipts, genesis (gwat-data.md 2 to 7).
@NullMarked
package tandem.gwattypes;

import org.jspecify.annotations.NullMarked;
