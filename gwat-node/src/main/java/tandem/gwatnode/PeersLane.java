package tandem.gwatnode;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import tandem.gwatcore.GwatMachine;
import tandem.gwatcore.NodeEffect;
import tandem.gwatcore.NodeEvent;
import tandem.loop.EventLoop;

/// The way of peers' events into the loop (pair-sync.md S9). What waits there is bounded in bytes,
/// and for each peer in number. What a peer wants of its own accord may cost its share of the
/// loop's time and no more; what it answers us is ours to have asked for. One that floods so keeps
/// only itself waiting.
final class PeersLane {
  /// Events of one peer that wait or are handled. What they take is known only afterwards, so that
  /// this also bounds how far a peer can be beyond its share.
  static final int EVENTS_OF_ONE = 16;

  /// Messages that wait, in KiB of their bytes on the wire after decompression.
  private static final int KIB_OF_ALL = 32 << 10;

  /// Of the loop's time, for all peers together.
  private static final double TIME_OF_ALL = 0.5;

  /// Peers among which it is divided at least, so that one alone does not get all of it.
  private static final int SHARES_MIN = 2;

  /// What a peer may use beyond its share, at once.
  private static final long CREDIT_NANOS = Duration.ofMillis(500).toNanos();

  /// Nobody is kept waiting for longer at once: perhaps it was the disk that took so long.
  private static final long WAIT_NANOS_MAX = Duration.ofSeconds(10).toNanos();

  private final EventLoop<NodeEvent, NodeEffect, GwatMachine> loop;
  private final Semaphore kib = new Semaphore(KIB_OF_ALL, true);
  private final AtomicInteger parts = new AtomicInteger();

  /// One peer's part.
  final class Part {
    private final Semaphore events = new Semaphore(EVENTS_OF_ONE);

    // Guarded by this.
    private long usedNanos;
    private long atNanos = System.nanoTime();

    /// The peer is gone.
    void leave() {
      parts.decrementAndGet();
    }

    /// Waits for room. The place must be filled or freed.
    ///
    /// @param bytes of a message, at most 10 MiB
    Place await(int bytes) throws InterruptedException {
      int size = 1 + (bytes >>> 10);
      events.acquire();
      try {
        kib.acquire(size);
      } catch (InterruptedException e) {
        events.release();
        throw e;
      }
      return new Place(this, size);
    }

    /// Waits until the peer has not used more than its share.
    void awaitShare() throws InterruptedException {
      for (long nanos = overdraftNanos(0); nanos > 0; nanos = overdraftNanos(0)) {
        Thread.sleep(Duration.ofNanos(nanos));
      }
    }

    /// @param more that was used now
    /// @return how long it takes to be within the share again
    private synchronized long overdraftNanos(long more) {
      double share = TIME_OF_ALL / Math.max(SHARES_MIN, parts.get());
      long now = System.nanoTime();
      usedNanos = Math.max(0, usedNanos - (long) ((now - atNanos) * share)) + more;
      usedNanos = Math.min(usedNanos, CREDIT_NANOS + (long) (WAIT_NANOS_MAX * share));
      atNanos = now;
      return (long) ((usedNanos - CREDIT_NANOS) / share);
    }
  }

  /// Room for one event; given back when the event has left the lane.
  final class Place {
    private final Part part;
    private final int size;

    private Place(Part part, int size) {
      this.part = part;
      this.size = size;
    }

    /// Puts an event in; after the end of the loop it is dropped.
    ///
    /// @param ofItsOwn whether the peer's share is charged with what it takes
    void fill(NodeEvent event, boolean ofItsOwn) {
      boolean offered =
          loop.offer(
              event,
              tookNanos -> {
                if (ofItsOwn) {
                  part.overdraftNanos(tookNanos);
                }
                free();
              });
      if (!offered) {
        free();
      }
    }

    void free() {
      part.events.release();
      kib.release(size);
    }
  }

  /// @param loop with room for [#events] of peers
  PeersLane(EventLoop<NodeEvent, NodeEffect, GwatMachine> loop) {
    this.loop = loop;
  }

  /// Events that `peers` can have in the lane.
  static int events(int peers) {
    return peers * EVENTS_OF_ONE;
  }

  /// The part of a peer that has come; [Part#leave] must follow once.
  Part enter() {
    parts.incrementAndGet();
    return new Part();
  }
}
