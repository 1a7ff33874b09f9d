package tandem.devp2p;

import java.util.concurrent.Semaphore;

/// The memory of large messages, from their arrival until the listener has taken them, for all
/// peers of a server together. Who finds no room waits, and is not read from.
final class LargeMessages {
  /// Frames up to this length need no room: they are bounded by the number of peers.
  static final int SMALL_BYTES = 64 << 10;

  private final Semaphore kib;
  private final int plainMax;

  /// Room for one message.
  final class Room implements AutoCloseable {
    private final int size;

    private Room(int size) {
      this.size = size;
    }

    @Override
    public void close() {
      kib.release(size);
    }
  }

  /// @param bytes for at least one message of `plainMax` bytes, and for its compressed form
  LargeMessages(long bytes, int plainMax) {
    this.kib = new Semaphore((int) (bytes >>> 10), true);
    this.plainMax = plainMax;
  }

  /// Waits for room for a frame and for what it can unpack to. All of it is taken at once, so that
  /// nobody waits who has some of it.
  Room await(int frameLength) throws InterruptedException {
    if (frameLength <= SMALL_BYTES) {
      return new Room(0);
    }
    long plain = Math.min(plainMax, (long) frameLength * Compression.RATIO_MAX);
    int size = 1 + (int) ((frameLength + plain) >>> 10);
    kib.acquire(size);
    return new Room(size);
  }
}
