package tandem.faultproxy;

/// The two ways of bytes through a proxy.
public enum Direction {
  /// From whoever dialed: requests, where one side only asks.
  TO_SERVER,
  /// To whoever dialed: answers.
  TO_CLIENT
}
