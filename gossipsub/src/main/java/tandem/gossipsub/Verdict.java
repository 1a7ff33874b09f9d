package tandem.gossipsub;

/// What the node says to a message.
public enum Verdict {
  /// It is passed on, and speaks for who brought it first.
  ACCEPT,
  /// It is not passed on; nobody is at fault.
  IGNORE,
  /// It is not passed on, and speaks against everybody who brought it.
  REJECT
}
