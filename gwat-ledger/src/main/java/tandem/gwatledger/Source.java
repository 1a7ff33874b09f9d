package tandem.gwatledger;

/// How a block came. It decides nothing about validity.
public enum Source {
  /// Announced by a peer without being asked for. Of twins only the first is taken.
  PROPAGATED,
  /// Asked for, because a block or the coordinator refers to it, or of a sync.
  REQUESTED,
  /// Of a peer's finalised chain, to be finalised in the same write.
  FINALISED_CHAIN,
  /// Made by this node.
  OWN
}
