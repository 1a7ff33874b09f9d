package tandem.libp2p;

/// Who opened a connection or a stream.
public enum Direction {
  /// The peer did.
  INBOUND,
  /// We did.
  OUTBOUND
}
