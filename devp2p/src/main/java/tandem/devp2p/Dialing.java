package tandem.devp2p;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.rim.Deadline;
import tandem.rim.Scope;

/// Keeps connections to static peers: one thread a peer, which dials, carries the connection to its
/// end, pauses, and dials again, for ever. Pauses double from try to try and are made unequal by
/// chance; a connection that lasted makes them short again.
final class Dialing {
  private static final Logger LOG = LoggerFactory.getLogger(Dialing.class);

  /// How long a thread looks for the end of a connection that was made elsewhere, before it looks
  /// whether the peer is still wanted.
  private static final Duration WATCH = Duration.ofSeconds(1);

  interface Connector {
    /// @throws IOException if no connection comes about
    void connect(EnodeUrl peer, InetAddress address) throws IOException, InterruptedException;
  }

  private final Devp2pConfig config;
  private final Scope scope;
  private final PeerTable table;
  private final RandomGenerator random;
  private final Connector connector;

  /// Guarded by itself.
  private final Map<NodeId, EnodeUrl> wanted = new HashMap<>();

  Dialing(
      Devp2pConfig config,
      Scope scope,
      PeerTable table,
      RandomGenerator random,
      Connector connector) {
    this.config = config;
    this.scope = scope;
    this.table = table;
    this.random = random;
    this.connector = connector;
  }

  boolean add(EnodeUrl peer) {
    synchronized (wanted) {
      if (peer.id().equals(config.key().id())
          || peer.equals(wanted.get(peer.id()))
          || wanted.size() >= config.limits().staticPeers() && !wanted.containsKey(peer.id())) {
        return false;
      }
      wanted.put(peer.id(), peer);
    }
    // If the peer had another address, the thread for that one ends by itself.
    scope.start("devp2p-dial-" + peer.id().brief(), () -> keep(peer));
    return true;
  }

  boolean remove(NodeId peer) {
    synchronized (wanted) {
      return wanted.remove(peer) != null;
    }
  }

  boolean isWanted(NodeId peer) {
    synchronized (wanted) {
      return wanted.containsKey(peer);
    }
  }

  private boolean isWanted(EnodeUrl peer) {
    synchronized (wanted) {
      return peer.equals(wanted.get(peer.id()));
    }
  }

  private void keep(EnodeUrl peer) throws InterruptedException {
    Lookup lookup = new Lookup(peer.host());
    Duration pause = config.limits().times().redialMin();
    while (isWanted(peer)) {
      if (!table.awaitAbsence(peer.id(), Deadline.in(WATCH))) {
        continue;
      }
      long from = System.nanoTime();
      try {
        connector.connect(peer, lookup.address(config.limits().times().connect()));
      } catch (IOException e) {
        LOG.debug("no connection to {}: {}", peer, e.getMessage());
      }
      boolean lasted = System.nanoTime() - from > config.limits().times().redialMax().toNanos();
      pause = lasted ? config.limits().times().redialMin() : pause;
      Thread.sleep(Duration.ofNanos(random.nextLong(pause.toNanos() / 2, pause.toNanos() + 1)));
      pause = next(pause);
    }
  }

  private Duration next(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    Duration max = config.limits().times().redialMax();
    return twice.compareTo(max) < 0 ? twice : max;
  }

  /// Finds the address of a name. As the system's look-up knows no deadline it has a thread of its
  /// own, at most one for a peer.
  private final class Lookup {
    private final String host;
    private CompletableFuture<InetAddress> running = new CompletableFuture<>();
    private boolean started;

    Lookup(String host) {
      this.host = host;
    }

    InetAddress address(Duration patience) throws IOException, InterruptedException {
      if (!started || running.isDone()) {
        CompletableFuture<InetAddress> fresh = new CompletableFuture<>();
        running = fresh;
        started = true;
        scope.start("devp2p-lookup", () -> lookUp(fresh));
      }
      try {
        return running.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException | ExecutionException e) {
        throw new IOException("no address for " + host, e);
      }
    }

    private void lookUp(CompletableFuture<InetAddress> answer) {
      try {
        answer.complete(InetAddress.getByName(host));
      } catch (IOException | RuntimeException e) {
        answer.completeExceptionally(e);
      }
    }
  }
}
