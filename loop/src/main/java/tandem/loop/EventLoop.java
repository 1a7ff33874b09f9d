package tandem.loop;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The one thread that calls a [Machine].
///
/// Events wait in two lanes. The *own* lane is for what comes from this node and its operator:
/// ticks, the link, RPC. It is served first, and peers cannot fill it. The *peers'* lane is
/// bounded; when it is full [#offer] says so, and the adapter stops reading from its sockets.
///
/// Effects are handed to a consumer on this thread; it must not wait for anything.
///
/// @param <E> events
/// @param <F> effects
/// @param <M> the machine
public final class EventLoop<E, F, M extends Machine<E, F>> implements AutoCloseable {
  /// Bounds and pace of a loop.
  ///
  /// @param ownMax events of our own that may wait; more are a fault of this program
  /// @param peersMax events of peers that may wait
  /// @param tickMs time from one tick to the next
  public record Settings(int ownMax, int peersMax, long tickMs) {
    public static final Settings DEFAULT = new Settings(65_536, 4_096, 100);

    public Settings {
      if (ownMax < 1 || peersMax < 1 || tickMs < 1) {
        throw new IllegalArgumentException("bounds of a loop are positive");
      }
    }
  }

  /// How full the lanes are and how long events took.
  ///
  /// @param own events waiting in the own lane
  /// @param peers events waiting in the peers' lane
  /// @param handled events handled since the start
  /// @param slowestMicros longest time one event took since the last call of [#load]
  public record Load(int own, int peers, long handled, long slowestMicros) {}

  private record Question<M>(Consumer<M> ask) {}

  private record Offered<E>(E event, LongConsumer left) {}

  private final M machine;
  private final Consumer<? super F> effects;
  private final Consumer<? super Throwable> onFailure;
  private final LongSupplier nowMs;
  private final Supplier<? extends E> tick;
  private final Settings settings;
  private final Thread thread;

  // Guards the lanes and the life of the loop.
  private final ReentrantLock lanes = new ReentrantLock();
  private final Condition arrived = lanes.newCondition();
  private final Deque<Object> own = new ArrayDeque<>();
  private final Deque<Offered<E>> peers = new ArrayDeque<>();
  private boolean stopping;
  private boolean stopped;
  private long handled;
  private long slowestNanos;

