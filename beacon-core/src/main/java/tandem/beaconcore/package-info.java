/// The coordinator without its sockets, clock and threads: events in, effects out
/// (docs/decisions/coordinator-node.md, pair-sync.md 6 and 8).
///
/// Begin with [tandem.beaconcore.BeaconMachine]; [tandem.beaconcore.BeaconNodeEvent] and
/// [tandem.beaconcore.BeaconNodeEffect] are what goes in and out.
@NullMarked
package tandem.beaconcore;

import org.jspecify.annotations.NullMarked;
