package tandem.libp2p;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The announced connections of each peer, and what the listener hears of them.
///
/// Two peers that dial each other at once get two connections, one of each direction. Both stay:
/// the other side may use the one that we would close. A second connection of one direction means
/// that the peer has lost the first, so it takes its place.
final class Peers {
  private static final Logger LOG = LoggerFactory.getLogger(Peers.class);

  private final HostListener listener;

  /// Held while the listener is called, so that it hears changes in their order.
  private final ReentrantLock events = new ReentrantLock();

  private final ConcurrentHashMap<PeerId, List<Connection>> connections = new ConcurrentHashMap<>();

  Peers(HostListener listener) {
    this.listener = listener;
  }

  /// The connection to use for `peer`: the oldest that is not ending.
  @Nullable Connection find(PeerId peer) {
    for (Connection connection : of(peer)) {
      if (connection.ending() == null) {
        return connection;
      }
    }
    return null;
  }

  List<Connection> of(PeerId peer) {
    return connections.getOrDefault(peer, List.of());
  }

  Collection<PeerId> ids() {
    return List.copyOf(connections.keySet());
  }

  /// Adds a connection; false if it has ended meanwhile.
  boolean announce(Connection connection) {
    events.lock();
    try {
      for (Connection other : of(connection.peer())) {
        if (other.direction() == connection.direction()) {
          other.close(DisconnectReason.REPLACED, "the peer has a newer connection");
          remove(other);
        }
      }
      if (connection.ending() != null) {
        return false;
      }
      List<Connection> all = new ArrayList<>(of(connection.peer()));
      all.add(connection);
      connections.put(connection.peer(), List.copyOf(all));
      if (all.size() == 1) {
        tell(() -> listener.connected(connection.info()));
      }
      connection.announce();
      return true;
    } finally {
      events.unlock();
    }
  }

  /// Removes a connection that ends, if it was announced.
  void remove(Connection connection) {
    events.lock();
    try {
      List<Connection> rest = new ArrayList<>(of(connection.peer()));
      if (!rest.remove(connection)) {
        return;
      }
      if (!rest.isEmpty()) {
        connections.put(connection.peer(), List.copyOf(rest));
        return;
      }
      connections.remove(connection.peer());
      Connection.Ending why = connection.ending();
      DisconnectReason reason = why == null ? DisconnectReason.INTERNAL : why.reason();
      String detail = why == null ? "" : why.detail();
      LOG.debug("{} disconnected: {}, {}", connection.peer(), reason, detail);
      tell(() -> listener.disconnected(connection.peer(), reason, detail));
    } finally {
      events.unlock();
    }
  }

  /// Tells of a change to what the peer says of itself, if it was announced.
  void update(Connection connection) {
    events.lock();
    try {
      if (of(connection.peer()).contains(connection)) {
        tell(() -> listener.updated(connection.info()));
      }
    } finally {
      events.unlock();
    }
  }

  private static void tell(Runnable event) {
    try {
      event.run();
    } catch (RuntimeException e) {
      LOG.warn("the listener failed", e);
    }
  }
}
