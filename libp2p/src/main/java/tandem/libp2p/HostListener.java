package tandem.libp2p;

/// Hears who comes and goes. For each peer the calls alternate, beginning with [#connected], also
/// when there are two connections to it for a while; handlers of a peer's streams run only after
/// it. The calls come one at a time, from threads of the host, which wait for them: they should
/// hand over and return.
public interface HostListener {
  /// A peer is connected and the identify exchange is over.
  void connected(PeerInfo peer);

  /// The peer has told something new of itself.
  default void updated(PeerInfo peer) {}

  /// The last connection to the peer is gone.
  ///
  /// @param detail for logs
  void disconnected(PeerId peer, DisconnectReason reason, String detail);
}
