package tandem.libp2p;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tandem.rim.Deadline;

/// Waiting for another thread, with a deadline.
final class Futures {
  private Futures() {}

  /// The value of `future`.
  ///
  /// @throws IOException what it failed with
  static <T> T await(CompletableFuture<T> future, Deadline deadline, String what)
      throws IOException {
    try {
      return future.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw Deadline.late(what);
    } catch (ExecutionException e) {
      // As it is: its type says whose fault it was.
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IOException(what + ": " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted: " + what);
    }
  }
}
