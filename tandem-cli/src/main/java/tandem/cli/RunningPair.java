package tandem.cli;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A pair of a devnet, in this process or as two of its own.
interface RunningPair extends AutoCloseable {
  Duration CLOSE_MAX = Duration.ofSeconds(20);

  /// What there is to say if a half of it has ended that was to run.
  Optional<String> death();

  /// Asks it to end; does not wait.
  void terminate();

  /// Ends it, and waits for that, within bounds.
  @Override
  void close();

  /// Both halves in this process.
  ///
  /// @param name for sentences
  record InProcess(String name, RunningNode node) implements RunningPair {
    @Override
    public Optional<String> death() {
      if (!node.ended().isDone()) {
        return Optional.empty();
      }
      return Optional.of(name + " has ended: " + node.ended().join().sentence());
    }

    @Override
    public void terminate() {}

    @Override
    public void close() {
      Threads.runWithin(CLOSE_MAX, "closing " + name, node::close);
    }
  }

  /// Closes all, together.
  static void closeAll(List<RunningPair> pairs) {
    pairs.forEach(RunningPair::terminate);
    for (RunningPair pair : pairs) {
      pair.close();
    }
  }
}
