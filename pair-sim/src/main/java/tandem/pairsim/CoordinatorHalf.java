package tandem.pairsim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.beaconcore.BeaconMachine;
import tandem.beaconcore.BeaconNodeEffect;
import tandem.beaconcore.BeaconNodeEvent;
import tandem.beaconcore.GossipMessage;
import tandem.beaconcore.PeerAnswer;
import tandem.beaconcore.PeerKey;
import tandem.beaconcore.PeerRequest;
import tandem.beaconcore.Verdict;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.LinkOutcome;
import tandem.pairprotocol.Stage;
import tandem.store.StoreException;

/// The coordinator of one pair: the machine, and what gossip, peers and the link do for it. Gossip
/// is a flood over all connections; a message goes on from a node when that node has accepted it.
final class CoordinatorHalf extends Half {
  /// One event, and what the machine did about it.
  record Step(BeaconNodeEvent event, Stage before, Stage after, List<BeaconNodeEffect> effects) {}

  private record Gossiped(long id, GossipMessage message, int from) {}

  private static final class Asked {
    final long id;
    final CoordinatorHalf asker;
    final int run;
    boolean ended;

    Asked(long id, CoordinatorHalf asker) {
      this.id = id;
      this.asker = asker;
      this.run = asker.run();
    }
  }

  private final Map<Long, Gossiped> judging = new HashMap<>();
  private final Map<Long, Asked> serving = new HashMap<>();
  private final Set<Long> seen = new HashSet<>();
  private @Nullable BeaconMachine machine;
  private @Nullable Link link;
  private long nextId = 1;

  CoordinatorHalf(Simulation sim, int index) {
    super(sim, index, "c" + index);
  }

  void link(Link given) {
    link = given;
  }

  /// The machine of a process that is up.
  BeaconMachine machine() {
    BeaconMachine running = machine;
    if (running == null) {
      throw new IllegalStateException(name + " is down");
    }
    return running;
  }

  @Override
  Stage stage() {
    return machine().stage();
  }

  @Override
  void open() {
    List<BeaconNodeEffect> effects = new ArrayList<>();
    BeaconMachine opened =
        BeaconMachine.open(
            clockMs(), openDisk(), sim.plan.coordinator(index, sim.network.any()), effects::add);
    machine = opened;
    sim.invariants.opened(this);
    effects.forEach(this::act);
  }

  @Override
  void gone() {
    machine = null;
    judging.clear();
    serving.clear();
    seen.clear();
  }

  @Override
  void tick() {
    handle(new BeaconNodeEvent.Tick());
  }

  void linkEnded(CallId call, LinkOutcome outcome) {
    handle(new BeaconNodeEvent.LinkEnded(call, outcome));
  }

  void handle(BeaconNodeEvent event) {
    BeaconMachine running = machine();
    Stage before = running.stage();
    handling = event;
    List<BeaconNodeEffect> effects = new ArrayList<>();
    try {
      running.handle(clockMs(), event, effects::add);
    } catch (PowerCut cut) {
      leave(effects);
      sim.powerCut(this);
      return;
    } catch (StoreException fault) {
      leave(effects);
      ended(fault);
      return;
    } catch (RuntimeException e) {
      throw new Violation(name + " threw at " + event, e);
    }
    sim.transcript.event(this, event, effects);
    sim.invariants.coordinator(this, new Step(event, before, running.stage(), effects));
    effects.forEach(this::act);
  }

  private void gossiped(Gossiped gossip, int from) {
    if (!seen.add(gossip.id())) {
      return;
    }
    long id = nextId++;
    judging.put(id, new Gossiped(gossip.id(), gossip.message(), from));
    handle(new BeaconNodeEvent.Gossip(id, sim.coordinatorKey(from), gossip.message()));
  }

  private void spread(Gossiped gossip) {
    for (CoordinatorHalf to : sim.coordinatorHalves()) {
      if (to != this && to.index != gossip.from() && !to.seen.contains(gossip.id())) {
        sim.coordinators.send(index, to.index, () -> to.gossiped(gossip, index));
      }
    }
  }

