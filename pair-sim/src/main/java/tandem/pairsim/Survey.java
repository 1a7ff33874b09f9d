package tandem.pairsim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tandem.beaconcore.BeaconNodeEvent;
import tandem.gwatcore.NodeEvent;
import tandem.store.Batch;

/// Goes along with a run, counts the writes of both halves of *A*, and looks at each disk that a
/// crash can leave: as a batch is lost from the newest end only, these are the disks after each
/// write, and at each start.
final class Survey implements Witness {
  private final int pair;
  private final Bench bench;
  private final Map<CrashPoint.Of, List<String>> kinds = new HashMap<>();

  Survey(int pair, Bench bench) {
    this.pair = pair;
    this.bench = bench;
    for (CrashPoint.Of half : CrashPoint.Of.values()) {
      kinds.put(half, new ArrayList<>());
    }
  }

  /// The kind of each write of a half, in their order: its stage, what it handled, the columns.
  List<String> kinds(CrashPoint.Of half) {
    return kinds.getOrDefault(half, List.of());
  }

  static CrashPoint.Of of(Half half) {
    return half instanceof GwatHalf ? CrashPoint.Of.GWAT : CrashPoint.Of.COORDINATOR;
  }

  @Override
  public void starts(Half half) {
    if (half.index == pair) {
      look(half, "a start");
    }
  }

  @Override
  public void before(Half half, Batch batch) {
    if (half.index == pair) {
      kinds(of(half)).add(kind(half, batch));
    }
  }

  @Override
  public void after(Half half, Batch batch) {
    if (half.index == pair) {
      List<String> seen = kinds(of(half));
      look(half, "write " + seen.size() + ", " + seen.getLast());
    }
  }

  private void look(Half half, String what) {
    try {
      bench.look(half);
    } catch (Violation violation) {
      throw new Violation(half + " after " + what, violation);
    }
  }

  private static String kind(Half half, Batch batch) {
    TreeSet<String> columns = new TreeSet<>();
    batch.changes().forEach(change -> columns.add(change.column().name()));
    Object event = half.handling;
    String when = event == null ? "start" : half.stage() + " " + name(event);
    return when + " " + columns;
  }

  private static String name(Object event) {
    Object inner =
        switch (event) {
          case NodeEvent.LinkCalled called -> called.request();
          case NodeEvent.PeerMessage message -> message.message();
          case BeaconNodeEvent.Gossip gossip -> gossip.message();
          case BeaconNodeEvent.RequestAnswered answered -> answered.answer();
          default -> event;
        };
    return inner.getClass().getSimpleName();
  }
}
