package tandem.faultproxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import tandem.faultproxy.Wire.Net;

/// The proxies of a network: one for each way in which a node dials another. Thread-safe.
public final class FaultNetwork implements AutoCloseable {
  private final long seed;
  private final Map<Wire, FaultProxy> proxies = new LinkedHashMap<>();

  /// @param seed of all jitter
  public FaultNetwork(long seed) {
    this.seed = seed;
  }

  /// In which direction between two groups of pairs a partition lets nothing through.
  public enum Way {
    BOTH,
    LEFT_TO_RIGHT,
    RIGHT_TO_LEFT
  }

  /// Puts a proxy in place.
  ///
  /// @param port at which the dialed node listens on `host`
  /// @return the port that is to be dialed instead, on loopback
  /// @throws IOException if no port is free
  public synchronized int open(Wire wire, String host, int port) throws IOException {
    if (proxies.containsKey(wire)) {
      throw new IllegalStateException(wire + " has its proxy");
    }
    FaultProxy proxy =
        FaultProxy.to(new InetSocketAddress(host, port), seed + proxies.size(), Ticker.SYSTEM);
    proxies.put(wire, proxy);
    return proxy.port();
  }

  /// @throws IllegalArgumentException if the wire has no proxy
  public synchronized FaultProxy proxy(Wire wire) {
    FaultProxy proxy = proxies.get(wire);
    if (proxy == null) {
      throw new IllegalArgumentException(wire + " has no proxy");
    }
    return proxy;
  }

  /// The link of a pair.
  public FaultProxy link(int pair) {
    return proxy(Wire.link(pair));
  }

  /// Sets the same fault on all wires of which `which` is true.
  public synchronized void set(Predicate<? super Wire> which, Fault fault) {
    proxies.forEach((wire, proxy) -> {
      if (which.test(wire)) {
        proxy.set(fault);
      }
    });
  }

  /// Sets the same fault on everything between `pair` and the others, whoever dialed.
  public void isolate(Set<Net> nets, int pair, Fault fault) {
    set(
        wire ->
            nets.contains(wire.net())
                && wire.from() != wire.to()
                && (wire.from() == pair || wire.to() == pair),
        fault);
  }

  /// Lets nothing through between two groups of pairs, as when packets are lost: nothing is closed,
  /// and no connection comes about, also where only one direction fails. What was sent arrives when
  /// the partition has ended.
  ///
  /// @param nets of these networks
  public synchronized void partition(
      Set<Net> nets, Set<Integer> left, Set<Integer> right, Way way) {
    proxies.forEach((wire, proxy) -> {
      boolean fromLeft = left.contains(wire.from()) && right.contains(wire.to());
      boolean fromRight = right.contains(wire.from()) && left.contains(wire.to());
      if (nets.contains(wire.net()) && (fromLeft || fromRight)) {
        proxy.set(partition(way, fromLeft));
      }
    });
  }

  private static Fault partition(Way way, boolean fromLeft) {
    Flow silent = Flow.of(new Fate.Wait());
    Fault oneWay =
        switch (way) {
          case BOTH -> Fault.silence();
          case LEFT_TO_RIGHT ->
              Fault.oneWay(fromLeft ? Direction.TO_SERVER : Direction.TO_CLIENT, silent);
          case RIGHT_TO_LEFT ->
              Fault.oneWay(fromLeft ? Direction.TO_CLIENT : Direction.TO_SERVER, silent);
        };
    return oneWay.withDoor(new Door.Held());
  }

  /// Ends all faults.
  public void heal() {
    set(_ -> true, Fault.NONE);
  }

  @Override
  public synchronized void close() {
    proxies.values().forEach(FaultProxy::close);
  }
}
