/// Fork choice of the beacon chain, pure: proto-array LMD-GHOST with proposer boost
/// (consensus-specs v1.1.10, phase0/fork-choice.md). It knows roots, slots, checkpoints and votes,
/// and nothing of blocks or states. Begin with [tandem.forkchoice.ForkChoice].
@NullMarked
package tandem.forkchoice;

import org.jspecify.annotations.NullMarked;
