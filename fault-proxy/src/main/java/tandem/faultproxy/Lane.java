package tandem.faultproxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One direction of a connection: a thread reads, another writes, and between them wait at most
/// [#WAITING_MAX] bytes; a sender that is faster is held back by TCP.
final class Lane {
  /// Bytes between the two sockets, beside what the system holds.
  static final int WAITING_MAX = 256 * 1024;

  private static final int PIECE_MAX = 8 * 1024;

  /// A bounded rate moves bytes so often.
  private static final int STEPS_PER_SECOND = 20;

  private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Lock lock;
  private final Condition changed;
  private final Ticker ticker;
  private final RandomGenerator luck;
  private final LongAdder in;
  private final LongAdder out;

  private final Deque<Piece> waiting = new ArrayDeque<>();
  private int waitingBytes;
  private Flow flow;

  /// Bytes that arrived since the fault was set.
  private long arrived;

  /// When the rate lets the next byte go.
  private long nextNanos;

  /// How the sender has ended, if it has.
  private @Nullable End end;

  /// Whether nothing is handed on any more; what still comes is dropped.
  private boolean over;

  /// What came in one read.
  private static final class Piece {
    final byte[] bytes;
    final long cameNanos;

    /// From 0 to 1, its share of the jitter.
    final double share;

    int from;

    Piece(byte[] bytes, long cameNanos, double share) {
      this.bytes = bytes;
      this.cameNanos = cameNanos;
      this.share = share;
    }

    int left() {
      return bytes.length - from;
    }
  }

  /// How the stream of a sender, or a lane, comes to its end.
  sealed interface End {
    /// The sender has closed its stream.
    record Orderly() implements End {}

    /// The sender's connection broke.
    record Broken() implements End {}

    /// The fault cuts the connection.
    record ByFault(Ending ending) implements End {}

    /// The connection was ended from elsewhere.
    record Abandoned() implements End {}
  }

  /// What the writer does next.
  private sealed interface Move {
    record Write(byte[] bytes, int from, int length) implements Move {}

    record Finish(End how) implements Move {}
  }

  /// @param lock of the connection, with `changed` as its condition
  /// @param in counts bytes that come
  /// @param out counts bytes that are handed on
  Lane(
      Lock lock,
      Condition changed,
      Flow flow,
      Ticker ticker,
      RandomGenerator luck,
      LongAdder in,
      LongAdder out) {
    this.lock = lock;
    this.changed = changed;
    this.flow = flow;
    this.ticker = ticker;
    this.luck = luck;
    this.in = in;
    this.out = out;
    this.nextNanos = ticker.nanos();
  }

  /// Takes effect on what waits, too. The caller holds the lock.
  void set(Flow other) {
    flow = other;
    arrived = 0;
    nextNanos = ticker.nanos();
    changed.signalAll();
  }

  /// Whether the sender has ended. The caller holds the lock.
  boolean senderGone() {
    return end != null;
  }

  /// Nothing is handed on any more. The caller holds the lock.
  void abandon() {
    over = true;
    waiting.clear();
    waitingBytes = 0;
    changed.signalAll();
  }

  /// Reads to the end.
  void read(InputStream from) throws InterruptedException {
    End how = new End.Orderly();
    byte[] buffer = new byte[PIECE_MAX];
    try {
      int length;
      while ((length = from.read(buffer)) >= 0) {
        in.add(length);
        put(Arrays.copyOf(buffer, length));
      }
    } catch (IOException _) {
      how = new End.Broken();
    }
    lock.lock();
    try {
      end = how;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void put(byte[] bytes) throws InterruptedException {
    lock.lock();
    try {
      while (!over && waitingBytes + bytes.length > WAITING_MAX) {
        changed.await();
      }
      if (over) {
        return;
      }
      waiting.add(new Piece(bytes, ticker.nanos(), luck.nextDouble()));
      waitingBytes += bytes.length;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Writes until the lane ends.
  End write(OutputStream to) throws InterruptedException {
    try {
      while (true) {
        switch (next()) {
          case Move.Write(byte[] bytes, int from, int length) -> {
            to.write(bytes, from, length);
            out.add(length);
          }
          case Move.Finish(End how) -> {
            return how;
          }
        }
      }
    } catch (IOException _) {
      return new End.Broken();
    } finally {
      lock.lock();
      try {
        abandon();
      } finally {
        lock.unlock();
      }
    }
  }

  /// Waits for what is to be done.
  private Move next() throws InterruptedException {
    lock.lock();
    try {
      while (true) {
        Move move = due();
        if (move != null) {
          return move;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// What is to be done now; null after a wait.
  private @Nullable Move due() throws InterruptedException {
    if (over) {
      return new Move.Finish(new End.Abandoned());
    }
    return switch (flow.fate()) {
      case Fate.Wait _ -> pause();
      case Fate.Vanish _ -> {
        if (!waiting.isEmpty()) {
          waiting.clear();
          waitingBytes = 0;
          changed.signalAll();
        }
        yield pause();
      }
      case Fate.Arrive _ -> arrival(Long.MAX_VALUE, Ending.RESET);
      case Fate.Cut(long bytes, Ending ending) -> arrival(bytes - arrived, ending);
    };
  }

  /// @param most bytes that may still arrive before the connection is cut
  private @Nullable Move arrival(long most, Ending ending) throws InterruptedException {
    Piece piece = waiting.peek();
    if (piece == null) {
      return end == null ? pause() : new Move.Finish(end);
    }
    long jitterNanos = (long) (flow.jitter().toNanos() * piece.share);
    long lateNanos = piece.cameNanos + flow.delay().toNanos() + jitterNanos - ticker.nanos();
    long rateNanos = nextNanos - ticker.nanos();
    if (lateNanos > 0 || rateNanos > 0) {
      ticker.await(changed, Math.max(lateNanos, rateNanos));
      return null;
    }
    if (most <= 0) {
      return new Move.Finish(new End.ByFault(ending));
    }
    int length = (int) Math.min(Math.min(piece.left(), most), step());
    Move move = new Move.Write(piece.bytes, piece.from, length);
    take(piece, length);
    return move;
  }

  private long step() {
    return flow.bytesPerSecond() == Flow.UNBOUND
        ? PIECE_MAX
        : Math.max(1, flow.bytesPerSecond() / STEPS_PER_SECOND);
  }

  private void take(Piece piece, int length) {
    piece.from += length;
    waitingBytes -= length;
    arrived += length;
    if (flow.bytesPerSecond() != Flow.UNBOUND) {
      nextNanos = ticker.nanos() + length * NANOS_PER_SECOND / flow.bytesPerSecond();
    }
    if (piece.left() == 0) {
      waiting.remove();
    }
    changed.signalAll();
  }

  private @Nullable Move pause() throws InterruptedException {
    changed.await();
    return null;
  }
}
