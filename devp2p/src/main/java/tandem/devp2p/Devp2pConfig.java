package tandem.devp2p;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a server is set up.
///
/// @param clientName told to peers
/// @param host address to listen at
/// @param port 0 takes a free one
/// @param staticPeers peers to be connected with for ever
/// @param peersFile more of them ([PeersFile]), read again when it changes
/// @param listener who hears of peers
public record Devp2pConfig(
    NodeKey key,
    String clientName,
    String host,
    int port,
    Protocol protocol,
    List<EnodeUrl> staticPeers,
    @Nullable Path peersFile,
    Limits limits,
    PeerListener listener) {
  public Devp2pConfig {
    staticPeers = List.copyOf(staticPeers);
  }

  /// A server on a free port of loopback, with default limits and nobody to dial.
  public static Devp2pConfig of(
      NodeKey key, String clientName, Protocol protocol, PeerListener listener) {
    return new Devp2pConfig(
        key, clientName, "127.0.0.1", 0, protocol, List.of(), null, Limits.DEFAULT, listener);
  }

  public Devp2pConfig withAddress(String otherHost, int otherPort) {
    return new Devp2pConfig(
        key, clientName, otherHost, otherPort, protocol, staticPeers, peersFile, limits, listener);
  }

  public Devp2pConfig withStaticPeers(List<EnodeUrl> others) {
    return new Devp2pConfig(
        key, clientName, host, port, protocol, others, peersFile, limits, listener);
  }

  public Devp2pConfig withPeersFile(@Nullable Path other) {
    return new Devp2pConfig(
        key, clientName, host, port, protocol, staticPeers, other, limits, listener);
  }

  public Devp2pConfig withLimits(Limits other) {
    return new Devp2pConfig(
        key, clientName, host, port, protocol, staticPeers, peersFile, other, listener);
  }
}
