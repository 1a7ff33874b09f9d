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

  private final EventLoop<NodeEvent, NodeEffect, GwatMachine> loop;
  private final Semaphore kib = new Semaphore(KIB_OF_ALL, true);
  private final AtomicInteger parts = new AtomicInteger();

  /// One peer's part.
  final class Part {
    private final Semaphore events = new Semaphore(EVENTS_OF_ONE);
    private final TimeShare share = new TimeShare(System::nanoTime);

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
      for (long nanos = waitNanos(); nanos > 0; nanos = waitNanos()) {
        Thread.sleep(Duration.ofNanos(nanos));
      }
    }

    private long waitNanos() {
      return share.waitNanos(parts.get());
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
                  part.share.charge(tookNanos, parts.get());
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
