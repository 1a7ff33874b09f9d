package tandem.pairsim;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The connections between the halves of one kind, each with each. A connection keeps the order of
/// its messages unless the faults say otherwise. A message that meets a partition is lost and the
/// connection carries nothing any more in that direction, as a broken TCP connection does; both
/// ends notice after a while and connect again.
final class Mesh {
  private static final long LOOK_MS = 500;

  /// After a partition began, or a process vanished with its machine.
  private static final long NOTICE_MIN_MS = 1_000;

  private static final long NOTICE_MAX_MS = 12_000;
  private static final long LATENCY_MIN_MS = 5;

  /// What connections do to their ends.
  interface Ends {
    Half half(int index);

    void connected(int index, int peer);

    void gone(int index, int peer);
  }

  private static final class Connection {
    final int low;
    final int high;
    final boolean[] open = {true, true};
    final boolean[] broken = {false, false};
    final boolean[] greeted = {false, false};
    final long[] lastArrivalMs = {0, 0};
    boolean noticed;

    Connection(int low, int high) {
      this.low = low;
      this.high = high;
    }

    int side(int index) {
      return index == low ? 0 : 1;
    }

    boolean isClosed() {
      return !open[0] && !open[1];
    }
  }

  private final Simulation sim;
  private final Ends ends;
  private final int count;
  private final @Nullable Connection[][] connections;
  private final long[][] blockedUntilMs;

  Mesh(Simulation sim, int count, Ends ends) {
    this.sim = sim;
    this.count = count;
    this.ends = ends;
    this.connections = new @Nullable Connection[count][count];
    this.blockedUntilMs = new long[count][count];
    sim.agenda.after(1, this::look);
  }

  /// Nothing gets from one to the other, in this direction, for a time.
  void block(int from, int to, long ms) {
    blockedUntilMs[from][to] = Math.max(blockedUntilMs[from][to], sim.nowMs() + ms);
  }

  void unblockAll() {
    for (long[] row : blockedUntilMs) {
      Arrays.fill(row, 0);
    }
  }

  boolean isConnected(int a, int b) {
    Connection connection = connections[Math.min(a, b)][Math.max(a, b)];
    return connection != null && connection.open[0] && connection.open[1];
  }

  /// Sends something, which may not arrive.
  void send(int from, int to, Runnable arrival) {
    Connection connection = connections[Math.min(from, to)][Math.max(from, to)];
    if (connection == null || !connection.open[connection.side(from)]) {
      return;
    }
    int side = connection.side(from);
    if (isBlocked(from, to)) {
      connection.broken[side] = true;
    }
    if (connection.broken[side]) {
      return;
    }
    FaultModel faults = sim.faults();
    Chance chance = sim.network;
    boolean first = !connection.greeted[side];
    connection.greeted[side] = true;
    if (!first && chance.hits(faults.messageLoss())) {
      return;
    }
    long atMs = sim.nowMs() + chance.between(LATENCY_MIN_MS, faults.messageDelayMs());
    if (first || !chance.hits(faults.messageReordering())) {
      atMs = Math.max(atMs, connection.lastArrivalMs[side]);
      connection.lastArrivalMs[side] = atMs;
    } else {
      // Never before the first of the connection, without which there is none.
      atMs = Math.max(atMs, connection.lastArrivalMs[side]) + chance.between(0, 500);
    }
    deliver(connection, to, atMs, arrival);
    if (!first && chance.hits(faults.messageDuplication())) {
      deliver(connection, to, atMs + chance.between(0, 500), arrival);
    }
  }

  /// One end hangs up.
  void hangUp(int from, int to) {
    Connection connection = connections[Math.min(from, to)][Math.max(from, to)];
    if (connection != null) {
      notice(connection, from, 1);
      notice(connection, to, sim.network.between(5, 60));
    }
  }

  /// A process has ended.
  ///
  /// @param silently whether its machine vanished too and cannot say so
  void vanished(int index, boolean silently) {
    for (int other = 0; other < count; other++) {
      Connection connection = connections[Math.min(index, other)][Math.max(index, other)];
      if (other != index && connection != null) {
        connection.open[connection.side(index)] = false;
        notice(connection, other, silently ? noticeMs() : sim.network.between(5, 60));
      }
    }
  }

  private void deliver(Connection connection, int to, long atMs, Runnable arrival) {
    ends.half(to)
        .post(
            atMs - sim.nowMs(),
            () -> {
              if (connection.open[connection.side(to)]) {
                arrival.run();
              }
            });
  }

  private void notice(Connection connection, int index, long delayMs) {
    ends.half(index)
        .post(
            delayMs,
            () -> {
              int side = connection.side(index);
              if (connection.open[side]) {
                connection.open[side] = false;
                ends.gone(index, connection.low == index ? connection.high : connection.low);
              }
            });
  }

  private void look() {
    sim.agenda.after(LOOK_MS, this::look);
    for (int low = 0; low < count; low++) {
      for (int high = low + 1; high < count; high++) {
        look(low, high);
      }
    }
  }

  private void look(int low, int high) {
    Connection connection = connections[low][high];
    boolean blocked = isBlocked(low, high) || isBlocked(high, low);
    if (connection != null && !connection.isClosed()) {
      boolean dead = blocked || connection.broken[0] || connection.broken[1];
      if (dead && !connection.noticed) {
        connection.noticed = true;
        notice(connection, low, noticeMs());
        notice(connection, high, noticeMs());
      }
      return;
    }
    boolean bothUp = ends.half(low).isUp() && ends.half(high).isUp();
    if (bothUp && !blocked && sim.network.hits(0.5)) {
      Connection made = new Connection(low, high);
      connections[low][high] = made;
      opened(made, low, high);
      opened(made, high, low);
    }
  }

  private void opened(Connection connection, int index, int peer) {
    ends.half(index)
        .post(
            1,
            () -> {
              if (connection.open[connection.side(index)]) {
                ends.connected(index, peer);
              }
            });
  }

  private boolean isBlocked(int from, int to) {
    return blockedUntilMs[from][to] > sim.nowMs();
  }

  private long noticeMs() {
    return sim.network.between(NOTICE_MIN_MS, NOTICE_MAX_MS);
  }
}
