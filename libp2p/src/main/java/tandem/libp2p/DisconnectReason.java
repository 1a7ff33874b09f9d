package tandem.libp2p;

/// Why a peer is gone. Only [#FAULT] speaks against the peer.
public enum DisconnectReason {
  /// [Host#disconnect] was called.
  LOCAL,
  /// The peer or the network ended the connection.
  REMOTE,
  /// The peer broke a protocol or a limit.
  FAULT,
  /// The peer took or sent nothing for too long.
  TIMEOUT,
  /// The peer connected again; this was its older connection.
  REPLACED,
  /// The host was closed.
  HOST_CLOSED,
  /// Something here failed; the log says what.
  INTERNAL
}
