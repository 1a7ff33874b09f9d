package tandem.loop;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Ends a node once, whoever wants it: its parts are closed in the reverse order of their start.
public final class Shutdown {
  /// What an operator is told.
  public interface Log {
    void ended(ExitReason why);

    void note(String text);
  }

  private final String name;
  private final Log log;
  private final CompletableFuture<ExitReason> ended = new CompletableFuture<>();

  // Guarded by this.
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private @Nullable ExitReason reason;

  /// @param name of the node, for the thread that ends it
  public Shutdown(String name, Log log) {
    this.name = name;
    this.log = log;
  }

  /// A part that runs now. If the end has begun it is closed at once.
  public <T extends AutoCloseable> T add(T part) {
    synchronized (this) {
      if (reason == null) {
        parts.push(part);
        return part;
      }
    }
    close(part);
    return part;
  }

  /// Completed when all parts are closed.
  public CompletableFuture<ExitReason> ended() {
    return ended;
  }

  /// Begins the end, on a thread of its own; the first reason counts.
  public void begin(ExitReason why) {
    if (take(why)) {
      log.ended(why);
      start(why);
    }
  }

  /// As [#begin], of a node that could not start: whoever wanted to start it is told.
  public void giveUp(ExitReason why) {
    if (take(why)) {
      start(why);
    }
  }

  private synchronized boolean take(ExitReason why) {
    if (reason != null) {
      return false;
    }
    reason = why;
    return true;
  }

  private void start(ExitReason why) {
    Thread.ofPlatform().name(name + "-end").start(() -> closeAll(why));
  }

  private void closeAll(ExitReason why) {
    while (true) {
      AutoCloseable part;
      synchronized (this) {
        part = parts.poll();
      }
      if (part == null) {
        ended.complete(why);
        return;
      }
      close(part);
    }
  }

  private void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      log.note("%s does not close: %s".formatted(part.getClass().getSimpleName(), e));
    }
  }
}
