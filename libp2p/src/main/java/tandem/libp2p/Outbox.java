package tandem.libp2p;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import tandem.rim.Deadline;

/// The frames of a connection that wait for its socket, in their order. Data waits for room;
/// control frames do not, as a reader that waited for a writer could deadlock with the peer, but
/// their number is bounded.
final class Outbox {
  /// What a queued frame costs besides its bytes.
  private static final int FRAME_OVERHEAD = 64;

  private record Frame(byte[] bytes, boolean control) {
    int cost() {
      return control ? 0 : bytes.length + FRAME_OVERHEAD;
    }
  }

  private final int maxBytes;
  private final int maxControlFrames;
  private final Runnable onOverflow;

  // Fair, so that a stream that writes much does not starve one that writes little.
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition room = lock.newCondition();
  private final Condition work = lock.newCondition();
  private final ArrayDeque<Frame> frames = new ArrayDeque<>();
  private int bytes;
  private int controlFrames;
  private boolean closed;

  /// @param onOverflow called when a control frame finds no room; it should end the connection
  Outbox(Limits.Streams limits, Runnable onOverflow) {
    this.maxBytes = limits.writeQueueBytes();
    this.maxControlFrames = limits.controlFrames();
    this.onOverflow = onOverflow;
  }

  /// Queues a data frame of at most [NoiseChannel#PLAIN_MAX] bytes once there is room.
  void put(byte[] frame, Deadline deadline) throws IOException {
    lock.lock();
    try {
      while (!closed && bytes > 0 && bytes + frame.length > maxBytes) {
        if (room.awaitNanos(deadline.remainingNanos()) <= 0 && deadline.passed()) {
          throw Deadline.late("write");
        }
      }
      if (closed) {
        throw new StreamResetException("the connection is closed");
      }
      add(new Frame(frame, false));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while writing");
    } finally {
      lock.unlock();
    }
  }

  /// Queues a control frame. Frames for a closed connection are dropped.
  void offer(byte[] frame) {
    boolean overflow = false;
    lock.lock();
    try {
      if (controlFrames >= maxControlFrames) {
        overflow = !closed;
      } else if (!closed) {
        add(new Frame(frame, true));
        controlFrames++;
      }
    } finally {
      lock.unlock();
    }
    if (overflow) {
      onOverflow.run();
    }
  }

  /// Writes frames until the outbox is closed and empty. As many as are there go into one message
  /// of `channel`, and none is divided between two.
  void drain(NoiseChannel channel) throws IOException {
    byte[] batch = new byte[NoiseChannel.PLAIN_MAX];
    for (int length = next(batch); length > 0; length = next(batch)) {
      channel.write(batch, 0, length);
    }
  }

  /// Takes no more frames; those that are queued are still written.
  void finish() {
    lock.lock();
    try {
      closed = true;
      room.signalAll();
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Takes no more frames and drops those that are queued.
  void close() {
    lock.lock();
    try {
      frames.clear();
      finish();
    } finally {
      lock.unlock();
    }
  }

  private void add(Frame frame) {
    frames.add(frame);
    bytes += frame.cost();
    work.signal();
  }

  private int next(byte[] batch) throws IOException {
    lock.lock();
    try {
      while (frames.isEmpty()) {
        if (closed) {
          return 0;
        }
        work.await();
      }
      int length = 0;
      for (Frame next = frames.peek();
          next != null && length + next.bytes().length <= batch.length;
          next = frames.peek()) {
        System.arraycopy(next.bytes(), 0, batch, length, next.bytes().length);
        length += next.bytes().length;
        bytes -= next.cost();
        controlFrames -= next.control() ? 1 : 0;
        frames.remove();
      }
      room.signalAll();
      return length;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for frames");
    } finally {
      lock.unlock();
    }
  }
}
