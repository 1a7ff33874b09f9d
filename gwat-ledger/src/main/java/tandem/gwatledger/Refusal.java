package tandem.gwatledger;

import java.util.List;
import tandem.primitives.Hash32;

/// Why a spine was not finalised, or the chain not unwound. A refused step has changed nothing.
public sealed interface Refusal {
  /// This block is not in the database; it is worth fetching.
  record UnknownSpine(Hash32 hash) implements Refusal {}

  /// These blocks, of the spine or its unfinalised past, have a creator that cannot be judged yet.
  record PendingPast(Hash32 spine, List<Hash32> pending) implements Refusal {
    public PendingPast {
      pending = List.copyOf(pending);
    }
  }

  /// It would unwind below the coordinator's finalised checkpoint.
  ///
  /// @param shared the last block that both chains share
  record BelowFloor(Hash32 spine, Hash32 shared, Hash32 floor) implements Refusal {}

  /// The list of spines is not one main chain in ascending slots.
  record NotASequence(Hash32 spine, String fault) implements Refusal {}

  /// The block is not of the finalised main chain, as it would have to be.
  record NotOnMainChain(Hash32 hash) implements Refusal {}

  /// A block of the spine's past turned out invalid and has left the DAG with its descendants.
  record InvalidBlock(Hash32 hash, String fault) implements Refusal {}

  /// One sentence, for logs and for the caller on the link.
  default String text() {
    return switch (this) {
      case UnknownSpine(Hash32 hash) -> "unknown spine hash " + hash;
      case PendingPast(Hash32 spine, List<Hash32> pending) ->
          "the creators of "
              + pending.size()
              + " blocks that spine "
              + spine
              + " finalises are not known yet, the first is "
              + pending.getFirst();
      case BelowFloor(Hash32 spine, Hash32 shared, Hash32 floor) ->
          "spine "
              + spine
              + " leaves the finalised chain at "
              + shared
              + ", below the coordinator's finalised checkpoint "
              + floor;
      case NotASequence(Hash32 spine, String fault) ->
          "not a sequence of spines at " + spine + ": " + fault;
      case NotOnMainChain(Hash32 hash) -> hash + " is not on the finalised main chain";
      case InvalidBlock(Hash32 hash, String fault) -> "invalid block " + hash + ": " + fault;
    };
  }
}
