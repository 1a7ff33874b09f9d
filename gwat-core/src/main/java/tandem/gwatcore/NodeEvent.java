package tandem.gwatcore;

import tandem.gwattypes.Transaction;
import tandem.gwatwire.WfdagMessage;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.LinkRequest;

/// What happens to the node. Whoever makes an event of a transaction or a block should have asked
/// it for its senders before, on another thread: they are remembered.
public sealed interface NodeEvent {
  /// Time has passed; every 100 ms.
  record Tick() implements NodeEvent {}

  /// A connection that speaks `wfdag/1` stands.
  record PeerConnected(PeerKey peer) implements NodeEvent {}

  record PeerGone(PeerKey peer) implements NodeEvent {}

  /// A message of a connected peer, decoded.
  record PeerMessage(PeerKey peer, WfdagMessage message) implements NodeEvent {}

  /// The coordinator calls. It is answered by one [NodeEffect.Answer].
  record LinkCalled(CallId call, LinkRequest request) implements NodeEvent {}

  /// A wallet gives a transaction. It is answered by one [NodeEffect.TransactionAnswer].
  ///
  /// @param id the caller's
  record TransactionGiven(long id, Transaction transaction) implements NodeEvent {}

  /// Nothing can be written any more.
  record DiskFull(String fault) implements NodeEvent {}
}
