package tandem.cli;

import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import tandem.devnet.ExitCode;
import tandem.devnet.JsonFile;
import tandem.pairsim.CrashPoint;
import tandem.pairsim.Sweep;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `tandem sim --sweep`: a half of the last pair crashes at every write of a scenario, or at one. A
/// run a thread.
final class SimSweep {
  private static final long PROGRESS_NS = 2_000_000_000L;

  private final ThreadLocal<Sweep> sweeps;
  private final int threads;
  private final boolean json;
  private final PrintWriter out;
  private final PrintWriter err;
  private final ArrayNode violations = JsonFile.MAPPER.createArrayNode();
  private final long startNs = System.nanoTime();
  private long shownNs = startNs;
  private long writes;
  private long points;
  private long crashes;
  private long starts;

  /// @param json whether the result is one JSON object on `out`, and progress goes to `err`
  SimSweep(int pairs, int threads, boolean json, PrintWriter out, PrintWriter err) {
    sweeps = ThreadLocal.withInitial(() -> new Sweep(pairs));
    this.threads = threads;
    this.json = json;
    this.out = out;
    this.err = err;
  }

  /// Returns when everything has run.
  ///
  /// @param at the only point, or null for all
  /// @throws IllegalArgumentException if a scenario does not come to `at`
  /// @throws InterruptedException if the caller is; what runs then is given up
  ExitCode run(List<String> titles, long firstSeed, long seeds, @Nullable CrashPoint at)
      throws InterruptedException {
    ExecutorService workers =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().name("sweep-", 0).daemon().factory());
    try {
      for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
        for (String title : titles) {
          crash(workers, title, seed, at == null ? look(title, seed) : List.of(at));
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IllegalArgumentException never) {
        throw never;
      }
      throw new IllegalStateException("the simulator failed", e.getCause());
    } finally {
      workers.shutdownNow();
    }
    report();
    return violations.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  private List<CrashPoint> look(String title, long seed) {
    Sweep.Writes found = sweeps.get().look(title, seed);
    writes += found.count();
    starts += found.starts();
    if (found.violation() != null) {
      failed(
          "./tandem sim --sweep --seed %d --scenario %s".formatted(seed, title),
          found.violation(),
          found.transcript());
    }
    List<CrashPoint> all = new ArrayList<>(found.all());
    all.addAll(found.ofEachKind());
    progress()
        .printf(
            Locale.ROOT,
            "%s, seed %d: %d writes, %d starts, %d points to crash at%n",
            title,
            seed,
            found.count(),
            found.starts(),
            all.size());
    progress().flush();
    return all;
  }

  private void crash(ExecutorService workers, String title, long seed, List<CrashPoint> all)
      throws InterruptedException, ExecutionException {
    Deque<Future<Sweep.Crashed>> begun = new ArrayDeque<>();
    for (CrashPoint point : all) {
      begun.add(workers.submit(() -> sweeps.get().crash(title, seed, point)));
    }
    while (!begun.isEmpty()) {
      Sweep.Crashed crashed = begun.remove().get();
      points++;
      crashes += crashed.crashes();
      starts += crashed.starts();
      String violation = crashed.violation();
      if (violation != null) {
        failed(crashed.replay(), violation, crashed.transcript());
      }
      if (System.nanoTime() - shownNs >= PROGRESS_NS) {
        shownNs = System.nanoTime();
        progress()
            .printf(Locale.ROOT, "%s, seed %d: %d to go, %s%n", title, seed, begun.size(), sum());
        progress().flush();
      }
    }
  }

  private void failed(String replay, String violation, List<String> transcript) {
    ObjectNode entry = violations.addObject();
    entry.put("replay", replay);
    entry.put("violation", violation);
    transcript.forEach(err::println);
    err.println("VIOLATION " + violation);
    err.println(replay);
    err.flush();
  }

  private void report() {
    progress().println(sum());
    progress().flush();
    if (json) {
      ObjectNode report = JsonFile.MAPPER.createObjectNode();
      report.set("violations", violations);
      report.put("writes", writes);
      report.put("points", points);
      report.put("crashes", crashes);
      report.put("starts", starts);
      report.put("wallSeconds", seconds());
      out.println(JsonFile.MAPPER.writeValueAsString(report));
      out.flush();
    }
  }

  private String sum() {
    return String.format(
        Locale.ROOT,
        "%d points, %d crashes, %d starts, %d did not hold; %.0f s",
        points,
        crashes,
        starts,
        violations.size(),
        seconds());
  }

  private PrintWriter progress() {
    return json ? err : out;
  }

  private double seconds() {
    return (System.nanoTime() - startNs) / 1e9;
  }
}
