package tandem.beaconnode;

import java.util.concurrent.CompletableFuture;
import tandem.libp2p.Multiaddr;

/// A running coordinator.
public final class BeaconNode implements AutoCloseable {
  private final CompletableFuture<ExitReason> ended = new CompletableFuture<>();
  private final Multiaddr multiaddr;
  private final int restPort;

  private BeaconNode(Multiaddr multiaddr, int restPort) {
    this.multiaddr = multiaddr;
    this.restPort = restPort;
  }

  /// Starts a node: opens its database, listens, and begins with checkpoint sync.
  ///
  /// @throws StartException if something that it needs is missing or wrong
  public static BeaconNode start(BeaconNodeConfig config) throws StartException {
    throw new StartException(
        ExitReason.Code.CANNOT_START,
        "no node can be started from " + config.networkDir() + " yet");
  }

  /// Where peers reach it, with its peer id.
  public Multiaddr multiaddr() {
    return multiaddr;
  }

  /// The port of the Beacon API; 0 if there is none.
  public int restPort() {
    return restPort;
  }

  /// Keeps a connection to `peer` from now on.
  ///
  /// @throws IllegalArgumentException if it names no peer
  public void addPeer(Multiaddr peer) {
    throw new IllegalArgumentException("no peer id in " + peer);
  }

  /// Completed when the node has ended, by [#close] or by itself.
  public CompletableFuture<ExitReason> ended() {
    return ended.copy();
  }

  /// Ends the node, within seconds. The database is left in order, as it is after a crash too.
  @Override
  public void close() {
    ended.complete(new ExitReason(ExitReason.Code.STOPPED, "stopped"));
  }
}
