package tandem.gossipsub;

import tandem.primitives.Bytes;

/// What the router wants done.
public sealed interface GossipEffect {
  /// It may be dropped when the peer takes too little.
  record Send(PeerName peer, Rpc rpc) implements GossipEffect {}

  /// Look at this message and answer with one [GossipEvent.Validated] in time.
  ///
  /// @param from who brought it first
  record Deliver(Bytes id, PeerName from, String topic, Bytes data) implements GossipEffect {}
}
