package tandem.gwatnode;

import java.util.concurrent.Semaphore;
import tandem.gwatcore.GwatMachine;
import tandem.gwatcore.NodeEffect;
import tandem.gwatcore.NodeEvent;
import tandem.loop.EventLoop;

/// The way of peers' events into the loop. What waits there is bounded in bytes, and for each peer
/// in number, so that one that floods keeps only itself waiting (pair-sync.md S9).
final class PeersLane {
  /// Events of one peer that wait or are handled.
  static final int EVENTS_OF_ONE = 64;

  /// Messages that wait, in KiB of their bytes on the wire after decompression.
  private static final int KIB_OF_ALL = 64 << 10;

  private final EventLoop<NodeEvent, NodeEffect, GwatMachine> loop;
  private final Semaphore kib = new Semaphore(KIB_OF_ALL, true);

  /// One peer's part.
  static final class Part {
    private final Semaphore events = new Semaphore(EVENTS_OF_ONE);
  }

  /// Room for one event; given back when the event has been handled.
  final class Place {
    private final Part part;
    private final int size;

    private Place(Part part, int size) {
      this.part = part;
      this.size = size;
    }

    /// Puts an event in; after the end of the loop it is dropped.
    void fill(NodeEvent event) {
      if (!loop.offer(event, this::free)) {
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

  /// Waits for room. The place must be filled or freed.
  ///
  /// @param bytes of a message, at most 10 MiB
  Place await(Part part, int bytes) throws InterruptedException {
    int size = 1 + (bytes >>> 10);
    part.events.acquire();
    try {
      kib.acquire(size);
    } catch (InterruptedException e) {
      part.events.release();
      throw e;
    }
    return new Place(part, size);
  }
}
