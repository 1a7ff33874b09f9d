/// The coordinator process: its machine, clock, database, network, API and link, wired together.
/// Begin with [tandem.beaconnode.BeaconNode].
@NullMarked
package tandem.beaconnode;

import org.jspecify.annotations.NullMarked;
