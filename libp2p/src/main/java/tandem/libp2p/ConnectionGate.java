package tandem.libp2p;

/// Decides which connections are made. Called from many threads; must answer at once.
public interface ConnectionGate {
  ConnectionGate OPEN = new ConnectionGate() {};

  /// Whether to begin a handshake with somebody who has connected from `remote`.
  default boolean allow(Multiaddr remote) {
    return true;
  }

  /// Whether to dial `peer` at `remote`, or to keep a connection after its handshake.
  default boolean allow(PeerId peer, Multiaddr remote, Direction direction) {
    return true;
  }
}
