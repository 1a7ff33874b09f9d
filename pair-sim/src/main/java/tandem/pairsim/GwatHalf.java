package tandem.pairsim;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.gwatcore.GwatMachine;
import tandem.gwatcore.NodeEffect;
import tandem.gwatcore.NodeEvent;
import tandem.gwatcore.PeerKey;
import tandem.gwatwire.WfdagMessage;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Stage;
import tandem.store.StoreException;

/// gwat of one pair: the machine, and what the network and the link do for it.
final class GwatHalf extends Half {
  /// One event, and what the machine did about it.
  record Step(NodeEvent event, Stage before, Stage after, List<NodeEffect> effects) {}

  private @Nullable GwatMachine machine;
  private @Nullable Link link;

  GwatHalf(Simulation sim, int index) {
    super(sim, index, "g" + index);
  }

  void link(Link given) {
    link = given;
  }

  /// The machine of a process that is up.
  GwatMachine machine() {
    GwatMachine running = machine;
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
    List<NodeEffect> effects = new ArrayList<>();
    GwatMachine opened =
        GwatMachine.open(
            clockMs(),
            openDisk(),
            sim.plan.gwat(index),
            sim.plan.ledger,
            sim.plan.ports(),
            effects::add);
    machine = opened;
    sim.invariants.opened(this);
    effects.forEach(this::act);
  }

  @Override
  void gone() {
    machine = null;
    if (link != null) {
      link.gwatGone();
    }
  }

  @Override
  void tick() {
    handle(new NodeEvent.Tick());
  }

  void called(CallId call, LinkRequest request) {
    handle(new NodeEvent.LinkCalled(call, request));
  }

  void handle(NodeEvent event) {
    GwatMachine running = machine();
    Stage before = running.stage();
    handling = event;
    List<NodeEffect> effects = new ArrayList<>();
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
    sim.invariants.gwat(this, new Step(event, before, running.stage(), effects));
    effects.forEach(this::act);
  }

  /// What was handed out before the end may have left the node.
  private void leave(List<NodeEffect> effects) {
    List<NodeEffect> left = effects.subList(0, sim.network.below(effects.size() + 1));
    sim.invariants.left(this, left);
    left.forEach(this::act);
  }

  private void act(NodeEffect effect) {
    switch (effect) {
      case NodeEffect.Send(PeerKey peer, WfdagMessage message) -> {
        GwatHalf to = sim.gwat(peer);
        sim.gwats.send(
            index,
            to.index,
            () -> to.handle(new NodeEvent.PeerMessage(sim.gwatKey(index), message)));
      }
      case NodeEffect.Disconnect(PeerKey peer, boolean atFault, String why) -> {
        sim.transcript.add(name + " leaves " + peer + ": " + why);
        sim.gwats.hangUp(index, sim.gwat(peer).index);
      }
      case NodeEffect.Answer(CallId call, LinkResponse response) -> {
        if (link != null) {
          link.answered(call, response);
        }
      }
      case NodeEffect.StageChanged(Stage from, Stage to, String why, long tookMs) -> {
        sim.transcript.add("%s %s -> %s after %d ms: %s".formatted(name, from, to, tookMs, why));
        entered(to);
      }
      case NodeEffect.Finalized(long number, var hash, int blocks, int unwound) ->
          sim.transcript.add(
              "%s finalised up to %d %s: %d blocks, %d unwound"
                  .formatted(name, number, hash.brief(), blocks, unwound));
      case NodeEffect.Alarm(String text) -> sim.transcript.add(name + " ALARM " + text);
      case NodeEffect.Note(String text) -> sim.transcript.add(name + " " + text);
      case NodeEffect.BlockCreated(var hash, long slot, int transactions) ->
          sim.transcript.mix(hash.hashCode() ^ slot);
      case NodeEffect.TransactionAnswer answer -> {}
      case NodeEffect.ExitDiskFull(String fault) -> sim.transcript.add(name + " ends: " + fault);
    }
  }
}
