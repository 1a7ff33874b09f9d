package tandem.beaconcore;

import tandem.pairprotocol.CallId;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;

/// What the coordinator wants done. Whatever an effect speaks of is in the store already.
public sealed interface BeaconNodeEffect {
  /// Ask a peer. Ends in one [BeaconNodeEvent.RequestAnswered] or [BeaconNodeEvent.RequestFailed],
  /// soon after the deadline at the latest.
  record Request(long id, PeerKey peer, PeerRequest request, long deadlineMs)
      implements BeaconNodeEffect {}

  /// To [BeaconNodeEvent.RequestReceived].
  record Respond(long id, PeerAnswer answer) implements BeaconNodeEffect {}

  /// @param atFault whether the peer is proven to be at fault; only that may cost its reputation
  record Disconnect(PeerKey peer, boolean atFault, String why) implements BeaconNodeEffect {}

  /// To [BeaconNodeEvent.Gossip].
  record GossipVerdict(long id, Verdict verdict) implements BeaconNodeEffect {}

  /// Send a message of ours to all who listen.
  record Publish(GossipMessage message) implements BeaconNodeEffect {}

  /// Call gwat. Ends in one [BeaconNodeEvent.LinkEnded].
  record Call(CallId call, LinkRequest request, long timeoutMs) implements BeaconNodeEffect {}

  /// From here on the stage is another one.
  record StageChanged(Stage from, Stage to, String why, long tookMs) implements BeaconNodeEffect {}

  /// The link to gwat is up, down, or refused.
  record LinkChanged(boolean usable, String why) implements BeaconNodeEffect {}

  /// Fork choice has another head.
  ///
  /// @param depth slots from the last common ancestor to the head before; 0 when it simply grew
  record HeadChanged(Hash32 root, long slot, long depth) implements BeaconNodeEffect {}

  record Justified(long epoch, Hash32 root) implements BeaconNodeEffect {}

  record Finalized(long epoch, Hash32 root) implements BeaconNodeEffect {}

  /// Something that an operator must know.
  record Alarm(String text) implements BeaconNodeEffect {}

  /// Something that an operator may want to know.
  record Note(String text) implements BeaconNodeEffect {}

  /// End the process with the code for a full disk.
  record ExitDiskFull(String fault) implements BeaconNodeEffect {}
}
