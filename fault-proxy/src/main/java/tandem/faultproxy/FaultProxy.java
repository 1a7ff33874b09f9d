package tandem.faultproxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import tandem.rim.Scope;

/// A TCP proxy on loopback that does to connections what its [Fault] says. A change takes effect at
/// once, also on connections that are there. Thread-safe.
public final class FaultProxy implements AutoCloseable {
  /// Connections at one time; more are reset.
  static final int CONNECTIONS_MAX = 1024;

  private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

  private final InetSocketAddress target;
  private final Ticker ticker;
  private final ServerSocket listener;
  private final SplittableRandom luck;
  private final Scope scope = new Scope();
  private final Set<Circuit> circuits = ConcurrentHashMap.newKeySet();
  private final LongAdder connections = new LongAdder();
  private final LongAdder fromClient = new LongAdder();
  private final LongAdder toServer = new LongAdder();
  private final LongAdder fromServer = new LongAdder();
  private final LongAdder toClient = new LongAdder();
  private Fault fault = Fault.NONE;
  private boolean closed;

  private FaultProxy(InetSocketAddress target, long seed, Ticker ticker) throws IOException {
    this.target = target;
    this.ticker = ticker;
    this.luck = new SplittableRandom(seed);
    this.listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    scope.start("fault-proxy-accept", this::accept);
  }

  /// Listens on a free port of loopback, and leads to `host` at `port`.
  ///
  /// @throws IOException if no port is free
  public static FaultProxy to(String host, int port) throws IOException {
    return to(new InetSocketAddress(host, port), 0, Ticker.SYSTEM);
  }

  /// @param seed of the jitter
  /// @throws IOException if no port is free
  public static FaultProxy to(InetSocketAddress target, long seed, Ticker ticker)
      throws IOException {
    return new FaultProxy(target, seed, ticker);
  }

  /// The port that it listens on.
  public int port() {
    return listener.getLocalPort();
  }

  public synchronized Fault fault() {
    return fault;
  }

  /// From now on `other` in place of the fault before; bytes that waited are treated by it too.
  public synchronized void set(Fault other) {
    fault = other;
    circuits.forEach(circuit -> circuit.set(other));
  }

  /// Ends the fault.
  public void heal() {
    set(Fault.NONE);
  }

  /// Cuts what connections there are; new ones are treated by the fault.
  public synchronized void cut(Ending ending) {
    circuits.forEach(circuit -> circuit.abort(ending));
  }

  public Traffic traffic() {
    return new Traffic(
        connections.sum(),
        circuits.size(),
        fromClient.sum(),
        toServer.sum(),
        fromServer.sum(),
        toClient.sum());
  }

  private void accept() {
    while (true) {
      try {
        enter(listener.accept());
      } catch (IOException e) {
        if (listener.isClosed()) {
          return;
        }
        // A connection that was gone before it was taken.
      }
    }
  }

  private synchronized void enter(Socket client) throws IOException {
    connections.increment();
    if (closed || circuits.size() >= CONNECTIONS_MAX) {
      Circuit.reset(client);
      return;
    }
    if (fault.door() instanceof Door.Shut(Ending ending)) {
      switch (ending) {
        case RESET -> Circuit.reset(client);
        case CLOSE -> Circuit.close(client);
      }
      return;
    }
    client.setTcpNoDelay(true);
    Circuit circuit =
        new Circuit(
            client,
            target,
            fault.door(),
            (direction, lock, changed) ->
                switch (direction) {
                  case TO_SERVER ->
                      new Lane(
                          lock,
                          changed,
                          fault.toServer(),
                          ticker,
                          luck.split(),
                          fromClient,
                          toServer);
                  case TO_CLIENT ->
                      new Lane(
                          lock,
                          changed,
                          fault.toClient(),
                          ticker,
                          luck.split(),
                          fromServer,
                          toClient);
                },
            scope,
            circuits::remove);
    circuits.add(circuit);
    circuit.start();
  }

  /// Resets all connections and closes the port.
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      circuits.forEach(circuit -> circuit.abort(Ending.RESET));
    }
    try {
      listener.close();
    } catch (IOException _) {
      // Closed all the same.
    }
    scope.close(CLOSE_MAX);
  }
}
