package tandem.beaconcore;

import tandem.beaconspec.SignedBeaconBlock;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.LinkOutcome;
import tandem.primitives.Hash32;

/// The part of the coordinator that judges all gossip but blocks, keeps the operation pools and
/// performs the duties of this node's validators. The machine calls it, on its own thread, with
/// [Context#nowMs] set; what it wants done it says through the [Context].
interface Operations {
  /// It is `slot` now; fork choice knows already. Slots that passed unseen are left out.
  void slotBegun(long slot);

  /// Time has passed, or something happened that a duty may wait for. Level-triggered: does what is
  /// due, in WORKING only.
  void tick();

  /// A block has been imported, whatever way it came; head and checkpoints are up to date.
  void imported(Hash32 root, SignedBeaconBlock block);

  /// Judges a message that is not a block, and takes in what it accepts. One that waits for a block
  /// is kept here and judged again when that comes; its verdict has then been given as IGNORE.
  Verdict judge(PeerKey from, GossipMessage message);

  /// To [Context#call].
  void linkEnded(CallId call, LinkOutcome outcome);
}
