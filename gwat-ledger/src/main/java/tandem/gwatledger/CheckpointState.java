package tandem.gwatledger;

import tandem.primitives.Hash32;

/// Whether head sync can start from a checkpoint spine (R12).
public sealed interface CheckpointState {
  /// Finalised, of the main chain, with its state.
  record Ready(Hash32 spine, long number) implements CheckpointState {}

  record Unknown(Hash32 spine) implements CheckpointState {}

  record NotFinalised(Hash32 spine) implements CheckpointState {}

  /// Finalised as a merged block: no spine of this chain.
  record NotOnMainChain(Hash32 spine, long number, long height) implements CheckpointState {}

  record StateMissing(Hash32 spine, Hash32 root) implements CheckpointState {}
}
