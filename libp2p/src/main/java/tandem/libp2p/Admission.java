package tandem.libp2p;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import tandem.primitives.Bytes;

/// Counts connections against the limits: in all, and of each remote address in number and in
/// frequency (coordinator-net.md 1.6).
final class Admission {
  /// Addresses that are remembered; more are refused.
  private static final int ADDRESSES_MAX = 4096;

  private static final double NANOS = 1e9;

  private static final class Origin {
    private int connections;
    private double allowance;
    private long atNanos;
  }

  private final Limits.Connections limits;
  private final Map<Bytes, Origin> origins = new HashMap<>();
  private int inbound;
  private int outbound;

  Admission(Limits.Connections limits) {
    this.limits = limits;
  }

  /// Whether a connection from `address` may come in. If so, [#leave] must follow once.
  synchronized boolean enter(InetAddress address, long nowNanos) {
    if (inbound >= limits.inbound()) {
      return false;
    }
    if (!address.isLoopbackAddress() && !enterFrom(key(address), nowNanos)) {
      return false;
    }
    inbound++;
    return true;
  }

  synchronized void leave(InetAddress address) {
    inbound--;
    Origin origin = origins.get(key(address));
    if (origin != null) {
      origin.connections--;
    }
  }

  /// Whether we may dial. If so, [#leaveOutbound] must follow once.
  synchronized boolean enterOutbound() {
    if (outbound >= limits.outbound()) {
      return false;
    }
    outbound++;
    return true;
  }

  synchronized void leaveOutbound() {
    outbound--;
  }

  private boolean enterFrom(Bytes key, long nowNanos) {
    if (origins.size() >= ADDRESSES_MAX) {
      origins.values().removeIf(origin -> isForgettable(origin, nowNanos));
    }
    Origin origin = origins.get(key);
    if (origin == null) {
      if (origins.size() >= ADDRESSES_MAX) {
        return false;
      }
      origin = new Origin();
      origin.allowance = limits.acceptBurst();
      origin.atNanos = nowNanos;
      origins.put(key, origin);
    }
    origin.allowance = allowance(origin, nowNanos);
    origin.atNanos = nowNanos;
    if (origin.connections >= limits.perAddress() || origin.allowance < 1) {
      return false;
    }
    origin.connections++;
    origin.allowance--;
    return true;
  }

  private double allowance(Origin origin, long nowNanos) {
    double gained = (nowNanos - origin.atNanos) / NANOS * limits.acceptsPerSecond();
    return Math.min(limits.acceptBurst(), origin.allowance + gained);
  }

  private boolean isForgettable(Origin origin, long nowNanos) {
    return origin.connections == 0 && allowance(origin, nowNanos) >= limits.acceptBurst();
  }

  /// One household: an address of version 4, or the first 64 bits of one of version 6.
  private static Bytes key(InetAddress address) {
    byte[] octets = address.getAddress();
    return Bytes.wrap(octets.length == 4 ? octets : Arrays.copyOf(octets, 8));
  }
}
