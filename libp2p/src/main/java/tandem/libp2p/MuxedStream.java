package tandem.libp2p;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tandem.rim.Deadline;

/// A stream of a muxer: its unread bytes, the windows of both sides, and how far it is closed. The
/// muxer's reader delivers, the stream's users take.
final class MuxedStream implements Stream {
  private final Mux mux;
  private final long key;
  private final Direction direction;
  private volatile String protocol = "";

  /// An inbound stream counts until it is closed and its handler has ended; an outbound one until
  /// it is closed.
  private final AtomicInteger holds;

  // The lock guards all below.
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ByteQueue unread;
  private long sendWindow;
  private long receiveWindow;
  private int taken;
  private boolean peerClosed;
  private boolean weClosed;
  private boolean discarding;
  private @Nullable String broken;
  private @Nullable Deadline linger;

  /// @param key the muxer's name for the stream
  MuxedStream(Mux mux, long key, Direction direction, long sendWindow, int receiveBytes) {
    this.mux = mux;
    this.key = key;
    this.direction = direction;
    this.sendWindow = sendWindow;
    this.receiveWindow = receiveBytes;
    this.unread = new ByteQueue(receiveBytes);
    this.holds = new AtomicInteger(direction == Direction.INBOUND ? 2 : 1);
  }

  long key() {
    return key;
  }

  @Override
  public PeerId peer() {
    return mux.peer();
  }

  @Override
  public String protocol() {
    return protocol;
  }

  void agreed(String chosen) {
    protocol = chosen;
  }

  @Override
  public Direction direction() {
    return direction;
  }

  @Override
  public int read(byte[] into, int offset, int length, Deadline deadline) throws IOException {
    int count;
    lock.lock();
    try {
      if (discarding) {
        throw new StreamResetException("the stream was closed here");
      }
      boolean ready =
          await(() -> unread.size() > 0 || peerClosed || broken != null || discarding, deadline);
      if (!ready) {
        throw Deadline.late("read of " + protocol);
      }
      if (unread.size() == 0) {
        if (peerClosed) {
          return -1;
        }
        throw new StreamResetException(broken == null ? "the stream was closed here" : broken);
      }
      count = unread.take(into, offset, length);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    mux.release(count);
    mux.consumed(this, count);
    return count;
  }

  @Override
  public void write(byte[] bytes, int offset, int length, Deadline deadline) throws IOException {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      int count = reserve(end - at, deadline);
      mux.sendData(this, bytes, at, count, deadline);
      at += count;
    }
  }

  /// Waits until the peer's window takes a part of `length` bytes, small ones in one piece.
  private int reserve(int length, Deadline deadline) throws IOException {
    int least = Math.min(length, UNSPLIT_BYTES);
    lock.lock();
    try {
      boolean ready = await(() -> sendWindow >= least || broken != null || weClosed, deadline);
      if (broken != null) {
        throw new StreamResetException(broken);
      }
      if (weClosed) {
        throw new StreamResetException("the stream was closed here");
      }
      if (!ready) {
        throw Deadline.late("write of " + protocol);
      }
      int count = (int) Math.min(Math.min(length, Mux.DATA_MAX), sendWindow);
      sendWindow -= count;
      return count;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void closeWrite() {
    lock.lock();
    try {
      if (weClosed || broken != null) {
        return;
      }
      weClosed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    mux.sendClose(this);
    removeIfOver();
  }

  @Override
  public void close() {
    closeWrite();
    lock.lock();
    try {
      discarding = true;
      mux.release(unread.clear());
      if (!peerClosed && broken == null && linger == null) {
        linger = Deadline.in(mux.limits().times().linger());
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void reset() {
    lock.lock();
    try {
      if (broken != null || (peerClosed && weClosed)) {
        return;
      }
      breakOff("the stream was reset here", true);
    } finally {
      lock.unlock();
    }
    mux.sendReset(this);
    removeIfOver();
  }

  /// Resets the stream if it was closed here and the peer has not closed its side in time.
  void expire() {
    Deadline until;
    lock.lock();
    try {
      until = linger;
    } finally {
      lock.unlock();
    }
    if (until != null && until.passed()) {
      reset();
    }
  }

  /// Whether the peer may send `length` more bytes; if so it may send so many less from now on.
  boolean admit(long length) {
    lock.lock();
    try {
      if (length > receiveWindow) {
        return false;
      }
      receiveWindow -= length;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Bytes from the peer. Waits for room until `stall`.
  ///
  /// @return false if there was no room for all of them
  boolean deliver(byte[] bytes, int offset, int length, Deadline stall) throws IOException {
    int at = offset;
    int end = offset + length;
    lock.lock();
    try {
      while (at < end && !discarding && !peerClosed && broken == null) {
        int count = Math.min(end - at, unread.room());
        if (count == 0) {
          if (!await(() -> unread.room() > 0 || discarding || broken != null, stall)) {
            return false;
          }
        } else if (!mux.tryHold(count)) {
          return false;
        } else {
          unread.put(bytes, at, count);
          at += count;
          changed.signalAll();
        }
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// How much the peer's window is to be opened now that `count` bytes were taken: 0, or at least
  /// half a window, so that updates are few.
  int credit(int count) {
    lock.lock();
    try {
      taken += count;
      if (taken < mux.limits().streams().windowBytes() / 2 || peerClosed || broken != null) {
        return 0;
      }
      int credit = taken;
      taken = 0;
      receiveWindow += credit;
      return credit;
    } finally {
      lock.unlock();
    }
  }

  /// The peer takes `delta` more bytes.
  void openWindow(long delta) {
    lock.lock();
    try {
      // Far above any real window, far below an overflow.
      sendWindow = Math.min(sendWindow + delta, 1L << 40);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void onPeerClosed() {
    lock.lock();
    try {
      peerClosed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    removeIfOver();
  }

  void onPeerReset() {
    lock.lock();
    try {
      // What was complete before the reset may still be read.
      breakOff("the peer reset the stream", !peerClosed);
    } finally {
      lock.unlock();
    }
    removeIfOver();
  }

  void onConnectionLost(String why) {
    lock.lock();
    try {
      breakOff(why, false);
    } finally {
      lock.unlock();
    }
    removeIfOver();
  }

  /// The handler of this inbound stream has ended.
  void handlerEnded() {
    letGo();
  }

  private void breakOff(String why, boolean drop) {
    if (broken == null) {
      broken = why;
    }
    if (drop) {
      mux.release(unread.clear());
    }
    changed.signalAll();
  }

  private void removeIfOver() {
    boolean over;
    lock.lock();
    try {
      over = broken != null || (peerClosed && weClosed);
    } finally {
      lock.unlock();
    }
    if (over && mux.remove(this)) {
      letGo();
    }
  }

  private void letGo() {
    if (holds.decrementAndGet() == 0) {
      mux.ended(direction);
    }
  }

  /// Waits until `condition` holds; false if `deadline` passes before. The lock is held.
  private boolean await(BooleanSupplier condition, Deadline deadline) throws IOException {
    try {
      while (!condition.getAsBoolean()) {
        if (changed.awaitNanos(deadline.remainingNanos()) <= 0 && deadline.passed()) {
          return condition.getAsBoolean();
        }
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a stream");
    }
  }
}
