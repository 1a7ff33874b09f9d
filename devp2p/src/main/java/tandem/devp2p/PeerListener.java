package tandem.devp2p;

/// Hears of peers. For each peer the calls are `connected`, then turns and messages, then `closed`,
/// and only then `connected` again; they come from threads of connections, those of different peers
/// at the same time.
public interface PeerListener {
  /// Nothing is read from the peer before this returns.
  ///
  /// @throws InterruptedException if the server closes
  void connected(PeerHandle peer) throws InterruptedException;

  /// Called before each message is read, when nothing of it takes memory yet. As long as this does
  /// not return nothing is read from the peer, and it is not held to be silent.
  ///
  /// @throws InterruptedException if the server closes
  default void awaitTurn(PeerHandle peer) throws InterruptedException {}

  /// A message. As long as this does not return nothing more is read from the peer, and it is not
  /// held to be silent.
  ///
  /// @param code relative to the protocol's first, within its codes
  /// @param payload within the protocol's bound; the listener's to keep
  /// @throws InterruptedException if the server closes
  void message(PeerHandle peer, int code, byte[] payload) throws InterruptedException;

  void closed(PeerHandle peer, Ending ending);
}
