package tandem.rim;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The virtual threads of a server or host: none outlives it. Whoever starts threads for a peer
/// bounds their number.
public final class Scope {
  private static final Logger LOG = LoggerFactory.getLogger(Scope.class);

  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /// What a thread does.
  public interface Task {
    /// @throws InterruptedException if the scope closes
    void run() throws InterruptedException;
  }

  /// Starts `task`; in a closed scope it runs with its thread interrupted.
  public void start(String name, Task task) {
    Thread thread = Thread.ofVirtual().name(name).unstarted(() -> run(task));
    threads.add(thread);
    thread.start();
    if (closed) {
      thread.interrupt();
    }
  }

  private void run(Task task) {
    try {
      task.run();
    } catch (InterruptedException e) {
      if (!closed) {
        LOG.warn("thread {} was interrupted", Thread.currentThread().getName());
      }
    } catch (RuntimeException e) {
      LOG.warn("thread {} ended with a fault", Thread.currentThread().getName(), e);
    } finally {
      threads.remove(Thread.currentThread());
    }
  }

  /// Threads that run.
  public int size() {
    return threads.size();
  }

  /// Interrupts all threads but the caller's and waits up to `patience` for their ends.
  public void close(Duration patience) {
    closed = true;
    Deadline deadline = Deadline.in(patience);
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      try {
        if (thread != Thread.currentThread()
            && !thread.join(Duration.ofNanos(Math.max(1, deadline.remainingNanos())))) {
          LOG.warn("thread {} does not end", thread.getName());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
