package tandem.gwatcore;

import org.jspecify.annotations.Nullable;
import tandem.gwatwire.WfdagMessage;
import tandem.primitives.Hash32;

/// What the node knows of one connected peer.
final class Peer {
  private static final int BLOCKS_MAX = 2_048;
  private static final int TRANSACTIONS_MAX = 8_192;

  final PeerKey key;
  final long sinceMs;
  // Null until its handshake has been checked; before that nothing else is sent or heard.
  WfdagMessage.@Nullable Status status;
  final Recent<Hash32> knownBlocks = new Recent<>(BLOCKS_MAX);
  final Recent<Hash32> knownTransactions = new Recent<>(TRANSACTIONS_MAX);

  Peer(PeerKey key, long sinceMs) {
    this.key = key;
    this.sinceMs = sinceMs;
  }
}
