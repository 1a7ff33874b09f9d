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
/// @param dataDir holds the database, the network key and the lock; made if it does not exist
/// @param networkDir holds `genesis.ssz` and `beacon.json`, the same for all nodes of a network
/// @param rest where the Beacon API listens; null for no API
/// @param link the way to gwat
/// @param validators whose duties this node does
/// @param expectsPeers whether sync waits for peers at start; a network's first node alone has none
/// @param clockOffsetMs what the node adds to the system's clock; 0 but in trials of a wrong clock
public record BeaconNodeConfig(
    Path dataDir,
    Path networkDir,
    P2p p2p,
    @Nullable InetSocketAddress rest,
    Link link,
    Validators validators,
    boolean expectsPeers,
    long clockOffsetMs) {

  /// The network of peers.
  ///
  /// @param listen where libp2p listens; port 0 takes a free one
  /// @param announced further addresses that peers are told, for a node behind a translator
  /// @param staticPeers peers to be connected with for ever, each with its peer id
  /// @param peersFile more of them, a multiaddr a line, read again when it changes; it may come
  ///   into being later
  /// @param maxPeers connections at one time, 1 to 1000
  public record P2p(
      InetSocketAddress listen,
      List<Multiaddr> announced,
      List<Multiaddr> staticPeers,
      @Nullable Path peersFile,
      int maxPeers) {
    public static final P2p DEFAULT =
        new P2p(new InetSocketAddress("127.0.0.1", 13000), List.of(), List.of(), null, 45);

    /// @throws IllegalArgumentException if a static peer has no peer id or `maxPeers` is out of
    ///   range
    public P2p {
      announced = List.copyOf(announced);
      staticPeers = List.copyOf(staticPeers);
      if (maxPeers < 1 || maxPeers > 1000) {
        throw new IllegalArgumentException(maxPeers + " peers are not between 1 and 1000");
      }
      for (Multiaddr peer : staticPeers) {
        if (peer.peer() == null) {
          throw new IllegalArgumentException("a static peer needs its /p2p/ part: " + peer);
        }
      }
    }

    public P2p withListen(InetSocketAddress other) {
      return new P2p(other, announced, staticPeers, peersFile, maxPeers);
    }

    public P2p withAnnounced(List<Multiaddr> others) {
      return new P2p(listen, others, staticPeers, peersFile, maxPeers);
    }

    public P2p withStaticPeers(List<Multiaddr> others) {
      return new P2p(listen, announced, others, peersFile, maxPeers);
    }

    public P2p withPeersFile(@Nullable Path other) {
      return new P2p(listen, announced, staticPeers, other, maxPeers);
    }

    public P2p withMaxPeers(int other) {
      return new P2p(listen, announced, staticPeers, peersFile, other);
    }
  }

  /// The way to gwat.
  public sealed interface Link {
    /// JSON-RPC over HTTP.
    ///
    /// @param jwtSecretFile 64 hexadecimal digits; null where gwat asks for none
    record Http(URI address, @Nullable Path jwtSecretFile) implements Link {}

    /// gwat runs in this process.
    record InProcess(GwatLink gwat) implements Link {}
  }

  /// The validators of a node.
  public sealed interface Validators {
    record None() implements Validators {}

    /// @param file a secret key a line, 64 hexadecimal digits; empty lines and lines that begin
    ///   with `#` are passed over
    record KeyFile(Path file) implements Validators {}

    /// The keys that everybody can compute (beacon-rules.md 7), for networks of trials.
    ///
    /// @param from first index, inclusive
    record Interop(int from, int count) implements Validators {}
  }

  /// A node with all defaults: loopback, the usual ports, no validators.
  public static BeaconNodeConfig of(Path dataDir, Path networkDir, Link link) {
    return new BeaconNodeConfig(
        dataDir,
        networkDir,
        P2p.DEFAULT,
        new InetSocketAddress("127.0.0.1", 3500),
        link,
        new Validators.None(),
        true,
        0);
  }

  public BeaconNodeConfig withP2p(P2p other) {
    return new BeaconNodeConfig(
        dataDir, networkDir, other, rest, link, validators, expectsPeers, clockOffsetMs);
  }

  public BeaconNodeConfig withRest(@Nullable InetSocketAddress other) {
    return new BeaconNodeConfig(
        dataDir, networkDir, p2p, other, link, validators, expectsPeers, clockOffsetMs);
  }

  public BeaconNodeConfig withValidators(Validators other) {
    return new BeaconNodeConfig(
        dataDir, networkDir, p2p, rest, link, other, expectsPeers, clockOffsetMs);
  }

  public BeaconNodeConfig withExpectsPeers(boolean other) {
    return new BeaconNodeConfig(
        dataDir, networkDir, p2p, rest, link, validators, other, clockOffsetMs);
  }

  public BeaconNodeConfig withClockOffsetMs(long other) {
    return new BeaconNodeConfig(
        dataDir, networkDir, p2p, rest, link, validators, expectsPeers, other);
  }

  /// Milliseconds since 1970 by this node's clock.
  long nowMs() {
    return System.currentTimeMillis() + clockOffsetMs;
  }
}
