package tandem.devnet;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A pair as one process, with the link within it.
///
/// @param name for sentences
public record WholePair(String name, NodeProcess process) implements RunningPair {
  /// Starts the pair of `folder`; its log goes to `pair.log` there.
  ///
  /// @param heap most memory for objects, as Java's `-Xmx` takes it
  /// @param onLine told each line of its log, on a thread of its own
  public static WholePair start(
      String name, NodeFolder folder, String heap, Consumer<? super String> onLine) {
    return new WholePair(
        name,
        NodeProcess.start(
            "pair", List.of(), folder.dir(), heap, folder.dir().resolve("pair.log"), onLine));
  }

  @Override
  public Optional<String> death() {
    return process.alive() ? Optional.empty() : Optional.of(name + ": " + process.obituary());
  }

  @Override
  public void terminate() {
    process.terminate();
  }

  @Override
  public void close() {
    process.terminate();
    process.awaitEnd();
  }
}
