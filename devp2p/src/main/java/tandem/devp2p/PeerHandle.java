package tandem.devp2p;

import java.net.InetSocketAddress;

/// A connected peer. All methods are thread-safe and none waits.
public interface PeerHandle {
  NodeId id();

  /// What it said of itself.
  Hello hello();

  /// Whether it dialed us.
  boolean inbound();

  /// Our end.
  InetSocketAddress local();

  /// Its end.
  InetSocketAddress remote();

  /// Queues a message. A peer for which too much waits already is disconnected: it does not read.
  ///
  /// @param code relative to the protocol's first
  /// @param payload must not be changed any more
  /// @return whether it was queued; false when the connection is at its end
  boolean send(int code, byte[] payload);

  /// Ends the connection after what is queued has been sent, within the time for farewells.
  ///
  /// @param why for logs
  void disconnect(DisconnectReason reason, String why);
}
