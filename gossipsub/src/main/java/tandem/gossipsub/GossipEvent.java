package tandem.gossipsub;

import tandem.primitives.Bytes;

/// What happens to the router.
public sealed interface GossipEvent {
  /// A peer that speaks gossipsub is connected.
  ///
  /// @param outbound whether we dialed it
  /// @param address its address, for peers to be counted by; empty for one that does not count
  record PeerConnected(PeerName peer, GossipVersion version, boolean outbound, String address)
      implements GossipEvent {}

  record PeerGone(PeerName peer) implements GossipEvent {}

  /// The stream to a connected peer began anew: what was sent to it may be lost.
  record Resumed(PeerName peer) implements GossipEvent {}

  /// From a connected peer.
  record Received(PeerName peer, Rpc rpc) implements GossipEvent {}

  /// The node has looked at a [GossipEffect.Deliver].
  record Validated(Bytes id, Verdict verdict) implements GossipEvent {}

  /// A message of our own, which is valid. The topic need not be subscribed to.
  record Publish(String topic, Bytes data) implements GossipEvent {}

  record Subscribe(String topic, ScoreParams.Topic score) implements GossipEvent {}

  record Unsubscribe(String topic) implements GossipEvent {}

  /// Every [GossipParams.Times#heartbeatMs].
  ///
  /// @param attentive whether all that peers have sent since the last one was taken in as it came;
  ///   where not, nobody is held to a promise that may have been kept
  record Heartbeat(boolean attentive) implements GossipEvent {}
}
