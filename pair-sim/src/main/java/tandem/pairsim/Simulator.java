package tandem.pairsim;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs seeds, one after the other. One simulator is enough for any number of them, on one thread;
/// [Campaign] has one for each of its threads.
public final class Simulator {
  public static final int PAIRS_MIN = 3;
  public static final int PAIRS_MAX = 60;
  public static final int PAIRS_DEFAULT = 4;

  /// Lines of what happened that are kept of a run.
  public static final int LINES_DEFAULT = 150;

  private final SimNetwork network;

  /// @param pairs [#PAIRS_MIN] to [#PAIRS_MAX]
  public Simulator(int pairs) {
    network = network(pairs);
  }

  static SimNetwork network(int pairs) {
    if (pairs < PAIRS_MIN || pairs > PAIRS_MAX) {
      throw new IllegalArgumentException(
          pairs + " pairs, it can be " + PAIRS_MIN + " to " + PAIRS_MAX);
    }
    return new SimNetwork(pairs);
  }

  /// The names of all scenarios; the first is the random one.
  public static List<String> scenarios() {
    return Arrays.stream(Scenario.values()).map(Scenario::title).toList();
  }

  /// @param title one of [#scenarios()]
  public Outcome run(String title, long seed) {
    return run(title, seed, LINES_DEFAULT);
  }

  /// @param linesMax how many of the last lines of what happened are kept
  public Outcome run(String title, long seed, int linesMax) {
    return run(title, seed, linesMax, Disk.Fault.NONE);
  }

  Outcome run(String title, long seed, int linesMax, Disk.Fault diskFault) {
    Scenario scenario = Scenario.of(title);
    Simulation sim = new Simulation(network, seed, linesMax, diskFault);
    long startMs = sim.nowMs();
    String violation = null;
    try {
      scenario.play(sim);
      Liveness.check(sim);
    } catch (Violation e) {
      violation = text(e);
    } catch (RuntimeException e) {
      violation = "a fault of the nodes or of the simulator: " + text(e);
    }
    return new Outcome(
        title,
        seed,
        network.pairs,
        sim.transcript.events(),
        sim.nowMs() - startMs,
        sim.transcript.hash(),
        violation,
        sim.transcript.lines());
  }

  static String text(RuntimeException e) {
    @Nullable Throwable cause = e.getCause();
    if (e instanceof Violation && cause == null) {
      return String.valueOf(e.getMessage());
    }
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    return trace.toString();
  }
}
