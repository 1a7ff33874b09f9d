/// The beacon chain's rules, pure: Altair of the consensus specification v1.1.10, and
/// beacon-rules.md on top where a network is `ordered`. Containers and their encoding begin with
/// [tandem.beaconspec.Types], settings with [tandem.beaconspec.BeaconConfig], the rules with
/// [tandem.beaconspec.StateTransition], duties with [tandem.beaconspec.Committees]; a network
/// begins with [tandem.beaconspec.BeaconGenesis].
@NullMarked
package tandem.beaconspec;

import org.jspecify.annotations.NullMarked;
