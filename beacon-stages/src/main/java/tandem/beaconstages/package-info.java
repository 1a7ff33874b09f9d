/// The stage machine of the coordinator, pure (pair-sync.md 4, 6 and 8).
///
/// Begin with [tandem.beaconstages.BeaconStages], whose `step` takes the state and a
/// [tandem.beaconstages.BeaconEvent] and gives the next state and the
/// [tandem.beaconstages.BeaconEffect]s; what an effect obliges the node to do is said at the
/// effect. [tandem.beaconstages.BeaconGate] is the one place that says what is allowed in which
/// stage.
@NullMarked
package tandem.beaconstages;

import org.jspecify.annotations.NullMarked;
