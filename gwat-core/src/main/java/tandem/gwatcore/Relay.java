package tandem.gwatcore;

import java.util.ArrayList;
import java.util.List;
import tandem.gwattypes.Block;
import tandem.gwattypes.Transaction;
import tandem.gwatwire.WfdagMessage;
import tandem.primitives.Hash32;

/// Who is told of which block or transaction (gwat-net.md 4.1, 4.4). A block that we made goes to
/// all peers; one that came to the square root of their number, at least four, and its hash to the
/// others. Nobody is told what it has told us.
final class Relay {
  private static final int FULL_MIN = 4;
  private static final int HASHES_PER_MESSAGE = 1_024;
  private static final int TRANSACTIONS_BYTES = 100 << 10;

  private final Context node;
  private boolean open;

  Relay(Context node) {
    this.node = node;
  }

  /// Whether anything is relayed: the gate's word (pair-sync.md 4).
  void open(boolean relays) {
    open = relays;
  }

  /// A block is in the DAG.
  void block(Block block, boolean own) {
    if (!open) {
      return;
    }
    Hash32 hash = block.hash();
    List<Peer> peers = new ArrayList<>(node.peers.ready());
    peers.removeIf(peer -> peer.knownBlocks.contains(hash));
    int full = own ? peers.size() : Math.max(FULL_MIN, (int) Math.sqrt(peers.size()));
    for (int i = 0; i < peers.size(); i++) {
      Peer peer = peers.get(i);
      peer.knownBlocks.add(hash);
      node.send(
          peer.key, i < full ? Messages.newBlock(block) : Messages.newBlockHashes(List.of(hash)));
    }
  }

  /// Transactions are in the pool.
  void transactions(List<Transaction> transactions) {
    if (!open) {
      return;
    }
    for (Peer peer : node.peers.ready()) {
      List<Transaction> unknown = new ArrayList<>();
      int bytes = 0;
      for (Transaction transaction : transactions) {
        if (peer.knownTransactions.add(transaction.hash())) {
          unknown.add(transaction);
          bytes += transaction.encoded().length();
          if (bytes >= TRANSACTIONS_BYTES) {
            node.send(peer.key, Messages.transactions(unknown));
            unknown = new ArrayList<>();
            bytes = 0;
          }
        }
      }
      if (!unknown.isEmpty()) {
        node.send(peer.key, Messages.transactions(unknown));
      }
    }
  }

  /// A peer is ready: it is told the hashes of what waits in the pool.
  void greet(Peer peer) {
    if (!open) {
      return;
    }
    List<Hash32> hashes = new ArrayList<>();
    for (Transaction transaction : node.pool.all()) {
      if (hashes.size() < HASHES_PER_MESSAGE && peer.knownTransactions.add(transaction.hash())) {
        hashes.add(transaction.hash());
      }
    }
    if (!hashes.isEmpty()) {
      WfdagMessage announcement = Messages.newPooledTransactionHashes(hashes);
      node.send(peer.key, announcement);
    }
  }
}
