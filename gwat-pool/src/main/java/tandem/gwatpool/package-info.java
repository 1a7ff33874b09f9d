/// Transactions that wait for a block.
@NullMarked
package tandem.gwatpool;

import org.jspecify.annotations.NullMarked;
