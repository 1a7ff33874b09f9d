package tandem.beaconnode;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.libp2p.Multiaddr;
import tandem.pairprotocol.GwatLink;

/// What an operator says about a coordinator.
///
/// @param network directory of `genesis.ssz` and `beacon.json`; the same for all nodes of a network
/// @param data directory of this node's database and network key; made if it is not there
/// @param p2p where libp2p listens; port 0 takes a free one
/// @param rest where the Beacon API listens; null for no API
/// @param announced further addresses that peers are told, for a node behind a translator
/// @param peers static peers, each with its peer id; redialled for as long as the node runs
/// @param maxPeers connections at one time
/// @param expectsPeers whether sync waits for peers; false for the first node of a network, which
///   begins alone
/// @param link the way to gwat
/// @param validators whose duties this node does
public record BeaconNodeConfig(
    Path network,
    Path data,
    InetSocketAddress p2p,
    @Nullable InetSocketAddress rest,
    List<Multiaddr> announced,
    List<Multiaddr> peers,
    int maxPeers,
    boolean expectsPeers,
    Link link,
    Validators validators) {
  private static final int MAX_PEERS = 45;

  /// The way to gwat.
  public sealed interface Link {
    /// JSON-RPC over HTTP.
    ///
    /// @param jwtSecret file of a hexadecimal secret of 32 bytes; null where gwat asks for none
    record Http(URI address, @Nullable Path jwtSecret) implements Link {}

    /// gwat runs in this process.
    record InProcess(GwatLink gwat) implements Link {}
  }

  /// The validators of a node.
  public sealed interface Validators {
    record None() implements Validators {}

    /// @param file a secret key a line, 64 hexadecimal digits; empty lines and lines after `#` are
    ///   passed over
    record KeyFile(Path file) implements Validators {}

    /// The keys that everybody can compute (beacon-rules.md 7), for networks of trials.
    ///
    /// @param from first index, inclusive
    record Interop(int from, int count) implements Validators {}
  }

  /// @throws IllegalArgumentException if a static peer has no peer id, or no peer is allowed
  public BeaconNodeConfig {
    announced = List.copyOf(announced);
    peers = List.copyOf(peers);
    if (maxPeers < 1) {
      throw new IllegalArgumentException("the number of peers must be at least 1: " + maxPeers);
    }
    for (Multiaddr peer : peers) {
      if (peer.peer() == null) {
        throw new IllegalArgumentException("a static peer needs its /p2p/ part: " + peer);
      }
    }
  }

  /// A node on free ports of loopback without validators and static peers.
  public static BeaconNodeConfig of(Path network, Path data, Link link) {
    InetSocketAddress free = new InetSocketAddress("127.0.0.1", 0);
    return new BeaconNodeConfig(
        network,
        data,
        free,
        free,
        List.of(),
        List.of(),
        MAX_PEERS,
        true,
        link,
        new Validators.None());
  }

  public BeaconNodeConfig withP2p(InetSocketAddress other) {
    return new BeaconNodeConfig(
        network, data, other, rest, announced, peers, maxPeers, expectsPeers, link, validators);
  }

  public BeaconNodeConfig withRest(@Nullable InetSocketAddress other) {
    return new BeaconNodeConfig(
        network, data, p2p, other, announced, peers, maxPeers, expectsPeers, link, validators);
  }

  public BeaconNodeConfig withAnnounced(List<Multiaddr> other) {
    return new BeaconNodeConfig(
        network, data, p2p, rest, other, peers, maxPeers, expectsPeers, link, validators);
  }

  public BeaconNodeConfig withPeers(List<Multiaddr> other) {
    return new BeaconNodeConfig(
        network, data, p2p, rest, announced, other, maxPeers, expectsPeers, link, validators);
  }

  public BeaconNodeConfig withMaxPeers(int other) {
    return new BeaconNodeConfig(
        network, data, p2p, rest, announced, peers, other, expectsPeers, link, validators);
  }

  public BeaconNodeConfig withExpectsPeers(boolean other) {
    return new BeaconNodeConfig(
        network, data, p2p, rest, announced, peers, maxPeers, other, link, validators);
  }

  public BeaconNodeConfig withValidators(Validators other) {
    return new BeaconNodeConfig(
        network, data, p2p, rest, announced, peers, maxPeers, expectsPeers, link, other);
  }
}
