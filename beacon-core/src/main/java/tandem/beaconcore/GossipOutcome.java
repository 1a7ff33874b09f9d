package tandem.beaconcore;

import tandem.primitives.Hash32;

/// What gossip validation says of a message.
sealed interface GossipOutcome {
  /// Valid and new: it is passed on.
  record Accept() implements GossipOutcome {}

  /// Not passed on; nobody is to blame, or it cannot be known.
  record Ignore(String why) implements GossipOutcome {}

  /// Wrong whatever our own state is: the sender is at fault.
  record Reject(String why) implements GossipOutcome {}

  /// It speaks of a block that is not here: to be looked at again when that has come.
  record Wait(Hash32 root) implements GossipOutcome {}

  static GossipOutcome accept() {
    return new Accept();
  }

  static GossipOutcome ignore(String why) {
    return new Ignore(why);
  }

  static GossipOutcome reject(String why) {
    return new Reject(why);
  }
}
