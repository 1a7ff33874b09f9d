package tandem.faultproxy;

/// How a connection is cut.
public enum Ending {
  /// RST: what is on its way is lost, and both sides see an error.
  RESET,
  /// FIN: both sides see the end of the stream, as if the other had closed it.
  CLOSE
}
