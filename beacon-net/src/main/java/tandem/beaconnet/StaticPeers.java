package tandem.beaconnet;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.libp2p.Host;
import tandem.libp2p.Multiaddr;
import tandem.libp2p.PeerId;
import tandem.rim.Deadline;

/// Peers to be connected with for ever: dialled again and again, with pauses that grow from 0.25 s
/// to 10 s and begin anew after a connection that lasted. A virtual thread a peer.
final class StaticPeers implements AutoCloseable {
  static final int MAX = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(StaticPeers.class);
  private static final Duration DIAL = Duration.ofSeconds(10);
  private static final long PAUSE_MIN_MS = 250;
  private static final long PAUSE_MAX_MS = 10_000;

  /// A connection that lasted so long was a good one.
  private static final long LASTED_NANOS = TimeUnit.SECONDS.toNanos(10);

  /// How often a thread looks by itself whether its peer is still there.
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final class Target {
    private final PeerId peer;
    private final Thread thread;
    private volatile Multiaddr address;

    // Wakes the thread when the peer comes or goes; it also looks by itself.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private Target(PeerId peer, Multiaddr address) {
      this.peer = peer;
      this.address = address;
      this.thread = Thread.ofVirtual().name("dial-" + peer.brief()).unstarted(this::keepConnected);
    }

    private void keepConnected() {
      long pauseMs = PAUSE_MIN_MS;
      try {
        while (!Thread.interrupted()) {
          long sinceNanos = System.nanoTime();
          if (!isConnected()) {
            dial();
          }
          awaitDisconnected();
          if (System.nanoTime() - sinceNanos > LASTED_NANOS + DIAL.toNanos()) {
            pauseMs = PAUSE_MIN_MS;
          }
          // From half to the whole, so that nodes that lost each other do not dial in step.
          Thread.sleep(pauseMs / 2 + ThreadLocalRandom.current().nextLong(pauseMs / 2 + 1));
          pauseMs = Math.min(2 * pauseMs, PAUSE_MAX_MS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void dial() {
      try {
        host.dial(address, Deadline.in(DIAL));
      } catch (IOException | IllegalArgumentException e) {
        LOG.debug("{} is not reached: {}", address, e.getMessage());
      }
    }

    private boolean isConnected() {
      return host.peers().stream().anyMatch(info -> info.peer().equals(peer));
    }

    private void awaitDisconnected() throws InterruptedException {
      while (isConnected()) {
        lock.lockInterruptibly();
        try {
          long left = changed.awaitNanos(LOOK_NANOS);
          LOG.trace("{} is looked at, {} ns early", peer, left);
        } finally {
          lock.unlock();
        }
      }
    }

    private void wake() {
      lock.lock();
      try {
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private final Host host;
  private final Map<PeerId, Target> targets = new ConcurrentHashMap<>();

  StaticPeers(Host host) {
    this.host = host;
  }

  /// Dials `address` from now on. A peer that is known already gets the new address.
  ///
  /// Our own node is passed over, so that all nodes of a network can have one list.
  ///
  /// @throws IllegalArgumentException if it names no peer, or there are too many
  void add(Multiaddr address) {
    @Nullable PeerId peer = address.peer();
    if (peer == null) {
      throw new IllegalArgumentException(address + " has no /p2p/ part");
    }
    if (peer.equals(host.peerId())) {
      return;
    }
    Target known = targets.get(peer);
    if (known != null) {
      known.address = address;
      return;
    }
    if (targets.size() >= MAX) {
      throw new IllegalArgumentException("more than " + MAX + " static peers");
    }
    Target target = new Target(peer, address);
    if (targets.putIfAbsent(peer, target) == null) {
      target.thread.start();
    }
  }

  boolean contains(PeerId peer) {
    return targets.containsKey(peer);
  }

  /// The peer has gone.
  void disconnected(PeerId peer) {
    Target target = targets.get(peer);
    if (target != null) {
      target.wake();
    }
  }

  @Override
  public void close() {
    targets.values().forEach(target -> target.thread.interrupt());
  }
}
