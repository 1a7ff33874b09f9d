package tandem.gwatwire;

import java.util.List;
import tandem.gwattypes.Block;
import tandem.gwattypes.Header;
import tandem.gwattypes.Receipt;
import tandem.gwattypes.Transaction;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;

/// A message between gwat nodes (gwat-net.md 2.1). A request names itself by a number that its
/// answer repeats; not to have something is a shorter or empty answer.
public sealed interface WfdagMessage {
  /// An answer to a request of the same `requestId`.
  sealed interface Answer extends WfdagMessage {
    long requestId();
  }

  /// The first message of both sides (2.4).
  ///
  /// @param lastFinalizedNumber of the sender
  /// @param dag hashes of its blocks that are not finalised; empty says nothing
  /// @param forkId CRC-32 of the genesis hash, and 0
  record Status(
      long protocolVersion,
      long networkId,
      long lastFinalizedNumber,
      List<Hash32> dag,
      Hash32 genesis,
      ForkId forkId)
      implements WfdagMessage {}

  /// EIP-2124, in a protocol without forks by number.
  ///
  /// @param hash 4 bytes
  record ForkId(Bytes hash, long next) {}

  /// Blocks that the sender has. The number beside each hash is always 0 and not kept.
  record NewBlockHashes(List<Hash32> hashes) implements WfdagMessage {}

  record Transactions(List<Transaction> transactions) implements WfdagMessage {}

  /// Headers of any blocks, by hash (2.5 A).
  record GetHeadersByHash(long requestId, List<Hash32> hashes) implements WfdagMessage {}

  /// Headers of finalised blocks, by number (2.5 B).
  ///
  /// @param origin number of the first, unsigned
  /// @param amount unsigned
  /// @param skip numbers left out between two, unsigned
  record GetHeadersByNumber(long requestId, long origin, long amount, long skip, boolean reverse)
      implements WfdagMessage {}

  /// Headers from a block on (2.5 B): the block, and forward those finalised after it.
  record GetHeadersFrom(long requestId, Hash32 origin, long amount, long skip, boolean reverse)
      implements WfdagMessage {}

  record BlockHeaders(long requestId, List<Header> headers) implements Answer {}

  record GetBlockBodies(long requestId, List<Hash32> hashes) implements WfdagMessage {}

  /// Transactions of blocks in the order of the request, unknown blocks left out.
  record BlockBodies(long requestId, List<List<Transaction>> bodies) implements Answer {}

  record NewBlock(Block block) implements WfdagMessage {}

  record NewPooledTransactionHashes(List<Hash32> hashes) implements WfdagMessage {}

  record GetPooledTransactions(long requestId, List<Hash32> hashes) implements WfdagMessage {}

  record PooledTransactions(long requestId, List<Transaction> transactions) implements Answer {}

  /// Trie nodes; Tandem asks for none and answers with none.
  record GetNodeData(long requestId, List<Hash32> hashes) implements WfdagMessage {}

  record NodeData(long requestId, List<Bytes> nodes) implements Answer {}

  record GetReceipts(long requestId, List<Hash32> hashes) implements WfdagMessage {}

  record Receipts(long requestId, List<List<Receipt>> receipts) implements Answer {}

  /// Hashes of everything above a finalised number (2.7).
  record GetDag(long requestId, long fromNumber) implements WfdagMessage {}

  /// Finalised blocks above the number, then blocks that are not finalised, parents first.
  record Dag(long requestId, List<Hash32> hashes) implements Answer {}
}
