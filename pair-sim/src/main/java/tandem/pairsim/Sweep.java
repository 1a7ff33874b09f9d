package tandem.pairsim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Crashes a half of *A*, the last pair, at every write of a scenario. One is enough for any number
/// of runs, on one thread.
public final class Sweep {
  private static final int LINES_DEFAULT = 150;

  private final SimNetwork network;

  /// What a run of a scenario writes, and whether it can be started from every disk that a crash
  /// leaves.
  ///
  /// @param kinds of each write of a half, in their order; the first is write 1
  /// @param starts from such disks
  /// @param violation what did not hold, or null
  public record Writes(
      String scenario,
      long seed,
      Map<CrashPoint.Of, List<String>> kinds,
      long starts,
      @Nullable String violation,
      List<String> transcript) {
    public Writes {
      kinds = Map.copyOf(kinds);
      transcript = List.copyOf(transcript);
    }

    public long count() {
      return kinds.values().stream().mapToLong(List::size).sum();
    }

    /// The first write of each kind, where it crashes again and again.
    public List<CrashPoint> ofEachKind() {
      Map<String, CrashPoint> found = new LinkedHashMap<>();
      kinds.forEach((half, names) -> {
        for (int i = 0; i < names.size(); i++) {
          CrashPoint point = new CrashPoint(half, i + 1, i % 2 == 0, i % 4 < 2, true);
          found.putIfAbsent(half + " " + names.get(i), point);
        }
      });
      return List.copyOf(found.values());
    }

    /// Every write, before and after it: of one write once with and once without what was not
    /// synced, of the next the other way round.
    public List<CrashPoint> all() {
      List<CrashPoint> points = new ArrayList<>();
      kinds.forEach((half, names) -> {
        for (int write = 1; write <= names.size(); write++) {
          boolean odd = write % 2 == 1;
          points.add(new CrashPoint(half, write, false, odd, false));
          points.add(new CrashPoint(half, write, true, !odd, false));
        }
      });
      return points;
    }
  }

  /// What became of a run with crashes.
  ///
  /// @param crashes at the point and on the way back
  /// @param starts from disks that a further crash would have left
  /// @param violation what did not hold, or null
  public record Crashed(
      String scenario,
      long seed,
      int pairs,
      CrashPoint point,
      int crashes,
      long starts,
      @Nullable String violation,
      List<String> transcript) {
    public Crashed {
      transcript = List.copyOf(transcript);
    }

    public boolean holds() {
      return violation == null;
    }

    /// The line that does the same again.
    public String replay() {
      return "./tandem sim --sweep --seed %d --scenario %s --pairs %d --at %s"
          .formatted(seed, scenario, pairs, point);
    }
  }

  /// @param pairs [Simulator#PAIRS_MIN] to [Simulator#PAIRS_MAX]
  public Sweep(int pairs) {
    network = Simulator.network(pairs);
  }

  /// Plays a scenario without crashes of its own making, and starts each half of *A* from every
  /// disk that a crash would leave.
  public Writes look(String title, long seed) {
    Scenario scenario = Scenario.of(title);
    Simulation sim = new Simulation(network, seed, LINES_DEFAULT, Disk.Fault.NONE);
    Bench bench = new Bench(sim, seed);
    Survey survey = new Survey(network.pairs - 1, bench);
    sim.setWitness(survey);
    String violation = null;
    try {
      scenario.play(sim);
    } catch (RuntimeException e) {
      violation = Simulator.text(e);
    }
    Map<CrashPoint.Of, List<String>> kinds = new LinkedHashMap<>();
    for (CrashPoint.Of half : CrashPoint.Of.values()) {
      kinds.put(half, survey.kinds(half));
    }
    return new Writes(title, seed, kinds, bench.starts(), violation, sim.transcript.lines());
  }

  /// Plays a scenario up to a write, crashes there, lets all pairs come to work, and starts the
  /// half from every disk that one more crash would leave on the way; or crashes at each write of
  /// the way, and then looks at all of [Liveness].
  ///
  /// @throws IllegalArgumentException if the scenario has fewer writes
  public Crashed crash(String title, long seed, CrashPoint point) {
    Scenario scenario = Scenario.of(title);
    Simulation sim = new Simulation(network, seed, LINES_DEFAULT, Disk.Fault.NONE);
    int pair = network.pairs - 1;
    Half half =
        switch (point.half()) {
          case GWAT -> sim.gwat(pair);
          case COORDINATOR -> sim.coordinator(pair);
        };
    Bench bench = new Bench(sim, seed);
    CrashChain chain = new CrashChain(sim, half, point, bench);
    sim.setWitness(chain);
    String violation = null;
    try {
      if (!comesTo(scenario, sim)) {
        throw new IllegalArgumentException(title + " ends before write " + point);
      }
      chain.goOn();
    } catch (Violation e) {
      violation = Simulator.text(e);
    }
    return new Crashed(
        title,
        seed,
        network.pairs,
        point,
        chain.crashes(),
        bench.starts(),
        violation,
        sim.transcript.lines());
  }

  private static boolean comesTo(Scenario scenario, Simulation sim) {
    try {
      scenario.play(sim);
      return false;
    } catch (CrashChain.Reached reached) {
      return true;
    }
  }
}
