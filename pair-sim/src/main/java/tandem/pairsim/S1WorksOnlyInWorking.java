package tandem.pairsim;

import static tandem.pairsim.Invariant.require;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tandem.beaconcore.BeaconNodeEffect;
import tandem.beaconcore.BeaconNodeEvent;
import tandem.gwatcore.NodeEffect;
import tandem.gwatcore.NodeEvent;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.LinkOutcome;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Stage;

/// S1: blocks are made, candidates given, spines finalised and duties done in WORKING only, and
/// WORKING is entered only by a head sync that was completed in this run of the process and since
/// WORKING was left last. On both halves.
final class S1WorksOnlyInWorking implements Invariant {
  /// What a coordinator knows of its head sync.
  private static final class Confirmation {
    final Set<CallId> asked = new HashSet<>();
    boolean given;
  }

  private final Confirmation[] confirmations;

  S1WorksOnlyInWorking(int pairs) {
    confirmations = new Confirmation[pairs];
  }

  @Override
  public void opened(GwatHalf half) {
    require(half.stage() != Stage.WORKING, "S1", half, "works from the start");
  }

  @Override
  public void opened(CoordinatorHalf half) {
    confirmations[half.index] = new Confirmation();
    require(half.stage() != Stage.WORKING, "S1", half, "works from the start");
  }

  @Override
  public void gwat(GwatHalf half, GwatHalf.Step step) {
    boolean works = step.before() == Stage.WORKING;
    if (!works && step.after() == Stage.WORKING) {
      require(completes(step), "S1", half, () -> "entered WORKING by " + step.event());
    }
    for (NodeEffect effect : step.effects()) {
      if (effect instanceof NodeEffect.BlockCreated) {
        require(works, "S1", half, "made a block in " + step.before());
      }
    }
    if (!works && step.event() instanceof NodeEvent.LinkCalled(CallId call, LinkRequest request)) {
      boolean ofWorking =
          request instanceof LinkRequest.Sync
              || request instanceof LinkRequest.Finalize
              || request instanceof LinkRequest.GetCandidates;
      for (NodeEffect effect : step.effects()) {
        if (ofWorking && effect instanceof NodeEffect.Answer(CallId answered, var response)) {
          boolean refused = response instanceof LinkResponse.Refused || !answered.equals(call);
          require(refused, "S1", half, "served " + request + " in " + step.before());
        }
      }
    }
  }

  @Override
  public void coordinator(CoordinatorHalf half, CoordinatorHalf.Step step) {
    Confirmation confirmation = confirmations[half.index];
    if (step.event() instanceof BeaconNodeEvent.LinkEnded(CallId call, LinkOutcome outcome)
        && confirmation.asked.remove(call)
        && outcome instanceof LinkOutcome.Answered(LinkResponse.Done _)) {
      confirmation.given = true;
    }
    boolean works = step.before() == Stage.WORKING || step.after() == Stage.WORKING;
    for (BeaconNodeEffect effect : step.effects()) {
      switch (effect) {
        case BeaconNodeEffect.Call(CallId call, LinkRequest.HeadSync(List<?> _, boolean isFinal), _)
            when isFinal ->
            confirmation.asked.add(call);
        case BeaconNodeEffect.Call(_, LinkRequest.Sync _, _) -> requireWork(works, half, effect);
        case BeaconNodeEffect.Call(_, LinkRequest.Finalize _, _) ->
            requireWork(works, half, effect);
        case BeaconNodeEffect.Call(_, LinkRequest.GetCandidates _, _) ->
            requireWork(works, half, effect);
        case BeaconNodeEffect.Publish _ -> requireWork(works, half, effect);
        default -> {}
      }
    }
    if (step.before() != Stage.WORKING && step.after() == Stage.WORKING) {
      require(confirmation.given, "S1", half, () -> "entered WORKING by " + step.event());
    }
    if (step.before() == Stage.WORKING && step.after() != Stage.WORKING) {
      confirmation.given = false;
    }
  }

  private static void requireWork(boolean works, Half half, Object effect) {
    require(works, "S1", half, () -> "did, outside of WORKING, " + effect);
  }

  private static boolean completes(GwatHalf.Step step) {
    return step.event()
            instanceof
            NodeEvent.LinkCalled(CallId call, LinkRequest.HeadSync(List<?> _, boolean isFinal))
        && isFinal
        && step.effects().contains(new NodeEffect.Answer(call, new LinkResponse.Done()));
  }
}
