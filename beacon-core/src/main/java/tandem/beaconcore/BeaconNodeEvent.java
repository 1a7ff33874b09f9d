package tandem.beaconcore;

import tandem.pairprotocol.CallId;
import tandem.pairprotocol.LinkOutcome;

/// What happens to the coordinator. Bytes have been decoded before; ids are the adapter's where it
/// asks, and the machine's own where it answers.
public sealed interface BeaconNodeEvent {
  /// Time has passed; every 100 ms.
  record Tick() implements BeaconNodeEvent {}

  /// A connection stands on which requests can be made.
  record PeerConnected(PeerKey peer) implements BeaconNodeEvent {}

  record PeerGone(PeerKey peer) implements BeaconNodeEvent {}

  /// To [BeaconNodeEffect.Request]: a whole answer.
  record RequestAnswered(long id, PeerKey peer, PeerAnswer answer) implements BeaconNodeEvent {}

  /// To [BeaconNodeEffect.Request]: no answer, or none that can be read.
  ///
  /// @param atFault whether the peer is proven to be at fault: wrong bytes, never mere slowness
  record RequestFailed(long id, PeerKey peer, String why, boolean atFault)
      implements BeaconNodeEvent {}

  /// A peer asks. Answered by one [BeaconNodeEffect.Respond].
  record RequestReceived(long id, PeerKey peer, PeerRequest request) implements BeaconNodeEvent {}

  /// A message came by gossip. Answered by one [BeaconNodeEffect.GossipVerdict].
  record Gossip(long id, PeerKey from, GossipMessage message) implements BeaconNodeEvent {}

  /// To [BeaconNodeEffect.Call]: exactly one for each, at the latest soon after its timeout.
  record LinkEnded(CallId call, LinkOutcome outcome) implements BeaconNodeEvent {}

  /// Nothing can be written any more.
  record DiskFull(String fault) implements BeaconNodeEvent {}
}
