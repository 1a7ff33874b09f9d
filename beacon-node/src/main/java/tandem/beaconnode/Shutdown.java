package tandem.beaconnode;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Ends a node once, whoever wants it: its parts are closed in the reverse order of their start.
final class Shutdown {
  private final BeaconLog log;
  private final CompletableFuture<ExitReason> ended = new CompletableFuture<>();

  // Guarded by this.
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private @Nullable ExitReason reason;

  Shutdown(BeaconLog log) {
    this.log = log;
  }

  /// A part that runs now. If the end has begun it is closed at once.
  <T extends AutoCloseable> T add(T part) {
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
  CompletableFuture<ExitReason> ended() {
    return ended;
  }

  /// Begins the end, on a thread of its own; the first reason counts.
  void begin(ExitReason why) {
    synchronized (this) {
      if (reason != null) {
        return;
      }
      reason = why;
    }
    log.ended(why);
    Thread.ofPlatform().name("coordinator-end").start(() -> closeAll(why));
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