  private EventLoop(
      String name,
      M machine,
      Supplier<? extends E> tick,
      Consumer<? super F> effects,
      Consumer<? super Throwable> onFailure,
      LongSupplier nowMs,
      Settings settings) {
    this.machine = machine;
    this.tick = tick;
    this.effects = effects;
    this.onFailure = onFailure;
    this.nowMs = nowMs;
    this.settings = settings;
    this.thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::run);
  }

  /// Starts a loop.
  ///
  /// @param tick makes the event that drives deadlines
  /// @param effects acts on an effect, on the loop's thread, without waiting
  /// @param onFailure told once, on the loop's thread, when the machine threw; the loop has ended
  ///   then
  /// @param nowMs the node's clock: milliseconds since the Unix epoch
  public static <E, F, M extends Machine<E, F>> EventLoop<E, F, M> start(
      String name,
      M machine,
      Supplier<? extends E> tick,
      Consumer<? super F> effects,
      Consumer<? super Throwable> onFailure,
      LongSupplier nowMs,
      Settings settings) {
    EventLoop<E, F, M> loop =
        new EventLoop<>(name, machine, tick, effects, onFailure, nowMs, settings);
    loop.thread.start();
    return loop;
  }

  /// Puts an event of our own into the loop. After the end of the loop it is dropped.
  ///
  /// @throws IllegalStateException if the own lane is full: something waits for nothing
  public void post(E event) {
    enqueueOwn(event);
  }

  /// Offers an event of a peer.
  ///
  /// @return whether there was room
  public boolean offer(E event) {
    return offer(event, tookNanos -> {});
  }

  /// Offers an event of a peer.
  ///
  /// @param left told on the loop's thread that the event has left the lane, and how many
  ///   nanoseconds the machine took for it, so that an adapter can bound what it has in the lane
  ///   and what it costs; 0 when the end of the loop dropped the event. Must not wait
  /// @return whether there was room
  public boolean offer(E event, LongConsumer left) {
    lanes.lock();
    try {
      if (stopping || peers.size() >= settings.peersMax()) {
        return false;
      }
      peers.addLast(new Offered<>(event, left));
      arrived.signal();
      return true;
    } finally {
      lanes.unlock();
    }
  }

  /// Whether the peers' lane has room for at least half of what it holds.
  public boolean hasRoomForPeers() {
    lanes.lock();
    try {
      return peers.size() < settings.peersMax() / 2;
    } finally {
      lanes.unlock();
    }
  }

  /// Asks the machine something that changes nothing, on the loop's thread, and waits.
  ///
  /// @throws TimeoutException if there is no answer in time
  /// @throws InterruptedException if the caller is interrupted
  /// @throws IllegalStateException if the loop has ended
  public <T> T ask(Function<? super M, ? extends T> question, Duration deadline)
      throws TimeoutException, InterruptedException {
    CompletableFuture<T> answer = new CompletableFuture<>();
    enqueueOwn(
        new Question<M>(asked -> {
          if (answer.isDone()) {
            return;
          }
          try {
            answer.complete(question.apply(asked));
          } catch (RuntimeException e) {
            answer.completeExceptionally(e);
          }
        }));
    try {
      return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(false);
      if (hasEnded()) {
        throw new IllegalStateException("the node has stopped", e);
      }
      throw e;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException fault) {
        throw fault;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /// How full the loop is now.
  public Load load() {
    lanes.lock();
    try {
      Load load = new Load(own.size(), peers.size(), handled, slowestNanos / 1_000);
      slowestNanos = 0;
      return load;
    } finally {
      lanes.unlock();
    }
  }

  /// Whether no event will be handled any more.
  public boolean hasEnded() {
    lanes.lock();
    try {
      return stopped;
    } finally {
      lanes.unlock();
    }
  }

  /// Ends the loop after the event that it is handling; what waits is dropped. Waits for that at
  /// most ten seconds, unless it is the loop itself that calls.
  @Override
  public void close() {
    lanes.lock();
    try {
      stopping = true;
      arrived.signal();
    } finally {
      lanes.unlock();
    }
    if (Thread.currentThread() != thread) {
      try {
        thread.join(Duration.ofSeconds(10));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void enqueueOwn(Object item) {
    lanes.lock();
    try {
      if (stopping) {
        return;
      }
      if (own.size() >= settings.ownMax()) {
        throw new IllegalStateException(
            "%s: %d events of our own are waiting".formatted(thread.getName(), own.size()));
      }
      own.addLast(item);
      arrived.signal();
    } finally {
      lanes.unlock();
    }
  }

  private void run() {
    try {
      long nextTickNanos = System.nanoTime();
      while (true) {
        long untilTick = nextTickNanos - System.nanoTime();
        if (untilTick <= 0) {
          // Ticks that were missed are not made up for: a tick says that time has passed.
          nextTickNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.tickMs());
          machine.handle(nowMs.getAsLong(), tick.get(), effects);
          continue;
        }
        Object next = take(untilTick);
        if (next == this) {
          return;
        }
        if (next != null) {
          handle(next);
        }
      }
    } catch (Throwable fault) {
      end();
      onFailure.accept(fault);
    } finally {
      end();
    }
  }

  /// The next event or question, null when it is time for a tick, this loop itself at the end.
  private @Nullable Object take(long maxNanos) throws InterruptedException {
    lanes.lock();
    try {
      long left = maxNanos;
      while (true) {
        if (stopping) {
          return this;
        }
        Object item = own.pollFirst();
        if (item == null) {
          item = peers.pollFirst();
        }
        if (item != null || left <= 0) {
          return item;
        }
        left = arrived.awaitNanos(left);
      }
    } finally {
      lanes.unlock();
    }
  }

  @SuppressWarnings("unchecked") // Only events and questions are ever enqueued.
  private void handle(Object item) {
    long from = System.nanoTime();
    if (item instanceof Question<?> question) {
      ((Question<M>) question).ask().accept(machine);
    } else if (item instanceof Offered<?> offered) {
      machine.handle(nowMs.getAsLong(), (E) offered.event(), effects);
      offered.left().accept(System.nanoTime() - from);
    } else {
      machine.handle(nowMs.getAsLong(), (E) item, effects);
    }
    long took = System.nanoTime() - from;
    lanes.lock();
    try {
      handled++;
      slowestNanos = Math.max(slowestNanos, took);
    } finally {
      lanes.unlock();
    }
  }

  private void end() {
    List<Offered<E>> dropped;
    lanes.lock();
    try {
      stopping = true;
      stopped = true;
      own.clear();
      dropped = List.copyOf(peers);
      peers.clear();
    } finally {
      lanes.unlock();
    }
    dropped.forEach(offered -> offered.left().accept(0));
  }
}
