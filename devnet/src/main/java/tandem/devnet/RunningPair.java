package tandem.devnet;

import java.util.List;
import java.util.Optional;

/// A pair that runs.
public interface RunningPair extends AutoCloseable {
  /// What there is to say if a half of it has ended that was to run.
  Optional<String> death();

  /// Asks it to end; does not wait.
  void terminate();

  /// Ends it, and waits for that, within bounds.
  @Override
  void close();

  /// Closes all, together.
  static void closeAll(List<RunningPair> pairs) {
    pairs.forEach(RunningPair::terminate);
    for (RunningPair pair : pairs) {
      pair.close();
    }
  }
}
