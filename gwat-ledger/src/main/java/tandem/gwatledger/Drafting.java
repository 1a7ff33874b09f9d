package tandem.gwatledger;

import java.util.List;
import tandem.gwattypes.Block;
import tandem.gwattypes.Transaction;
import tandem.primitives.Address;
import tandem.primitives.Hash32;

/// The way to a new block (ledger-rules.md 6): [Ledger#draft] chooses its place, the pool its
/// transactions, [Ledger#seal] signs and keeps it.
public sealed interface Drafting {
  /// The place of a new block.
  ///
  /// @param parents ascending, as the header lists them
  /// @param gasLimit bound of the intrinsic gas of its transactions
  /// @param pending transactions of its ancestors that are not executed yet, in their order
  record Draft(
      long slot,
      Address coinbase,
      List<Hash32> parents,
      long height,
      Hash32 anchorHash,
      long anchorNumber,
      long gasLimit,
      List<Transaction> pending)
      implements Drafting {
    public Draft {
      parents = List.copyOf(parents);
      pending = List.copyOf(pending);
    }
  }

  /// No block is to be made.
  record Declined(Reason reason, String text) implements Drafting {}

  enum Reason {
    /// This creator has a block in this slot.
    SLOT_TAKEN,
    /// The last finalised spine is of this slot or a later one.
    SLOT_PASSED,
    /// Too many slots wait to be finalised.
    TOO_MANY_SLOTS,
    /// The account is known not to be a creator of the slot.
    NOT_A_CREATOR,
    /// Nothing to put into it.
    EMPTY,
    /// The block that came out is not valid, or what it stands on changed since the draft.
    INVALID
  }

  /// What [Ledger#seal] made.
  sealed interface Sealing {
    /// The block is in the DAG and its slot is marked as used, durably; it may be sent.
    record Sealed(Block block) implements Sealing {}

    /// No block was made; the slot is as it was.
    record NotSealed(Reason reason, String text) implements Sealing {}
  }
}
