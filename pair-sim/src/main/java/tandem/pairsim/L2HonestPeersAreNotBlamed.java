package tandem.pairsim;

import static tandem.pairsim.Invariant.require;

import tandem.beaconcore.BeaconNodeEffect;
import tandem.gwatcore.NodeEffect;

/// L2: an honest peer is never blamed, hence never shut out; all peers of the simulation are
/// honest, whatever happens to their messages.
final class L2HonestPeersAreNotBlamed implements Invariant {
  @Override
  public void gwat(GwatHalf half, GwatHalf.Step step) {
    for (NodeEffect effect : step.effects()) {
      if (effect instanceof NodeEffect.Disconnect(var peer, boolean atFault, String why)) {
        require(!atFault, "L2", half, "blames " + peer + " for " + why);
      }
    }
  }

  @Override
  public void coordinator(CoordinatorHalf half, CoordinatorHalf.Step step) {
    for (BeaconNodeEffect effect : step.effects()) {
      if (effect instanceof BeaconNodeEffect.Disconnect(var peer, boolean atFault, String why)) {
        require(!atFault, "L2", half, "blames " + peer + " for " + why);
      }
    }
  }
}
