package tandem.forkchoice;

import tandem.primitives.Hash32;

/// An attestation as fork choice needs it.
///
/// @param validators indices of the attesters
/// @param slot in which they voted
/// @param root `beacon_block_root`
/// @param target `target`
public record Vote(int[] validators, long slot, Hash32 root, Checkpoint target) {
  public Vote {
    validators = validators.clone();
  }
}