  private void asked(Asked asked, PeerKey from, PeerRequest request) {
    long id = nextId++;
    serving.put(id, asked);
    handle(new BeaconNodeEvent.RequestReceived(id, from, request));
  }

  private void request(BeaconNodeEffect.Request request) {
    CoordinatorHalf to = sim.coordinator(request.peer());
    Asked asked = new Asked(request.id(), this);
    PeerKey own = sim.coordinatorKey(index);
    sim.coordinators.send(index, to.index, () -> to.asked(asked, own, request.request()));
    post(
        Math.max(0, request.deadlineMs() - clockMs()) + 100,
        () -> {
          if (!asked.ended) {
            asked.ended = true;
            handle(
                new BeaconNodeEvent.RequestFailed(
                    request.id(), request.peer(), "no answer in time", false));
          }
        });
  }

  private void respond(long id, PeerAnswer answer) {
    Asked asked = serving.remove(id);
    if (asked == null) {
      return;
    }
    CoordinatorHalf to = asked.asker;
    sim.coordinators.send(
        index,
        to.index,
        () -> {
          if (!asked.ended && asked.run == to.run()) {
            asked.ended = true;
            to.handle(
                new BeaconNodeEvent.RequestAnswered(asked.id, sim.coordinatorKey(index), answer));
          }
        });
  }

  /// What was handed out before the end may have left the node.
  private void leave(List<BeaconNodeEffect> effects) {
    List<BeaconNodeEffect> left = effects.subList(0, sim.network.below(effects.size() + 1));
    sim.invariants.left(this, left);
    left.forEach(this::act);
  }

  private void act(BeaconNodeEffect effect) {
    switch (effect) {
      case BeaconNodeEffect.Request request -> request(request);
      case BeaconNodeEffect.Respond(long id, PeerAnswer answer) -> respond(id, answer);
      case BeaconNodeEffect.Disconnect(PeerKey peer, boolean atFault, String why) -> {
        sim.transcript.add(name + " leaves " + peer + ": " + why);
        sim.coordinators.hangUp(index, sim.coordinator(peer).index);
      }
      case BeaconNodeEffect.GossipVerdict(long id, Verdict verdict) -> {
        Gossiped gossip = judging.remove(id);
        if (gossip != null && verdict == Verdict.ACCEPT) {
          spread(gossip);
        }
      }
      case BeaconNodeEffect.Publish(GossipMessage message) -> {
        Gossiped gossip = new Gossiped(sim.nextMessage(), message, index);
        seen.add(gossip.id());
        spread(gossip);
      }
      case BeaconNodeEffect.Call call -> {
        if (link != null) {
          link.call(this, call);
        }
      }
      case BeaconNodeEffect.StageChanged(Stage from, Stage to, String why, long tookMs) -> {
        sim.transcript.add("%s %s -> %s after %d ms: %s".formatted(name, from, to, tookMs, why));
        entered(to);
      }
      case BeaconNodeEffect.LinkChanged(boolean usable, String why) ->
          sim.transcript.add(name + " link " + (usable ? "up: " : "down: ") + why);
      case BeaconNodeEffect.HeadChanged(var root, long slot, long depth) -> {
        sim.transcript.mix(root.hashCode());
        if (depth > 0) {
          sim.transcript.add(
              "%s head %s of slot %d, %d slots back".formatted(name, root.brief(), slot, depth));
        }
      }
      case BeaconNodeEffect.Justified(long epoch, var root) -> sim.transcript.mix(epoch);
      case BeaconNodeEffect.Finalized(long epoch, var root) ->
          sim.transcript.add("%s finalised epoch %d %s".formatted(name, epoch, root.brief()));
      case BeaconNodeEffect.Alarm(String text) -> sim.transcript.add(name + " ALARM " + text);
      case BeaconNodeEffect.Note(String text) -> sim.transcript.add(name + " " + text);
      case BeaconNodeEffect.ExitDiskFull(String fault) ->
          sim.transcript.add(name + " ends: " + fault);
    }
  }
}
