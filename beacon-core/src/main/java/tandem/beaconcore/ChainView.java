package tandem.beaconcore;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.forkchoice.BlockFacts;
import tandem.forkchoice.Checkpoint;
import tandem.forkchoice.Vote;
import tandem.primitives.Hash32;

/// The chain as gossip validation and duties see it: the tree of blocks from the last finalised one
/// on, and states for its blocks. States that it gives out are shared: who wants to change one
/// takes a copy.
interface ChainView {
  Hash32 headRoot();

  long headSlot();

  Checkpoint justified();

  Checkpoint finalized();

  /// A block of the tree, or null.
  @Nullable BlockFacts block(Hash32 root);

  /// The block itself or its ancestor that was the last at `slot`; null if that lies before the
  /// tree or the block is not in it.
  @Nullable Hash32 ancestor(Hash32 root, long slot);

  /// Whether the block is known to be invalid by itself.
  boolean isInvalid(Hash32 root);

  /// The block itself; null for one that is not stored, and for genesis.
  @Nullable SignedBeaconBlock signedBlock(Hash32 root);

  /// The post-state of a block of the tree, advanced to `slot`, or as it is if that is not before
  /// `slot`; null if the block is not in the tree.
  @Nullable BeaconState stateAt(Hash32 root, long slot);

  /// A verified vote: it counts from the slot after its own on.
  void onVote(Vote vote);

  /// Validators that are proven to have voted twice.
  void onEquivocation(Set<Integer> validators);
}
