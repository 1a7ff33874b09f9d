package tandem.devnet;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/// A pair as two processes, each of which can be killed and started again.
public final class SplitPair implements RunningPair {
  private final String name;
  private final Path dir;
  private final String heap;
  private final BiConsumer<Half, String> onLine;
  private final Map<Half, NodeProcess> processes = new EnumMap<>(Half.class);

  /// @param name for sentences
  /// @param onLine told each line of a half's log, on a thread of its own
  public SplitPair(String name, Path dir, String heap, BiConsumer<Half, String> onLine) {
    this.name = name;
    this.dir = dir;
    this.heap = heap;
    this.onLine = onLine;
  }

  public synchronized void start(Set<Half> halves) {
    for (Half half : halves) {
      Path log = dir.resolve(half.command() + ".log");
      processes.put(
          half, NodeProcess.start(half, dir, heap, log, line -> onLine.accept(half, line)));
    }
  }

  /// SIGKILL to all of them at once, then waits.
  public void kill(Set<Half> halves) {
    signalKill(halves);
    for (Half half : halves) {
      process(half).kill();
    }
  }

  /// SIGKILL to all of them at once; for the thread that reads a log, which must not wait.
  public void signalKill(Set<Half> halves) {
    for (Half half : halves) {
      process(half).signalKill();
    }
  }

  public synchronized NodeProcess process(Half half) {
    NodeProcess process = processes.get(half);
    if (process == null) {
      throw new IllegalStateException(half + " was never started");
    }
    return process;
  }

  @Override
  public synchronized Optional<String> death() {
    return processes.values().stream()
        .filter(process -> !process.alive())
        .map(process -> name + ": " + process.obituary())
        .findFirst();
  }

  @Override
  public synchronized void terminate() {
    processes.values().forEach(NodeProcess::terminate);
  }

  /// Not under the lock: who reads a log may need it to end.
  @Override
  public void close() {
    List<NodeProcess> ending;
    synchronized (this) {
      terminate();
      ending = List.copyOf(processes.values());
      processes.clear();
    }
    for (NodeProcess process : ending) {
      process.awaitEnd();
    }
  }
}
