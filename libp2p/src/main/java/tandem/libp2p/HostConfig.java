package tandem.libp2p;

import java.util.List;

/// How a host is set up.
///
/// @param identity its key
/// @param listen addresses of IP and TCP to listen at; port 0 takes a free one
/// @param announced further addresses under which peers are told to find it
/// @param agent name and version told to peers
/// @param limits what peers may do
/// @param gate which connections are made
/// @param listener who hears of peers
public record HostConfig(
    Identity identity,
    List<Multiaddr> listen,
    List<Multiaddr> announced,
    String agent,
    Limits limits,
    ConnectionGate gate,
    HostListener listener) {
  private static final Multiaddr LOOPBACK = new Multiaddr(Multiaddr.Kind.IP4, "127.0.0.1", 0, null);

  /// A host on a free port of loopback, with default limits, that lets everybody in.
  public static HostConfig of(Identity identity, String agent, HostListener listener) {
    return new HostConfig(
        identity,
        List.of(LOOPBACK),
        List.of(),
        agent,
        Limits.DEFAULTS,
        ConnectionGate.OPEN,
        listener);
  }

  public HostConfig withListen(List<Multiaddr> other) {
    return new HostConfig(identity, other, announced, agent, limits, gate, listener);
  }

  public HostConfig withAnnounced(List<Multiaddr> other) {
    return new HostConfig(identity, listen, other, agent, limits, gate, listener);
  }

  public HostConfig withLimits(Limits other) {
    return new HostConfig(identity, listen, announced, agent, other, gate, listener);
  }

  public HostConfig withGate(ConnectionGate other) {
    return new HostConfig(identity, listen, announced, agent, limits, other, listener);
  }
}
