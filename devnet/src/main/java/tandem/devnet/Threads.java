package tandem.devnet;

import java.time.Duration;

/// Waiting that ends.
public final class Threads {
  private Threads() {}

  /// Runs `work` on a thread of its own and waits for it, at most so long. What takes longer is
  /// left behind: it ends with the process.
  ///
  /// @return whether it was done in time
  public static boolean runWithin(Duration atMost, String name, Runnable work) {
    return join(Thread.ofPlatform().name(name).daemon(true).start(work), atMost);
  }

  /// Waits for the end of `thread`, at most so long; not at all once this thread is interrupted.
  ///
  /// @return whether it has ended
  public static boolean join(Thread thread, Duration atMost) {
    try {
      return thread.join(atMost);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
