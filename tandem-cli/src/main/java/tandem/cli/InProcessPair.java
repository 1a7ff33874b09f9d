package tandem.cli;

import java.time.Duration;
import java.util.Optional;
import tandem.devnet.RunningPair;
import tandem.devnet.Threads;

/// Both halves of a pair in this process.
///
/// @param name for sentences
record InProcessPair(String name, RunningNode node) implements RunningPair {
  private static final Duration CLOSE_MAX = Duration.ofSeconds(20);

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
