package tandem.devnet;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/// Turns SIGINT and SIGTERM into an orderly end: the command is told, cleans up on its own thread,
/// and its exit code becomes the process's.
public final class Stop {
  /// What the system's own way to end a service waits for too.
  private static final Duration CLEANUP_MAX = Duration.ofSeconds(30);

  private final CompletableFuture<Void> wanted = new CompletableFuture<>();
  private final CountDownLatch finished = new CountDownLatch(1);
  private final AtomicInteger code = new AtomicInteger(ExitCode.FAULT.code());

  /// Listens to the signals of this process.
  public static Stop install() {
    Stop stop = new Stop();
    Runtime.getRuntime().addShutdownHook(new Thread(stop::onSignal, "stop"));
    return stop;
  }

  /// Listens to nothing: for commands that end by themselves.
  public static Stop unsignalled() {
    return new Stop();
  }

  /// Asks the command to end.
  public void request() {
    wanted.complete(null);
  }

  public boolean requested() {
    return wanted.isDone();
  }

  /// Completed when the command is to end.
  public CompletableFuture<Void> requests() {
    return wanted.copy();
  }

  /// Waits.
  ///
  /// @return whether the command is to end
  public boolean await(Duration atMost) throws InterruptedException {
    try {
      wanted.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException _) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a request to stop never fails", e);
    }
  }

  /// The command has ended and cleaned up.
  public void finished(int exitCode) {
    code.set(exitCode);
    finished.countDown();
  }

  /// Runs at a signal, and when the program ends by itself: then nothing is left to wait for.
  private void onSignal() {
    request();
    try {
      if (!finished.await(CLEANUP_MAX.toSeconds(), TimeUnit.SECONDS)) {
        System.err.println("tandem: did not stop within " + CLEANUP_MAX.toSeconds() + " s");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    // Otherwise a stop that was asked for would end with 128 and the number of the signal.
    Runtime.getRuntime().halt(code.get());
  }
}
