/// What the two nodes of a pair say to each other (pair-sync.md 7).
@NullMarked
package tandem.pairprotocol;

import org.jspecify.annotations.NullMarked;
