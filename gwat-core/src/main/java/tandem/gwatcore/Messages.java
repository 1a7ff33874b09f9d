package tandem.gwatcore;

import java.util.List;
import tandem.gwattypes.Block;
import tandem.gwattypes.Header;
import tandem.gwattypes.Transaction;
import tandem.gwatwire.WfdagMessage;
import tandem.primitives.Hash32;

/// Messages as this node forms them: a block is sent with the state fields of its finalisation or
/// with none, never with a peer's (ledger-rules.md 2.1).
final class Messages {
  private Messages() {}

  static WfdagMessage newBlock(Block block) {
    return new WfdagMessage.NewBlock(block.withHeader(block.header().withState(null)));
  }

  static WfdagMessage newBlockHashes(List<Hash32> hashes) {
    return new WfdagMessage.NewBlockHashes(hashes);
  }

  static WfdagMessage transactions(List<Transaction> transactions) {
    return new WfdagMessage.Transactions(List.copyOf(transactions));
  }

  static WfdagMessage newPooledTransactionHashes(List<Hash32> hashes) {
    return new WfdagMessage.NewPooledTransactionHashes(List.copyOf(hashes));
  }

  /// Bytes of a header in an answer, for the bound of the answer.
  static int sizeBytes(Header header) {
    return header.encode().length;
  }
}
