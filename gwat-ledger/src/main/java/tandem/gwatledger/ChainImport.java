package tandem.gwatledger;

import org.jspecify.annotations.Nullable;
import tandem.gwattypes.Block;
import tandem.primitives.Hash32;

/// What [Ledger#importFinalized] did with a range of a peer's finalised chain.
public sealed interface ChainImport {
  /// What was finalised before the end or the fault; each main-chain block is one atomic write.
  Changes changes();

  /// A block with the number that the peer gives it.
  ///
  /// @param block with the header as received, state fields included
  record Numbered(long number, Block block) {}

  /// The range was taken up to its last main-chain block; merged blocks after that are left for the
  /// next range.
  ///
  /// @param lastNumber of the last block that is finalised now
  /// @param difference the first state field that the peer states otherwise than we compute, or
  ///   null; whose fault it is, the anchors of later blocks show (ledger-rules.md 8)
  record Imported(long lastNumber, @Nullable String difference, Changes changes)
      implements ChainImport {}

  /// The peer's chain is not the continuation of ours: it has `theirs` where we finalised `ours`.
  record NotOurChain(long number, Hash32 ours, Hash32 theirs, Changes changes)
      implements ChainImport {}

  /// The range is wrong from this number on.
  ///
  /// @param penalty whether the sender is at fault
  record Rejected(long number, Hash32 hash, String fault, boolean penalty, Changes changes)
      implements ChainImport {}
}
