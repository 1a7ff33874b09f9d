package tandem.pairsim;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Runs many seeds on several threads, a run a thread; runs share nothing that changes. What became
/// of them is told in the order of the runs, whichever ends first, so that a campaign says the same
/// on any machine.
public final class Campaign {
  /// Each of so many seeds runs twice and must do the same both times.
  public static final long TWICE_EVERY = 50;

  /// Runs that may be ahead of the one that is told next, for each thread.
  private static final int AHEAD = 16;

  private final int pairs;
  private final int threads;
  private final int linesMax;

  /// @param pairs of each run, [Simulator#PAIRS_MIN] to [Simulator#PAIRS_MAX]
  /// @param threads at least 1
  /// @param linesMax how many of the last lines of what happened are kept of each run
  public Campaign(int pairs, int threads, int linesMax) {
    if (threads < 1) {
      throw new IllegalArgumentException(threads + " threads");
    }
    this.pairs = pairs;
    this.threads = threads;
    this.linesMax = linesMax;
  }

  /// One seed of one scenario.
  public record Run(String scenario, long seed) {}

  /// @param outcome of the run; of the first where there were two
  /// @param runs 1, or 2 for a seed that ran twice
  public record Result(Outcome outcome, int runs) {}

  /// All scenarios with one seed, then with the next.
  ///
  /// @param seeds from `firstSeed` on
  public static Stream<Run> runs(Collection<String> scenarios, long firstSeed, long seeds) {
    return LongStream.range(firstSeed, firstSeed + seeds)
        .boxed()
        .flatMap(seed -> scenarios.stream().map(scenario -> new Run(scenario, seed)));
  }

  /// Returns when all have run.
  ///
  /// @param told of each in its turn, on the thread of the caller
  /// @throws InterruptedException if the caller is; what runs then is given up
  public void run(Stream<Run> runs, Consumer<Result> told) throws InterruptedException {
    ThreadLocal<Simulator> simulators = ThreadLocal.withInitial(() -> new Simulator(pairs));
    Iterator<Run> left = runs.iterator();
    Deque<Future<Result>> begun = new ArrayDeque<>();
    ExecutorService workers =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().name("sim-", 0).daemon().factory());
    try {
      while (left.hasNext() || !begun.isEmpty()) {
        while (left.hasNext() && begun.size() < threads * AHEAD) {
          Run next = left.next();
          begun.add(workers.submit(() -> result(simulators.get(), next)));
        }
        told.accept(begun.remove().get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the simulator failed", e.getCause());
    } finally {
      workers.shutdownNow();
    }
  }

  private Result result(Simulator simulator, Run run) {
    Outcome outcome = simulator.run(run.scenario(), run.seed(), linesMax);
    if (!outcome.holds() || run.seed() % TWICE_EVERY != 0) {
      return new Result(outcome, 1);
    }
    boolean same = simulator.run(run.scenario(), run.seed(), linesMax).hash() == outcome.hash();
    return new Result(
        same ? outcome : outcome.failed("two runs of this seed did not do the same"), 2);
  }
}
