package tandem.devp2p;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tandem.rim.Deadline;

/// Who is connected: each peer once.
///
/// When two nodes dial each other at the same time, both ends keep the connection that the node
/// with the smaller id dialed. When a peer that is connected dials once more it has lost the old
/// connection, and the new one is kept.
final class PeerTable {
  /// Peers that are remembered to be refused; with more, the one whose time is over first is
  /// forgotten.
  private static final int REFUSED_MAX = 1_024;

  private final NodeId own;
  private final int peersMax;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<NodeId, Connection> connections = new HashMap<>();
  private final Map<NodeId, Deadline> refused = new HashMap<>();
  private boolean closed;

  PeerTable(NodeId own, int peersMax) {
    this.own = own;
    this.peersMax = peersMax;
  }

  /// Takes a connection in, if needed after the one that it replaces has come to its end.
  ///
  /// @param patience how long that may take
  /// @return why not, or null
  @Nullable DisconnectReason admit(Connection candidate, Deadline patience)
      throws InterruptedException {
    if (candidate.id().equals(own)) {
      return DisconnectReason.SELF;
    }
    while (true) {
      Connection existing;
      lock.lock();
      try {
        existing = connections.get(candidate.id());
        if (closed) {
          return DisconnectReason.QUITTING;
        }
        if (isRefused(candidate.id())) {
          return DisconnectReason.USELESS_PEER;
        }
        if (existing == null) {
          if (candidate.inbound() && connections.size() >= peersMax) {
            return DisconnectReason.TOO_MANY_PEERS;
          }
          connections.put(candidate.id(), candidate);
          changed.signalAll();
          return null;
        }
      } finally {
        lock.unlock();
      }
      if (!existing.isEnding() && !replaces(candidate, existing)) {
        return DisconnectReason.ALREADY_CONNECTED;
      }
      existing.disconnect(DisconnectReason.ALREADY_CONNECTED, "another connection replaces it");
      if (!existing.awaitOver(patience)) {
        return DisconnectReason.ALREADY_CONNECTED;
      }
    }
  }

  /// To be called once after the end of a connection that was taken in.
  void remove(Connection connection) {
    lock.lock();
    try {
      connections.remove(connection.id(), connection);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    connection.declareOver();
  }

  /// Whether there is no connection to `peer`, waiting for that for a while.
  boolean awaitAbsence(NodeId peer, Deadline deadline) throws InterruptedException {
    lock.lock();
    try {
      while (connections.containsKey(peer) && !deadline.passed()) {
        changed.await(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
      }
      return !connections.containsKey(peer);
    } finally {
      lock.unlock();
    }
  }

  List<Connection> all() {
    lock.lock();
    try {
      return new ArrayList<>(connections.values());
    } finally {
      lock.unlock();
    }
  }

  @Nullable Connection find(NodeId peer) {
    lock.lock();
    try {
      return connections.get(peer);
    } finally {
      lock.unlock();
    }
  }

  /// Does not take `peer` in until a moment.
  void refuse(NodeId peer, Deadline until) {
    lock.lock();
    try {
      refused.put(peer, until);
      if (refused.size() > REFUSED_MAX) {
        NodeId first =
            Collections.min(
                refused.keySet(), Comparator.comparingLong(id -> remainingNanos(refused, id)));
        refused.remove(first);
      }
    } finally {
      lock.unlock();
    }
  }

  /// From now on nobody is taken in.
  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  private boolean isRefused(NodeId peer) {
    if (remainingNanos(refused, peer) > 0) {
      return true;
    }
    refused.remove(peer);
    return false;
  }

  private static long remainingNanos(Map<NodeId, Deadline> deadlines, NodeId peer) {
    Deadline deadline = deadlines.get(peer);
    return deadline == null ? 0 : deadline.remainingNanos();
  }

  private boolean replaces(Connection candidate, Connection existing) {
    if (candidate.inbound() == existing.inbound()) {
      return candidate.inbound();
    }
    boolean ourDialCounts = own.compareTo(candidate.id()) < 0;
    return candidate.inbound() != ourDialCounts;
  }
}
