package tandem.forkchoice;

import tandem.primitives.Hash32;

/// The first block of an epoch, or the last one before it where that slot is empty.
///
/// @param root of the block
public record Checkpoint(long epoch, Hash32 root) {
  @Override
  public String toString() {
    return epoch + "/" + root.brief();
  }
}
