/// Proto-array fork choice with proposer boost, pure.
@NullMarked
package tandem.forkchoice;

import org.jspecify.annotations.NullMarked;
