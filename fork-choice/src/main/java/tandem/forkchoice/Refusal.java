package tandem.forkchoice;

/// Why a call was refused. It has changed nothing.
public enum Refusal {
  /// The parent is not in the tree.
  UNKNOWN_PARENT,
  /// The block is of a later slot than now.
  FUTURE_SLOT,
  /// The block is not after the last finalised one, or not a descendant of it.
  NOT_AFTER_FINALIZED,
  /// The attestation's block is not in the tree.
  UNKNOWN_BLOCK,
  /// The attestation's block is later than the attestation, or its target is not an ancestor.
  INCONSISTENT,
  /// The attestation's target is neither of this epoch nor of the last.
  WRONG_EPOCH,
  /// Too many attestations wait for their slot to pass.
  QUEUE_FULL
}
