package tandem.beaconcore;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tandem.beaconspec.BeaconConfig;
import tandem.beaconspec.BeaconState;
import tandem.forkchoice.BlockFacts;
import tandem.primitives.Hash32;

/// From which state the committees of an epoch can be computed on a branch.
///
/// Seed and active validators of an epoch are fixed with the end of the last epoch but one before
/// it. Branches that part later have the same committees, so that nearly always the head's state
/// will do, and a vote for an old block costs no epochs to be processed.
final class Shufflings {
  /// Epochs that a state may lie before the one that a peer's message is about.
  private static final long ADVANCE_MAX_EPOCHS = 4;

  private final BeaconConfig config;
  private final ChainView chain;

  Shufflings(BeaconConfig config, ChainView chain) {
    this.config = config;
    this.chain = chain;
  }

  /// A state that gives the committees of `epoch` for the branch of a block; null if there is none,
  /// or if it would be too dear to make. After a silence of the whole network the first block makes
  /// it cheap again.
  @Nullable BeaconState state(Hash32 root, long epoch) {
    Hash32 branch = isSame(root, chain.headRoot(), epoch) ? chain.headRoot() : root;
    BlockFacts block = chain.block(branch);
    boolean isNear =
        block != null && block.slot() / config.slotsPerEpoch() + ADVANCE_MAX_EPOCHS >= epoch;
    return isNear ? chain.stateAt(branch, config.startSlot(Math.max(0, epoch - 1))) : null;
  }

  /// Whether the committees of `epoch` are the same on the branches of both blocks.
  boolean isSame(Hash32 one, Hash32 other, long epoch) {
    if (one.equals(other)) {
      return true;
    }
    if (chain.block(one) == null || chain.block(other) == null) {
      return false;
    }
    long fixed = config.startSlot(Math.max(0, epoch - 1)) - 1;
    // Null is before the tree, which has one root.
    return fixed < 0 || Objects.equals(chain.ancestor(one, fixed), chain.ancestor(other, fixed));
  }
}
