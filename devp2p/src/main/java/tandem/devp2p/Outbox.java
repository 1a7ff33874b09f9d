package tandem.devp2p;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The messages of a connection that wait for its socket, in their order and bounded in number and
/// bytes. Nobody waits for room: what finds none is the owner's to act on.
///
/// All connections together are bounded too. When that bound is met, those have no room left that
/// use more than their share of it.
final class Outbox {
  private final Limits limits;
  private final AtomicLong bytesOfAll;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final ArrayDeque<FrameChannel.Message> messages = new ArrayDeque<>();
  private long bytes;
  private boolean finished;

  enum Offer {
    QUEUED,
    /// No more messages are taken.
    FINISHED,
    FULL
  }

  /// @param bytesOfAll shared by the outboxes of a server: bytes that wait in them
  Outbox(Limits limits, AtomicLong bytesOfAll) {
    this.limits = limits;
    this.bytesOfAll = bytesOfAll;
  }

  Offer offer(FrameChannel.Message message) {
    lock.lock();
    try {
      if (finished) {
        return Offer.FINISHED;
      }
      if (!hasRoom(message.payload().length)) {
        return Offer.FULL;
      }
      add(message);
      work.signal();
      return Offer.QUEUED;
    } finally {
      lock.unlock();
    }
  }

  /// Takes no more messages after this one, which finds room in any case; those that are queued are
  /// still given out.
  void finish(FrameChannel.Message last) {
    lock.lock();
    try {
      if (!finished) {
        add(last);
      }
    } finally {
      lock.unlock();
    }
    finish();
  }

  /// Takes no more messages.
  void finish() {
    lock.lock();
    try {
      finished = true;
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Takes no more messages and drops those that are queued.
  void drop() {
    lock.lock();
    try {
      messages.clear();
      count(-bytes);
      finished = true;
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The next message once there is one; null at the end.
  FrameChannel.@Nullable Message take() throws InterruptedException {
    lock.lock();
    try {
      while (messages.isEmpty()) {
        if (finished) {
          return null;
        }
        work.await();
      }
      FrameChannel.Message next = messages.remove();
      count(-next.payload().length);
      return next;
    } finally {
      lock.unlock();
    }
  }

  private boolean hasRoom(int length) {
    if (messages.size() >= limits.outMessages() || bytes + length > limits.outBytes()) {
      return false;
    }
    long share = limits.outBytesOfAll() / limits.peers();
    return bytes + length <= share || bytesOfAll.get() + length <= limits.outBytesOfAll();
  }

  private void add(FrameChannel.Message message) {
    messages.add(message);
    count(message.payload().length);
  }

  private void count(long more) {
    bytes += more;
    bytesOfAll.addAndGet(more);
  }
}
