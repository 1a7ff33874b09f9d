package tandem.cli;

import java.io.IOException;
import tandem.devnet.Stop;

/// Ends this process with the one that started it, however that ended: the system closes the pipe
/// that is standard input here when its other end is gone.
final class ParentWatch {
  private ParentWatch() {}

  static void start(Stop stop) {
    Thread.ofPlatform().name("parent-watch").daemon(true).start(() -> waitForEnd(stop));
  }

  private static void waitForEnd(Stop stop) {
    try {
      while (System.in.read() >= 0) {
        // What a parent might say has no meaning.
      }
    } catch (IOException _) {
      // A pipe that breaks is one that has ended.
    }
    stop.request();
  }
}
