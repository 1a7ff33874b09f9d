package tandem.beaconcore;

/// What becomes of a gossiped message.
public enum Verdict {
  /// Passed on.
  ACCEPT,
  /// Not passed on; nobody is to blame.
  IGNORE,
  /// Not passed on; wrong whatever our own state is, so the sender is at fault.
  REJECT
}
