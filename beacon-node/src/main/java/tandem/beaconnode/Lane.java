package tandem.beaconnode;

import tandem.beaconcore.BeaconMachine;
import tandem.beaconcore.BeaconNodeEffect;
import tandem.beaconcore.BeaconNodeEvent;
import tandem.beaconnet.BeaconNetwork;
import tandem.loop.EventLoop;

/// The way of peers' events into the loop.
///
/// @param effects ends the node when the network has a fault
record Lane(EventLoop<BeaconNodeEvent, BeaconNodeEffect, BeaconMachine> loop, Effects effects)
    implements BeaconNetwork.Listener {
  @Override
  public boolean offer(BeaconNodeEvent event) {
    return loop.offer(event);
  }

  @Override
  public void post(BeaconNodeEvent event) {
    loop.post(event);
  }

  @Override
  public boolean hasRoom() {
    return loop.hasRoomForPeers();
  }

  @Override
  public void failed(Throwable fault) {
    effects.onFailure(fault);
  }
}
