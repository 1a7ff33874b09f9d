package tandem.libp2p;

/// A ring of bytes that grows up to a bound. Not thread-safe.
final class ByteQueue {
  private static final byte[] NONE = {};
  private static final int SMALLEST = 512;

  /// A larger ring is not kept when it is empty, as most streams are idle most of the time.
  private static final int KEPT = 16 * 1024;

  private final int capacity;
  private byte[] ring = NONE;
  private int from;
  private int size;

  ByteQueue(int capacity) {
    this.capacity = capacity;
  }

  int size() {
    return size;
  }

  /// How many bytes still fit.
  int room() {
    return capacity - size;
  }

  /// @throws IllegalArgumentException if there is no room for them
  void put(byte[] bytes, int offset, int length) {
    if (length > room()) {
      throw new IllegalArgumentException(length + " bytes into room of " + room());
    }
    grow(size + length);
    int to = (from + size) % Math.max(1, ring.length);
    int first = Math.min(length, ring.length - to);
    System.arraycopy(bytes, offset, ring, to, first);
    System.arraycopy(bytes, offset + first, ring, 0, length - first);
    size += length;
  }

  /// Moves up to `length` bytes out.
  ///
  /// @return how many
  int take(byte[] into, int offset, int length) {
    int count = Math.min(length, size);
    int first = Math.min(count, ring.length - from);
    System.arraycopy(ring, from, into, offset, first);
    System.arraycopy(ring, 0, into, offset + first, count - first);
    size -= count;
    from = size == 0 ? 0 : (from + count) % ring.length;
    if (size == 0 && ring.length > KEPT) {
      ring = NONE;
    }
    return count;
  }

  /// Drops everything.
  ///
  /// @return how many bytes that were
  int clear() {
    int dropped = size;
    ring = NONE;
    from = 0;
    size = 0;
    return dropped;
  }

  private void grow(int needed) {
    if (needed <= ring.length) {
      return;
    }
    int length = Math.max(SMALLEST, ring.length);
    while (length < needed) {
      length *= 2;
    }
    byte[] larger = new byte[Math.min(length, Math.max(capacity, SMALLEST))];
    int first = Math.min(size, ring.length - from);
    System.arraycopy(ring, from, larger, 0, first);
    System.arraycopy(ring, 0, larger, first, size - first);
    ring = larger;
    from = 0;
  }
}
